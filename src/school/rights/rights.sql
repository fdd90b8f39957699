-- Sets with how many hold them: by a line of their own, or by being what the first set of their mode is for.
-- SETS_ALL () -> id ID, code TEXT, mode TEXT, name TEXT, kind TEXT, model TEXT, sees_all BOOL, idle INT, given INT
SELECT p.id, p.code, p.mode, p.name, p.kind, coalesce(p.model, p.code) AS model, p.sees_all, p.idle_minutes AS idle,
       (SELECT count(*) FROM account_mode m JOIN account a ON a.id = m.account WHERE m.profile = p.id AND a.state = 'open') AS given
  FROM access_profile p ORDER BY p.id;

-- How many are teachers, guardians and pupils by themselves, without a set of their own.
-- SETS_BY_THEMSELVES (day DAY) -> code TEXT, count INT   [unscoped: how many]
SELECT p.code, count(*) AS count FROM account a LEFT JOIN person o ON o.id = a.person JOIN access_profile p ON p.code IN ('teacher', 'guardians', 'pupils')
 WHERE a.state = 'open' AND a.kind <> 'supervisor' AND {term is_by_itself p.mode} AND NOT EXISTS (SELECT 1 FROM account_mode m WHERE m.account = a.id AND m.mode = p.mode)
 GROUP BY p.code;

-- SET_READ (id ID) -> code TEXT, mode TEXT, name TEXT, kind TEXT, model TEXT, sees_all BOOL
SELECT code, mode, name, kind, coalesce(model, code) AS model, sees_all FROM access_profile WHERE id = $id;

-- SET_NAMED (mode TEXT, name TEXT) -> id ID
SELECT id FROM access_profile WHERE mode = $mode AND name = $name;

-- SET_HELD (id ID) -> account ID
SELECT account FROM account_mode WHERE profile = $id LIMIT 1;

-- SETS_LAST () -> id ID
SELECT coalesce(max(id), 0) AS id FROM access_profile;

-- Every right of every set: the matrix.
-- SETS_RIGHTS () -> profile ID, right_name TEXT
SELECT profile, right_name FROM profile_right ORDER BY profile, right_name;

-- What accounts have, or have not, whatever their set says. profile: that set; NULL: the first of the mode, or they are not in it any more.
-- EXCEPTIONS_ALL () -> right_name TEXT, allowed BOOL, mode TEXT, profile ID
SELECT e.right_name, e.allowed, e.mode, m.profile FROM access_exception e LEFT JOIN account_mode m ON m.account = e.account AND m.mode = e.mode
 WHERE EXISTS (SELECT 1 FROM account a WHERE a.id = e.account AND a.state = 'open');

-- SET_ACCEPTED (profile ID) -> danger TEXT, reason TEXT
SELECT danger, reason FROM access_accepted WHERE profile = $profile ORDER BY danger;

-- Who holds a right by a set: $everything says that the sets which administer hold it, $changes that those which consult do not. Whoever has an exception is left
-- to HOLDERS_BY_EXCEPTION.
-- HOLDERS_BY_SET (right_name TEXT, everything BOOL, changes BOOL) -> account ID, person ID, display_name TEXT, kind TEXT, mode TEXT, set_name TEXT, reason TEXT   [unscoped: who holds a right]
SELECT a.id AS account, coalesce(o.merged_into, a.person) AS person, a.display_name, a.kind, p.mode, p.name AS set_name, '' AS reason
  FROM account_mode m JOIN access_profile p ON p.id = m.profile JOIN account a ON a.id = m.account LEFT JOIN person o ON o.id = a.person
 WHERE a.state = 'open' AND (p.kind <> 'consultation' OR $changes = 0)
   AND ((p.kind = 'administration' AND $everything = 1) OR EXISTS (SELECT 1 FROM profile_right r WHERE r.profile = p.id AND r.right_name = $right_name))
   AND NOT EXISTS (SELECT 1 FROM access_exception e WHERE e.account = a.id AND e.mode = p.mode AND e.right_name = $right_name)
 ORDER BY a.display_name, a.id;

-- The account a, whose person is o, is that by itself: by its kind, or by what its person is besides.
-- TERM is_by_itself (id)
($id = a.kind OR ($id = 'teacher' AND EXISTS (SELECT 1 FROM teacher t WHERE t.person = coalesce(o.merged_into, a.person)))
 OR ($id = 'guardian' AND EXISTS (SELECT 1 FROM guardianship g WHERE g.guardian = coalesce(o.merged_into, a.person) AND g.level <= 2 AND g.until_day > $day)))

-- By being a teacher, a guardian or a pupil, without a set of their own.
-- HOLDERS_BY_KIND (right_name TEXT, day DAY) -> account ID, person ID, display_name TEXT, kind TEXT, mode TEXT, set_name TEXT, reason TEXT   [unscoped: who holds a right]
SELECT a.id AS account, coalesce(o.merged_into, a.person) AS person, a.display_name, a.kind, p.mode, p.name AS set_name, '' AS reason
  FROM account a LEFT JOIN person o ON o.id = a.person JOIN access_profile p ON p.code IN ('teacher', 'guardians', 'pupils')
 WHERE a.state = 'open' AND a.kind <> 'supervisor'
   AND {term is_by_itself p.mode}
   AND EXISTS (SELECT 1 FROM profile_right r WHERE r.profile = p.id AND r.right_name = $right_name)
   AND NOT EXISTS (SELECT 1 FROM account_mode m WHERE m.account = a.id AND m.mode = p.mode)
   AND NOT EXISTS (SELECT 1 FROM access_exception e WHERE e.account = a.id AND e.mode = p.mode AND e.right_name = $right_name)
 ORDER BY a.display_name, a.id;

-- By an exception, of who may still be in that mode, and does not only consult there.
-- HOLDERS_BY_EXCEPTION (right_name TEXT, day DAY, changes BOOL) -> account ID, person ID, display_name TEXT, kind TEXT, mode TEXT, set_name TEXT, reason TEXT   [unscoped: who holds a right]
SELECT a.id AS account, coalesce(o.merged_into, a.person) AS person, a.display_name, a.kind, e.mode, '' AS set_name, e.reason
  FROM access_exception e JOIN account a ON a.id = e.account LEFT JOIN person o ON o.id = a.person
 WHERE a.state = 'open' AND e.right_name = $right_name AND e.allowed = 1
   AND (EXISTS (SELECT 1 FROM account_mode m JOIN access_profile p ON p.id = m.profile WHERE m.account = a.id AND m.mode = e.mode AND (p.kind <> 'consultation' OR $changes = 0))
        OR {term is_by_itself e.mode})
 ORDER BY a.display_name, a.id;

-- SUPERVISORS () -> account ID, display_name TEXT
SELECT id AS account, display_name FROM account WHERE kind = 'supervisor' AND state = 'open' ORDER BY id;

-- RIGHTS_PUPIL_SEEN (pupil ID) -> pupil ID, display_name TEXT
SELECT p.person AS pupil, n.display_name FROM pupil p JOIN person n ON n.id = p.person WHERE p.person = $pupil AND {seen pupil p.person};

-- An account, for who sets its rights.
-- RIGHTS_ACCOUNT (account ID) -> display_name TEXT, login TEXT, kind TEXT, person ID, state TEXT, works BOOL   [unscoped: guard account_is_there]
SELECT q.display_name, q.login, q.kind, q.person, q.state,
       CASE WHEN EXISTS (SELECT 1 FROM staff s WHERE s.person = q.person) OR EXISTS (SELECT 1 FROM teacher t WHERE t.person = q.person) THEN 1 ELSE 0 END AS works
  FROM (SELECT a.display_name, a.login, a.kind, coalesce(o.merged_into, a.person) AS person, a.state FROM account a LEFT JOIN person o ON o.id = a.person WHERE a.id = $account) q;

-- RIGHTS_MODES_OF (account ID) -> mode TEXT, profile ID, name TEXT, code TEXT, every_class BOOL
SELECT m.mode, m.profile, p.name, p.code, m.every_class FROM account_mode m JOIN access_profile p ON p.id = m.profile WHERE m.account = $account ORDER BY m.mode;

-- RIGHTS_EXCEPTIONS_OF (account ID) -> mode TEXT, right_name TEXT, allowed BOOL, reason TEXT
SELECT mode, right_name, allowed, reason FROM access_exception WHERE account = $account ORDER BY mode, right_name;

-- RIGHTS_CLASSES (account ID) -> id ID, code TEXT, named BOOL
SELECT s.id, s.code, CASE WHEN x.account IS NULL THEN 0 ELSE 1 END AS named FROM structure s LEFT JOIN account_structure x ON x.structure = s.id AND x.account = $account
 WHERE s.kind = 'class' ORDER BY s.sort_key, s.id;

-- The open account of a person: what a cell of a list of persons changes.
-- RIGHTS_ACCOUNT_OF (person ID) -> id ID
SELECT id FROM account WHERE person = $person AND state = 'open' ORDER BY id LIMIT 1;

-- The sets of a mode, for lists and forms.
-- GROUP_OPTIONS () -> id ID, label TEXT
SELECT id, name AS label FROM access_profile WHERE mode = 'administrative' ORDER BY id;

-- PROFILE_OPTIONS () -> id ID, label TEXT
SELECT id, name AS label FROM access_profile WHERE mode = 'school_life' ORDER BY id;

-- TEACHER_PROFILE_OPTIONS () -> id ID, label TEXT
SELECT id, name AS label FROM access_profile WHERE mode = 'teacher' ORDER BY id;

-- Pupils by the beginning of a name or two, to ask who may see something of one of them.
-- RIGHTS_PUPILS (word TEXT, word2 TEXT) -> id ID, display_name TEXT, class_code TEXT
SELECT n.id, n.display_name, c.code AS class_code FROM pupil p JOIN person n ON n.id = p.person
  LEFT JOIN membership m ON m.person = p.person AND m.kind = 'class' AND {on m} LEFT JOIN structure c ON c.id = m.structure
 WHERE {seen pupil p.person} AND n.id IN (SELECT x.person FROM person_word x WHERE x.word >= $word AND x.word < $word || '􏿽')
   AND ($word2 = '' OR n.id IN (SELECT y.person FROM person_word y WHERE y.word >= $word2 AND y.word < $word2 || '􏿽'))
 ORDER BY n.sort_key, n.id LIMIT 8;

-- ---- what changed of it ----

-- RIGHTS_DEEDS (from_at INSTANT, until_at INSTANT) -> at INSTANT, account ID, who TEXT, table_name TEXT, object TEXT, fields TEXT
SELECT w.at, w.account, a.display_name AS who, d.table_name, d.object, d.fields
  FROM year_audit d JOIN year_work w ON w.id = d.work LEFT JOIN account a ON a.id = w.account
 WHERE d.table_name IN ('access_profile', 'profile_right', 'account_mode', 'access_exception', 'account_structure') AND w.at >= $from_at AND w.at < $until_at
 ORDER BY d.id;

-- RIGHTS_NAMED (accounts IDS) -> id ID, display_name TEXT
SELECT id, display_name FROM account WHERE id {any $accounts};

-- RIGHTS_CLASS_CODES (structures IDS) -> id ID, code TEXT
SELECT id, code FROM structure WHERE id {any $structures};
