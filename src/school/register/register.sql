-- REGISTER_SAID () -> name TEXT, value TEXT
SELECT name, value FROM setting WHERE name >= 'register.' AND name < 'register/';

-- REGISTER_COUNTS (day DAY) -> pupils INT, gone INT, guardians INT, teachers INT, others INT, accounts INT   [unscoped: how many]
SELECT (SELECT count(*) FROM pupil p WHERE p.exit_day IS NULL OR p.exit_day > $day) AS pupils, (SELECT count(*) FROM pupil p WHERE p.exit_day <= $day) AS gone,
       (SELECT count(*) FROM guardian) AS guardians, (SELECT count(*) FROM teacher) AS teachers, (SELECT count(*) FROM staff) AS others, (SELECT count(*) FROM account) AS accounts;

-- When each kind of job last ended well.
-- REGISTER_TIDIED () -> kind TEXT, at INSTANT
SELECT kind, max(ended_at) AS at FROM job WHERE state = 'done' GROUP BY kind;

-- How many rules narrow each rubric of a Space.
-- REGISTER_RULES () -> mode TEXT, right_name TEXT, rules INT
SELECT q.mode, q.right_name, count(*) AS rules FROM (SELECT mode, right_name FROM space_rule UNION ALL SELECT mode, right_name FROM space_level_rule) q GROUP BY q.mode, q.right_name;
