-- The set of an account in a mode: the one it was given, else CODE's; and its rights, one a line. Exceptions follow, without a profile.
-- ACCESS_OF (account ID, mode TEXT, code TEXT) -> profile ID, set_code TEXT, kind TEXT, sees_all BOOL, every_class BOOL, right_name TEXT, allowed BOOL
SELECT p.id AS profile, p.code AS set_code, p.kind, p.sees_all, coalesce(m.every_class, 1) AS every_class, r.right_name, 1 AS allowed
  FROM access_profile p LEFT JOIN account_mode m ON m.account = $account AND m.mode = $mode AND m.profile = p.id LEFT JOIN profile_right r ON r.profile = p.id
 WHERE p.id = coalesce((SELECT x.profile FROM account_mode x WHERE x.account = $account AND x.mode = $mode), (SELECT f.id FROM access_profile f WHERE f.code = $code))
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, e.right_name, e.allowed FROM access_exception e WHERE e.account = $account AND e.mode = $mode;

-- What a person is by themselves.
-- ACCESS_HATS (person ID, day DAY) -> teaches BOOL, answers BOOL, learns BOOL   [unscoped: what one is oneself]
SELECT CASE WHEN EXISTS (SELECT 1 FROM teacher t WHERE t.person = $person) THEN 1 ELSE 0 END AS teaches,
       CASE WHEN EXISTS (SELECT 1 FROM guardianship g WHERE g.guardian = $person AND g.level <= 2 AND g.until_day > $day) THEN 1 ELSE 0 END AS answers,
       CASE WHEN EXISTS (SELECT 1 FROM pupil p WHERE p.person = $person) THEN 1 ELSE 0 END AS learns;

-- ACCESS_MODES_GIVEN (account ID) -> mode TEXT
SELECT mode FROM account_mode WHERE account = $account;

-- SCHOOL_LIFE_PROFILE (account ID) -> id ID
SELECT profile AS id FROM account_mode WHERE account = $account AND mode = 'school_life';

-- PROFILE_RIGHTS (profile ID) -> right_name TEXT
SELECT right_name FROM profile_right WHERE profile = $profile ORDER BY right_name;

-- ACCESS_PROFILE (code TEXT) -> id ID, mode TEXT
SELECT id, mode FROM access_profile WHERE code = $code;

-- ACCESS_SETS () -> id ID, code TEXT, mode TEXT, kind TEXT, model TEXT
SELECT id, code, mode, kind, coalesce(model, code) AS model FROM access_profile ORDER BY id;

-- RIGHTS_KNOWN () -> right_name TEXT
SELECT right_name FROM right_known;

-- RIGHT_KNOW (right_name TEXT)
INSERT INTO right_known (right_name) VALUES ($right_name);

-- What a base of before the four models said: who had the set that sees everyone, who had the other, and whether classes were named for them.
-- ACCESS_OLD () -> account ID, code TEXT, classes BOOL
SELECT a.account, p.code, CASE WHEN EXISTS (SELECT 1 FROM account_structure s WHERE s.account = a.account) THEN 1 ELSE 0 END AS classes
  FROM account_profile a JOIN access_profile p ON p.id = a.profile ORDER BY a.account;

-- ACCESS_OLD_SET (code TEXT) -> id ID
SELECT id FROM access_profile WHERE code = $code AND name IS NULL;

-- STAFF_FUNCTION_OF (person ID) -> function TEXT   [unscoped: what an account begins with]
SELECT function FROM staff WHERE person = $person;

-- What changed is called by this (TableText).
-- PROFILE_CALLED (ids IDS) -> id ID, name TEXT
SELECT id, coalesce(name, code) AS name FROM access_profile WHERE id {any $ids};
