-- PROPOSAL_CONTACT_NOW (person ID) -> email TEXT, phone_mobile TEXT, phone_home TEXT, phone_work TEXT, line1 TEXT, line2 TEXT, line3 TEXT, line4 TEXT, postcode TEXT, city TEXT, address ID   [unscoped: oneself, or guard decides]
SELECT n.email, n.phone_mobile, n.phone_home, n.phone_work, a.line1, a.line2, a.line3, a.line4, a.postcode, coalesce(a.city, a.foreign_city) AS city, n.address
  FROM person n LEFT JOIN address a ON a.id = n.address WHERE n.id = $person;

-- PROPOSAL_EXITS_NOW (pupil ID) -> status TEXT   [unscoped: guards]
SELECT xp.status FROM exit_permission xp WHERE xp.person = $pupil AND {on xp};

-- PROPOSAL_READ (id ID) -> person ID, account ID, kind TEXT, state TEXT   [unscoped: guards own_proposal, decides]
SELECT person, account, kind, state FROM proposal WHERE id = $id;

-- PROPOSAL_WAITING (person ID, kind TEXT) -> id ID   [unscoped: of whom the guard has looked at]
SELECT id FROM proposal WHERE person = $person AND kind = $kind AND state = 'waiting' ORDER BY id LIMIT 1;

-- How many of a kind wait.
-- PROPOSALS_WAITING_OF (person ID, kind TEXT) -> waiting INT   [unscoped: of whom the guard has looked at]
SELECT count(*) AS waiting FROM proposal WHERE person = $person AND kind = $kind AND state = 'waiting';

-- What waits and would end one of the persons who come, by their number.
-- PROPOSALS_ENDING (person ID) -> id ID, pickup TEXT   [unscoped: of whom the guard has looked at]
SELECT p.id, v.was AS pickup FROM proposal p JOIN proposal_value v ON v.proposal = p.id AND v.field = 'pickup'
 WHERE p.person = $person AND p.kind = 'pickup_end' AND p.state = 'waiting' ORDER BY p.id;

-- PROPOSAL_VALUES_OF (proposal ID) -> field TEXT, was TEXT, wanted TEXT   [unscoped: of one that was looked at]
SELECT field, was, wanted FROM proposal_value WHERE proposal = $proposal;

-- PROPOSALS_WAITING_VALUES () -> proposal ID, field TEXT, was TEXT, wanted TEXT
SELECT v.proposal, v.field, v.was, v.wanted FROM proposal p JOIN proposal_value v ON v.proposal = p.id
 WHERE p.state = 'waiting' AND v.field <> 'pickup' AND {seen person p.person} ORDER BY v.proposal, v.field;

-- What ACCOUNT has asked, the newest first.
-- PROPOSALS_OF_ACCOUNT (account ID) -> id ID, person ID, display_name TEXT, kind TEXT, state TEXT, at INSTANT, decided_at INSTANT, reason TEXT   [unscoped: one's own]
SELECT p.id, p.person, n.display_name, p.kind, p.state, p.at, p.decided_at, p.reason FROM proposal p JOIN person n ON n.id = p.person
 WHERE p.account = $account ORDER BY p.id DESC LIMIT 20;

-- What waits, the oldest first.
-- PROPOSALS_WAITING () -> id ID, person ID, display_name TEXT, kind TEXT, at INSTANT, who TEXT, is_pupil BOOL
SELECT p.id, p.person, n.display_name, p.kind, p.at, a.display_name AS who, CASE WHEN x.person IS NULL THEN 0 ELSE 1 END AS is_pupil
  FROM proposal p JOIN person n ON n.id = p.person LEFT JOIN account a ON a.id = p.account LEFT JOIN pupil x ON x.person = p.person
 WHERE p.state = 'waiting' AND {seen person p.person} ORDER BY p.at, p.id LIMIT 100;

-- PROPOSALS_COUNT () -> waiting INT   [unscoped: a number, for who sees everybody]
SELECT count(*) AS waiting FROM proposal WHERE state = 'waiting';

-- PROPOSALS_DECIDED () -> id ID, person ID, display_name TEXT, kind TEXT, state TEXT, decided_at INSTANT, by_name TEXT
SELECT p.id, p.person, n.display_name, p.kind, p.state, p.decided_at, a.display_name AS by_name
  FROM proposal p JOIN person n ON n.id = p.person LEFT JOIN account a ON a.id = p.decided_by
 WHERE p.state IN ('accepted', 'refused') AND {seen person p.person} ORDER BY coalesce(p.decided_at, 0) DESC, p.id DESC LIMIT 20;

-- PROPOSAL_SEEN (id ID) -> person ID
SELECT person FROM proposal p WHERE p.id = $id AND {seen person p.person};

-- A child whose legal guardian asks.
-- PROPOSAL_CHILD (pupil ID, guardian ID) -> display_name TEXT
SELECT n.display_name FROM guardianship g JOIN person n ON n.id = g.pupil JOIN pupil p ON p.person = g.pupil
 WHERE g.pupil = $pupil AND g.guardian = $guardian AND g.level = 1 AND g.until_day > $seen_day AND (p.exit_day IS NULL OR p.exit_day > $seen_day) AND {seen pupil g.pupil};

-- PROPOSAL_CHILDREN () -> id ID, display_name TEXT, given_name TEXT
SELECT p.person AS id, n.display_name, n.given_name FROM pupil p JOIN person n ON n.id = p.person JOIN guardianship g ON g.pupil = p.person AND g.guardian = $seen_person AND g.level = 1 AND g.until_day > $seen_day
 WHERE p.person IN {seen pupil (set)} AND (p.exit_day IS NULL OR p.exit_day > $seen_day) ORDER BY coalesce(n.birth_day, 0), n.sort_key, p.person;

-- PROPOSAL_CALLED (ids IDS) -> id ID, name TEXT
SELECT p.id, n.display_name AS name FROM proposal p JOIN person n ON n.id = p.person WHERE p.id {any $ids} AND {seen person p.person};

-- REF_PROPOSAL (person ID) -> id ID   [unscoped: what points at a person]
SELECT id FROM proposal WHERE person = $person;
