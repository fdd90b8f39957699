-- The set of an account in a mode: the one it was given, else CODE's; its rights by name with a space between, and those that exceptions add and take: one line, for this
-- is found out at each request and a line a right took twice the time. With it when their Space is open, and whether it has rules of its own.
-- ACCESS_OF (account ID, mode TEXT, code TEXT) -> set_code TEXT, kind TEXT, sees_all BOOL, idle_minutes INT, every_class BOOL, held TEXT, added TEXT, taken TEXT, opens_at INSTANT, closes_at INSTANT, ruled BOOL
SELECT p.code AS set_code, p.kind, p.sees_all, p.idle_minutes, coalesce(m.every_class, 1) AS every_class,
       (SELECT string_agg(r.right_name, ' ') FROM profile_right r WHERE r.profile = p.id) AS held,
       (SELECT string_agg(e.right_name, ' ') FROM access_exception e WHERE e.account = $account AND e.mode = $mode AND e.allowed = 1) AS added,
       (SELECT string_agg(e.right_name, ' ') FROM access_exception e WHERE e.account = $account AND e.mode = $mode AND e.allowed = 0) AS taken,
       (SELECT s.opens_at FROM space s WHERE s.mode = $mode) AS opens_at, (SELECT s.closes_at FROM space s WHERE s.mode = $mode) AS closes_at,
       CASE WHEN EXISTS (SELECT 1 FROM space_rule u WHERE u.mode = $mode) OR EXISTS (SELECT 1 FROM space_level_rule l WHERE l.mode = $mode) THEN 1 ELSE 0 END AS ruled
  FROM access_profile p LEFT JOIN account_mode m ON m.account = $account AND m.mode = $mode AND m.profile = p.id
 WHERE p.id = coalesce((SELECT x.profile FROM account_mode x WHERE x.account = $account AND x.mode = $mode), (SELECT f.id FROM access_profile f WHERE f.code = $code));

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

-- ---- what one year passes on to the next ----

-- SHAPE_SETS () -> id ID, code TEXT, mode TEXT, name TEXT, kind TEXT, model TEXT, sees_all BOOL, idle_minutes INT
SELECT id, code, mode, name, kind, model, sees_all, idle_minutes FROM access_profile WHERE name IS NOT NULL ORDER BY id;

-- SHAPE_RIGHTS () -> profile ID, right_name TEXT
SELECT profile, right_name FROM profile_right ORDER BY profile, right_name;

-- SHAPE_ACCEPTED () -> profile ID, danger TEXT, reason TEXT
SELECT profile, danger, reason FROM access_accepted ORDER BY profile, danger;

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

-- The level of the MEF id.
-- TERM level (id)
coalesce(nullif(substr($id.mefstat, 1, 4), ''), $id.code)

-- The rule id shows on $day.
-- TERM shows (id)
($id.shown = 1 AND coalesce($id.from_day, $day) <= $day AND coalesce($id.until_day, $day + 1) > $day)

-- The rubrics of a Space that rules close to PERSON (a guardian of theirs, or they themselves) as far as their classes go, though the set has them: none of their pupils is shown it.
-- A class's own rule holds, else those of its levels, all of which must show, else everybody's.
-- SPACE_CLOSED (person ID, mode TEXT, day DAY) -> right_name TEXT   [unscoped: what rules leave of one's own rights]
SELECT q.right_name FROM (SELECT u.right_name FROM space_rule u WHERE u.mode = $mode UNION SELECT l.right_name FROM space_level_rule l WHERE l.mode = $mode) q
 WHERE NOT EXISTS (
       SELECT 1 FROM membership cm
        WHERE cm.kind = 'class' AND cm.from_day <= $day AND cm.until_day > $day
          AND (cm.person = $person OR cm.person IN (SELECT g.pupil FROM guardianship g WHERE g.guardian = $person AND g.level <= 2 AND g.until_day > $day))
          AND CASE WHEN EXISTS (SELECT 1 FROM space_rule o WHERE o.mode = $mode AND o.right_name = q.right_name AND o.structure = cm.structure)
                   THEN (SELECT CASE WHEN {term shows x} THEN 1 ELSE 0 END FROM space_rule x WHERE x.mode = $mode AND x.right_name = q.right_name AND x.structure = cm.structure)
                   ELSE coalesce((SELECT min(CASE WHEN {term shows y} THEN 1 ELSE 0 END) FROM structure_mef sm JOIN mef f ON f.code = sm.mef
                                    JOIN space_level_rule y ON y.mode = $mode AND y.right_name = q.right_name AND y.level = {term level f} WHERE sm.structure = cm.structure),
                                 (SELECT CASE WHEN {term shows z} THEN 1 ELSE 0 END FROM space_rule z WHERE z.mode = $mode AND z.right_name = q.right_name AND z.structure = 0), 1) END = 1);

-- The rules for one pupil, the nearest first: rank 0 their class's own, 1 those of its levels, 2 everybody's; no line: none.
-- SPACE_RULE_FOR (pupil ID, mode TEXT, right_name TEXT) -> rank INT, shown BOOL, from_day DAY, until_day DAY   [unscoped: guards of the Spaces]
SELECT CASE WHEN u.structure = 0 THEN 2 ELSE 0 END AS rank, u.shown, u.from_day, u.until_day FROM space_rule u
 WHERE u.mode = $mode AND u.right_name = $right_name
   AND (u.structure = 0 OR u.structure IN (SELECT cm.structure FROM membership cm WHERE cm.person = $pupil AND cm.kind = 'class' AND {on cm}))
UNION ALL
SELECT 1, l.shown, l.from_day, l.until_day FROM space_level_rule l
 WHERE l.mode = $mode AND l.right_name = $right_name
   AND l.level IN (SELECT {term level f} FROM membership cm JOIN structure_mef sm ON sm.structure = cm.structure JOIN mef f ON f.code = sm.mef
                    WHERE cm.person = $pupil AND cm.kind = 'class' AND {on cm})
 ORDER BY rank;
