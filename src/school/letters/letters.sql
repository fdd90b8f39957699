-- Texts, batches, and whom they are written to.

-- ---- texts ----

-- LETTER_VERSIONS (audience TEXT, way TEXT, most INT) -> id ID, head TEXT, subject TEXT, body TEXT, at INSTANT, account ID, who TEXT
SELECT v.id, v.head, v.subject, v.body, v.at, v.account, a.display_name AS who FROM letter_version v LEFT JOIN account a ON a.id = v.account
 WHERE v.audience = $audience AND v.way = $way ORDER BY v.id DESC LIMIT coalesce($most, 0);

-- The newest of each.
-- LETTER_TEXTS_NOW () -> id ID, audience TEXT, way TEXT, at INSTANT, who TEXT
SELECT v.id, v.audience, v.way, v.at, a.display_name AS who FROM letter_version v LEFT JOIN account a ON a.id = v.account
 WHERE v.id IN (SELECT max(x.id) FROM letter_version x GROUP BY x.audience, x.way) ORDER BY v.id;

-- ---- whom it is to ----

-- LETTER_PEOPLE (ids IDS) -> id ID, display_name TEXT, title TEXT, family TEXT, given TEXT, sex TEXT, mail TEXT, mobile TEXT, accepts_sms BOOL, class TEXT, line1 TEXT, line2 TEXT, line3 TEXT, line4 TEXT, po_box TEXT, postcode TEXT, city TEXT, country TEXT
SELECT n.id, n.display_name, n.title, coalesce(n.usage_name, n.family_name) AS family, n.given_name AS given, n.sex, n.email AS mail, n.phone_mobile AS mobile, n.accepts_sms,
       (SELECT min(c.code) FROM membership m JOIN structure c ON c.id = m.structure WHERE m.person = n.id AND m.kind = 'class' AND {on m}) AS class,
       a.line1, a.line2, a.line3, a.line4, a.po_box, a.postcode, coalesce(a.city, a.foreign_city) AS city, a.country
  FROM person n LEFT JOIN address a ON a.id = n.address WHERE n.id {any $ids} AND {seen person n.id};

-- LETTER_CHILDREN (ids IDS) -> guardian ID, pupil ID, level INT, preferred BOOL, given TEXT, family TEXT, class TEXT
SELECT g.guardian, n.id AS pupil, g.level, g.preferred, coalesce(n.given_name, n.display_name) AS given, coalesce(n.usage_name, n.family_name) AS family,
       (SELECT min(c.code) FROM membership m JOIN structure c ON c.id = m.structure WHERE m.person = n.id AND m.kind = 'class' AND {on m}) AS class
  FROM guardianship g JOIN person n ON n.id = g.pupil JOIN pupil p ON p.person = g.pupil
 WHERE g.guardian {any $ids} AND g.level <= 2 AND g.until_day > $seen_day AND (p.exit_day IS NULL OR p.exit_day > $seen_day) AND {seen pupil g.pupil}
 ORDER BY g.guardian, n.birth_day, n.id;

-- Who was written to since then; messages that were taken back, or could not be delivered, reached nobody.
-- LETTERS_REACHED (ids IDS, since INSTANT) -> person ID, way TEXT, batch ID, at INSTANT, who TEXT
SELECT l.person, l.way, l.batch, l.at, a.display_name AS who FROM letter l LEFT JOIN account a ON a.id = l.account
 WHERE l.person {any $ids} AND l.at >= $since AND l.recalled = 0 AND {seen person l.person}
   AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.dedup = 'letter/' || l.batch || '/' || coalesce(l.message, l.person) AND o.state = 'failed')
 ORDER BY l.id;

-- Persons of one kind who are called so, for a preview.
-- LETTER_TRY (kind TEXT, word TEXT, word2 TEXT) -> id ID, display_name TEXT
SELECT n.id, n.display_name FROM person n
 WHERE n.merged_into IS NULL AND {seen person n.id}
   AND (($kind = 'staff' AND EXISTS (SELECT 1 FROM staff s WHERE s.person = n.id))
     OR ($kind = 'teacher' AND EXISTS (SELECT 1 FROM teacher t WHERE t.person = n.id))
     OR ($kind = 'guardian' AND EXISTS (SELECT 1 FROM guardianship g WHERE g.guardian = n.id AND g.level <= 2 AND g.until_day > $seen_day))
     OR ($kind = 'pupil' AND EXISTS (SELECT 1 FROM pupil p WHERE p.person = n.id AND (p.exit_day IS NULL OR p.exit_day > $seen_day))))
   AND ($word = '' OR EXISTS (SELECT 1 FROM person_word w WHERE w.person = n.id AND w.word >= $word AND w.word < $word || '􏿽'))
   AND ($word2 = '' OR EXISTS (SELECT 1 FROM person_word w WHERE w.person = n.id AND w.word >= $word2 AND w.word < $word2 || '􏿽'))
 ORDER BY n.sort_key, n.id LIMIT 8;

-- ---- batches ----

-- LETTER_BATCH_ADD (at INSTANT, account ID, way TEXT, site TEXT, people INT, left_out INT, form_key TEXT, repeated BOOL, urgent BOOL, mailer ID) -> id ID
INSERT INTO letter_batch (at, account, way, state, site, people, left_out, form_key, repeated, urgent, mailer)
VALUES ($at, $account, $way, 'working', $site, $people, $left_out, $form_key, $repeated, $urgent, $mailer) RETURNING id;

-- LETTER_BATCH_OF_FORM (account ID, form_key TEXT) -> id ID
SELECT id FROM letter_batch WHERE account = $account AND form_key = $form_key;

-- LETTER_BATCH (id ID) -> at INSTANT, account ID, who TEXT, way TEXT, state TEXT, site TEXT, people INT, left_out INT, sealed TEXT, size INT, segments INT, cost INT, repeated BOOL, urgent BOOL, leaves_at INSTANT, ended_at INSTANT, mailer ID, mailer_label TEXT, mailer_own BOOL
SELECT b.at, b.account, a.display_name AS who, b.way, b.state, b.site, b.people, b.left_out, b.sealed, b.size, b.segments, b.cost, b.repeated, b.urgent, b.leaves_at, b.ended_at, b.mailer,
       m.label AS mailer_label, m.host IS NOT NULL AS mailer_own
  FROM letter_batch b LEFT JOIN account a ON a.id = b.account LEFT JOIN mailer m ON m.id = b.mailer WHERE b.id = $id;

-- LETTER_BATCHES (account ID, all INT) -> id ID, at INSTANT, account ID, who TEXT, way TEXT, state TEXT, people INT
SELECT b.id, b.at, b.account, a.display_name AS who, b.way, b.state, b.people FROM letter_batch b LEFT JOIN account a ON a.id = b.account
 WHERE b.account = $account OR $all = 1 ORDER BY b.id DESC LIMIT 30;

-- LETTER_BATCH_MADE (id ID, state TEXT, people INT, left_out INT, sealed TEXT, size INT, segments INT, cost INT, leaves_at INSTANT, at INSTANT)
UPDATE letter_batch SET state = $state, people = $people, left_out = $left_out, sealed = $sealed, size = $size, segments = $segments, cost = $cost, leaves_at = $leaves_at, ended_at = $at
 WHERE id = $id AND state = 'working';

-- LETTER_BATCH_END (id ID, state TEXT, at INSTANT)
UPDATE letter_batch SET state = $state, sealed = NULL, ended_at = $at WHERE id = $id AND state IN ('working', 'ready', 'sent');

-- LETTER_BATCHES_OLD (before INSTANT) -> id ID
SELECT id FROM letter_batch WHERE state = 'ready' AND ended_at < $before;

-- LETTER_BATCH_OF (sealed TEXT) -> id ID
SELECT id FROM letter_batch WHERE sealed = $sealed;

-- LETTERS_OF_BATCH (batch ID) -> id ID, person ID, message ID   [unscoped: guard own_batch, of one's own]
SELECT id, person, coalesce(message, person) AS message FROM letter WHERE batch = $batch ORDER BY id;

-- LETTERS_OF_PERSON (person ID) -> at INSTANT, way TEXT, who TEXT, recalled BOOL   [unscoped: the record's guard]
SELECT l.at, l.way, a.display_name AS who, l.recalled FROM letter l LEFT JOIN account a ON a.id = l.account WHERE l.person = $person ORDER BY l.id DESC LIMIT 10;

-- REF_LETTER (person ID) -> id ID   [unscoped: what points at a person, for who merges or takes away]
SELECT id FROM letter WHERE person = $person;
