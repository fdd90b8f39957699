-- MEALS_RULES_SAID () -> name TEXT, value TEXT
SELECT name, value FROM setting WHERE name IN ('meals_lunch', 'meals_dinner', 'meals_ahead', 'meals_until', 'meals_adds');

-- MEALS_OTHER_DAYS () -> day DAY, lunch BOOL, dinner BOOL, label TEXT
SELECT day, lunch, dinner, label FROM meal_day ORDER BY day;

-- ---- of one pupil ----

-- MEALS_EATER (pupil ID, day DAY) -> board TEXT, lunch_days INT, dinner_days INT, lunch BOOL, dinner BOOL, changed ID   [unscoped: guards feeds_pupil, feeds_own]
SELECT b.status AS board, d.lunch AS lunch_days, d.dinner AS dinner_days, x.lunch, x.dinner, x.person AS changed
  FROM pupil p
  LEFT JOIN board b ON b.person = p.person AND b.from_day <= $day AND b.until_day > $day
  LEFT JOIN meal_days d ON d.person = p.person AND d.from_day <= $day AND d.until_day > $day
  LEFT JOIN meal_change x ON x.person = p.person AND x.day = $day
 WHERE p.person = $pupil;

-- MEALS_DAYS_OF (pupil ID) -> from_day DAY, until_day DAY, lunch INT, dinner INT   [unscoped: guards feeds_pupil, feeds_own, or one of PUPILS_NAMED]
SELECT from_day, until_day, lunch, dinner FROM meal_days WHERE person = $pupil ORDER BY from_day;

-- MEALS_CHANGES_OF (pupil ID, from_day DAY, until_day DAY) -> day DAY, lunch BOOL, dinner BOOL   [unscoped: guards feeds_pupil, feeds_own]
SELECT day, lunch, dinner FROM meal_change WHERE person = $pupil AND day >= $from_day AND day < $until_day ORDER BY day;

-- MEALS_PUPIL (pupil ID) -> display_name TEXT, class_code TEXT, here BOOL
SELECT n.display_name, c.code AS class_code, CASE WHEN p.exit_day IS NULL OR p.exit_day > $seen_day THEN 1 ELSE 0 END AS here
  FROM pupil p JOIN person n ON n.id = p.person
  LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND {on cm}
  LEFT JOIN structure c ON c.id = cm.structure
 WHERE p.person = $pupil AND {seen pupil p.person};

-- A guardian's own, or oneself; who has left eats no more.
-- MEALS_OWN (pupil ID) -> display_name TEXT, given_name TEXT, legal BOOL
SELECT n.display_name, n.given_name,
       CASE WHEN EXISTS (SELECT 1 FROM guardianship g WHERE g.pupil = p.person AND g.guardian = $seen_person AND g.level = 1 AND g.until_day > $seen_day) THEN 1 ELSE 0 END AS legal
  FROM pupil p JOIN person n ON n.id = p.person
 WHERE p.person = $pupil AND (p.exit_day IS NULL OR p.exit_day > $seen_day) AND {seen pupil p.person};

-- ---- of one day ----

-- How many of each class have in common what decides.
-- MEALS_GROUPS (day DAY) -> class ID, class_code TEXT, board TEXT, lunch_days INT, dinner_days INT, lunch BOOL, dinner BOOL, pupils INT
SELECT c.id AS class, c.code AS class_code, b.status AS board, d.lunch AS lunch_days, d.dinner AS dinner_days, x.lunch, x.dinner, count(*) AS pupils
  FROM pupil p
  LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND cm.from_day <= $day AND cm.until_day > $day
  LEFT JOIN structure c ON c.id = cm.structure
  LEFT JOIN board b ON b.person = p.person AND b.from_day <= $day AND b.until_day > $day
  LEFT JOIN meal_days d ON d.person = p.person AND d.from_day <= $day AND d.until_day > $day
  LEFT JOIN meal_change x ON x.person = p.person AND x.day = $day
 WHERE (p.entry_day IS NULL OR p.entry_day <= $day) AND (p.exit_day IS NULL OR p.exit_day > $day) AND {seen pupil p.person}
 GROUP BY c.id, c.code, c.sort_key, b.status, d.lunch, d.dinner, x.lunch, x.dinner
 ORDER BY CASE WHEN c.id IS NULL THEN 1 ELSE 0 END, c.sort_key, c.id;

-- Who eats otherwise that day.
-- MEALS_CHANGED (day DAY) -> pupil ID, display_name TEXT, class_code TEXT, lunch BOOL, dinner BOOL, board TEXT, lunch_days INT, dinner_days INT
SELECT p.person AS pupil, n.display_name, c.code AS class_code, x.lunch, x.dinner, b.status AS board, d.lunch AS lunch_days, d.dinner AS dinner_days
  FROM meal_change x JOIN pupil p ON p.person = x.person JOIN person n ON n.id = p.person
  LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND cm.from_day <= $day AND cm.until_day > $day
  LEFT JOIN structure c ON c.id = cm.structure
  LEFT JOIN board b ON b.person = p.person AND b.from_day <= $day AND b.until_day > $day
  LEFT JOIN meal_days d ON d.person = p.person AND d.from_day <= $day AND d.until_day > $day
 WHERE x.day = $day AND (p.entry_day IS NULL OR p.entry_day <= $day) AND (p.exit_day IS NULL OR p.exit_day > $day) AND {seen pupil p.person}
 ORDER BY n.sort_key, p.person;

-- Everybody, a line each, for the list at the door.
-- MEALS_ALL (day DAY) -> pupil ID, display_name TEXT, class_code TEXT, board TEXT, lunch_days INT, dinner_days INT, lunch BOOL, dinner BOOL
SELECT p.person AS pupil, n.display_name, c.code AS class_code, b.status AS board, d.lunch AS lunch_days, d.dinner AS dinner_days, x.lunch, x.dinner
  FROM pupil p JOIN person n ON n.id = p.person
  LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND cm.from_day <= $day AND cm.until_day > $day
  LEFT JOIN structure c ON c.id = cm.structure
  LEFT JOIN board b ON b.person = p.person AND b.from_day <= $day AND b.until_day > $day
  LEFT JOIN meal_days d ON d.person = p.person AND d.from_day <= $day AND d.until_day > $day
  LEFT JOIN meal_change x ON x.person = p.person AND x.day = $day
 WHERE (p.entry_day IS NULL OR p.entry_day <= $day) AND (p.exit_day IS NULL OR p.exit_day > $day) AND {seen pupil p.person}
 ORDER BY CASE WHEN c.id IS NULL THEN 1 ELSE 0 END, c.sort_key, c.id, n.sort_key, p.person;

-- ---- names, and what points at a person ----

-- MEALS_CALLED (ids IDS) -> id ID, name TEXT
SELECT n.id, n.display_name AS name FROM person n WHERE n.id {any $ids} AND {seen person n.id};

-- REF_MEAL_DAYS (person ID) -> person ID, from_day DAY   [unscoped: what points at a person, for who merges or takes away]
SELECT person, from_day FROM meal_days WHERE person = $person;

-- REF_MEAL_CHANGE (person ID) -> person ID, day DAY   [unscoped: what points at a person, for who merges or takes away]
SELECT person, day FROM meal_change WHERE person = $person;
