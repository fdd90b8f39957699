-- Persons and their accounts. Who is to have one: staff, teachers and pupils who have not left, guardians who answer for one of
-- these pupils, legally or in charge.
-- Who has left is named as long as they have one. Their account is the one that person_account names, else the first of their number.

-- What a person is here first of all; NULL: they are not here, or answer for nobody who is.
-- TERM hat (id)
CASE WHEN EXISTS (SELECT 1 FROM staff hs WHERE hs.person = $id AND (hs.exit_day IS NULL OR hs.exit_day > $seen_day)) THEN 'staff'
     WHEN EXISTS (SELECT 1 FROM teacher ht WHERE ht.person = $id AND (ht.exit_day IS NULL OR ht.exit_day > $seen_day)) THEN 'teacher'
     WHEN EXISTS (SELECT 1 FROM guardianship hg JOIN pupil hc ON hc.person = hg.pupil WHERE hg.guardian = $id AND hg.level <= 2 AND hg.until_day > $seen_day AND (hc.exit_day IS NULL OR hc.exit_day > $seen_day)) THEN 'guardian'
     WHEN EXISTS (SELECT 1 FROM pupil hp WHERE hp.person = $id AND (hp.exit_day IS NULL OR hp.exit_day > $seen_day)) THEN 'pupil' END

-- Of the account a and its secret s.
-- TERM holder_state ()
CASE WHEN a.id IS NULL THEN 'none' WHEN a.state <> 'open' THEN 'frozen'
     WHEN s.hash IS NOT NULL THEN 'personalised' WHEN a.handed_at IS NULL THEN 'to_hand'
     WHEN s.first_hash IS NULL THEN 'expired' ELSE 'handed' END

-- TERM class_of (id)
(SELECT min(c.code) FROM membership cm JOIN structure c ON c.id = cm.structure WHERE cm.person = $id AND cm.kind = 'class' AND {on cm})

-- TERM children (id)
(SELECT string_agg(x.shown, ', ' ORDER BY x.shown) FROM (SELECT coalesce(kn.given_name, kn.display_name) || coalesce(' ' || kc.code, '') AS shown
   FROM guardianship kg JOIN person kn ON kn.id = kg.pupil JOIN pupil kp ON kp.person = kg.pupil AND (kp.exit_day IS NULL OR kp.exit_day > $seen_day)
   LEFT JOIN membership km ON km.person = kg.pupil AND km.kind = 'class' AND {on km} LEFT JOIN structure kc ON kc.id = km.structure
  WHERE kg.guardian = $id AND kg.level <= 2 AND kg.until_day > $seen_day AND {seen pupil kg.pupil}) x)

-- With k, what person_account says of them.
-- TERM account_of (id)
coalesce(k.account, (SELECT min(o.id) FROM account o WHERE o.person = $id))

-- HOLDERS (ids IDS) -> person ID, name TEXT, kind TEXT, about TEXT, account ID, account_kind TEXT, login TEXT, state TEXT, last_at INSTANT, handed_at INSTANT, until INSTANT, here BOOL, rank INT
SELECT q.person, q.name, coalesce(q.hat, q.account_kind) AS kind, q.about, q.account, q.account_kind, q.login, q.state, q.last_at, q.handed_at, q.until,
       CASE WHEN q.hat IS NULL THEN 0 ELSE 1 END AS here,
       CASE WHEN q.account_kind = 'supervisor' THEN 3 ELSE coalesce((SELECT max(CASE WHEN gp.code = 'super' THEN 2 ELSE 1 END) FROM account_mode gm JOIN access_profile gp ON gp.id = gm.profile
         WHERE gm.account = q.account AND gp.kind = 'administration'), 0) END AS rank
  FROM (SELECT n.id AS person, n.display_name AS name, n.sort_key, a.id AS account, a.kind AS account_kind, a.login, a.handed_at, s.first_until AS until,
               {term holder_state} AS state,
               (SELECT max(l.opened_at) FROM session l WHERE l.account = a.id) AS last_at,
               {term hat n.id} AS hat,
               coalesce({term class_of n.id},
                 {term children n.id}) AS about
          FROM person n LEFT JOIN person_account k ON k.person = n.id
LEFT JOIN account a ON a.id = {term account_of n.id}
LEFT JOIN account_secret s ON s.account = a.id
         WHERE n.id {any $ids} AND n.merged_into IS NULL AND {seen person n.id}) q
 WHERE q.hat IS NOT NULL OR q.account IS NOT NULL
 ORDER BY kind, CASE WHEN q.hat = 'pupil' THEN q.about ELSE '' END, q.sort_key, q.person;

-- ACCOUNTS_MISSING (ids IDS) -> person ID, family_name TEXT, display_name TEXT, kind TEXT
SELECT q.person, q.family_name, q.display_name, q.kind
  FROM (SELECT n.id AS person, coalesce(n.usage_name, n.family_name) AS family_name, n.display_name, n.sort_key,
               {term hat n.id} AS kind
          FROM person n
         WHERE n.id {any $ids} AND n.merged_into IS NULL AND {seen person n.id} AND NOT EXISTS (SELECT 1 FROM account o WHERE o.person = n.id)
           AND NOT EXISTS (SELECT 1 FROM person_account k WHERE k.person = n.id)) q
 WHERE q.kind IS NOT NULL ORDER BY q.sort_key, q.person;

-- ACCOUNT_LOGINS () -> login TEXT
SELECT login FROM account;

-- How many there are of each kind in each state: what is to be done.
-- HOLDER_COUNTS () -> kind TEXT, state TEXT, count INT
SELECT q.kind, q.state, count(*) AS count
  FROM (SELECT {term hat n.id} AS kind,
               {term holder_state} AS state
          FROM person n LEFT JOIN person_account k ON k.person = n.id
LEFT JOIN account a ON a.id = {term account_of n.id}
LEFT JOIN account_secret s ON s.account = a.id
         WHERE n.merged_into IS NULL AND {seen person n.id}) q
 WHERE q.kind IS NOT NULL GROUP BY q.kind, q.state;

-- The accounts of two persons of whom one is made: the one that goes on first. The supervisor's, which cannot end; one that is open; one whose owner has chosen a
-- password; the one that was used last.
-- ACCOUNTS_OF_TWO (kept ID, gone ID) -> account ID, person ID   [unscoped: rules of two persons, whom the guard has looked at]
SELECT a.id AS account, n.id AS person
  FROM person n LEFT JOIN person_account k ON k.person = n.id
  JOIN account a ON a.id = {term account_of n.id}
  LEFT JOIN account_secret s ON s.account = a.id
 WHERE n.id IN ($kept, $gone)
 ORDER BY CASE WHEN a.kind = 'supervisor' THEN 0 ELSE 1 END, CASE WHEN a.state = 'open' THEN 0 ELSE 1 END, CASE WHEN s.hash IS NOT NULL THEN 0 ELSE 1 END,
          coalesce((SELECT max(l.opened_at) FROM session l WHERE l.account = a.id), 0) DESC, CASE WHEN n.id = $kept THEN 0 ELSE 1 END;

-- REF_PERSON_ACCOUNT (person ID) -> person ID
SELECT person FROM person_account WHERE person = $person;

-- SESSIONS_END_OF_ALL (accounts IDS, at INSTANT)
UPDATE session SET ended_at = $at WHERE account {any $accounts} AND ended_at IS NULL;

-- Works that made accounts, to be taken back.
-- ACCOUNTS_MADE (since INSTANT, most INT) -> id ID, at INSTANT, account ID, who TEXT, count INT   [unscoped: how many accounts, and who made them]
SELECT w.id, w.at, w.account, b.display_name AS who, (SELECT count(*) FROM school_audit u WHERE u.work = w.id AND u.table_name = 'account') AS count
  FROM school_work w LEFT JOIN account b ON b.id = w.account
 WHERE w.act = 'accounts' AND w.at >= $since ORDER BY w.at DESC, w.id DESC LIMIT coalesce($most, 0);

-- Whom the actor answers for, legally or in charge.
-- MY_CHILDREN () -> person ID, display_name TEXT, birth_day DAY, login TEXT
SELECT n.id AS person, n.display_name, n.birth_day, a.login
  FROM guardianship g JOIN person n ON n.id = g.pupil JOIN pupil p ON p.person = n.id LEFT JOIN person_account k ON k.person = n.id
  LEFT JOIN account a ON a.id = {term account_of n.id}
 WHERE g.guardian = $seen_person AND g.level <= 2 AND g.until_day > $seen_day AND (p.exit_day IS NULL OR p.exit_day > $seen_day) AND {seen pupil g.pupil}
 ORDER BY n.birth_day, n.id;

-- The actor's own children, as their legal guardian.
-- LEGAL_CHILDREN () -> person ID, display_name TEXT, birth_day DAY
SELECT n.id AS person, n.display_name, n.birth_day FROM guardianship g JOIN person n ON n.id = g.pupil JOIN pupil p ON p.person = n.id
 WHERE g.guardian = $seen_person AND g.level = 1 AND g.until_day > $seen_day AND n.merged_into IS NULL ORDER BY n.sort_key, n.id;

-- ACCOUNT_CLASSES () -> id ID, label TEXT
SELECT id, code AS label FROM structure WHERE kind = 'class' ORDER BY sort_key, id;

-- LIST ACCOUNTS
FROM person n
LEFT JOIN person_account k ON k.person = n.id
LEFT JOIN account a ON a.id = {term account_of n.id}
LEFT JOIN account_secret s ON s.account = a.id
WHERE n.merged_into IS NULL
  AND ({term hat n.id} IS NOT NULL
    OR EXISTS (SELECT 1 FROM account x WHERE x.person = n.id)
    OR EXISTS (SELECT 1 FROM person_account x WHERE x.person = n.id))
  AND {seen person n.id}
-- column id ID: n.id
-- column display_name TEXT: n.display_name
-- column kind TEXT: coalesce({term hat n.id}, a.kind)
-- column class TEXT: {term class_of n.id}
-- column children TEXT: {term children n.id}
-- column login TEXT: a.login
-- column state TEXT: {term holder_state}
-- column last_at INSTANT: (SELECT max(l.opened_at) FROM session l WHERE l.account = a.id)
-- column handed_at INSTANT: a.handed_at
-- column gone INT: CASE WHEN {term hat n.id} IS NULL THEN 1 END
-- filter q TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = n.id AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter q2 TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = n.id AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter kind TEXT: coalesce({term hat n.id}, a.kind) = $value
-- filter state TEXT: {term holder_state} = $value
-- filter class ID: EXISTS (SELECT 1 FROM membership cm WHERE cm.person = n.id AND cm.structure = $value AND {on cm}) OR EXISTS (SELECT 1 FROM guardianship cg JOIN membership cm ON cm.person = cg.pupil WHERE cg.guardian = n.id AND cg.level <= 2 AND cg.until_day > $seen_day AND cm.structure = $value AND {on cm})
-- sort name: n.sort_key BYTES
-- sort login: coalesce(a.login, '') TEXT, n.sort_key BYTES
