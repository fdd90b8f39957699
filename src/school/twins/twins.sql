-- TWINS_BY_BIRTH () -> one ID, other ID, one_name TEXT, other_name TEXT, one_family TEXT, one_usage TEXT, one_given TEXT, other_family TEXT, other_usage TEXT, other_given TEXT
SELECT a.id AS one, b.id AS other, a.display_name AS one_name, b.display_name AS other_name, a.family_name AS one_family, a.usage_name AS one_usage,
       a.given_name AS one_given, b.family_name AS other_family, b.usage_name AS other_usage, b.given_name AS other_given
  FROM person a JOIN person b ON b.birth_day = a.birth_day AND b.id > a.id
 WHERE a.birth_day IS NOT NULL AND a.merged_into IS NULL AND b.merged_into IS NULL AND {seen person a.id} AND {seen person b.id}
   AND NOT EXISTS (SELECT 1 FROM not_twin t WHERE t.one = a.id AND t.other = b.id)
 ORDER BY a.id, b.id;

-- Adults: the same sort key is the same name, to the letter.
-- TWINS_BY_NAME () -> one ID, other ID, one_name TEXT, other_name TEXT, one_email TEXT, other_email TEXT, one_mobile TEXT, other_mobile TEXT, one_home TEXT, other_home TEXT
SELECT a.id AS one, b.id AS other, a.display_name AS one_name, b.display_name AS other_name, a.email AS one_email, b.email AS other_email,
       a.phone_mobile AS one_mobile, b.phone_mobile AS other_mobile, a.phone_home AS one_home, b.phone_home AS other_home
  FROM person a JOIN person b ON b.sort_key = a.sort_key AND b.id > a.id
 WHERE a.merged_into IS NULL AND b.merged_into IS NULL AND {seen person a.id} AND {seen person b.id}
   AND NOT EXISTS (SELECT 1 FROM pupil p WHERE p.person = a.id) AND NOT EXISTS (SELECT 1 FROM pupil p WHERE p.person = b.id)
   AND NOT EXISTS (SELECT 1 FROM not_twin t WHERE t.one = a.id AND t.other = b.id)
 ORDER BY a.id, b.id;

-- What one side holds, in words.
-- TWIN_TIES (person ID) -> display_name TEXT, level INT, of_pupil BOOL
SELECT n.display_name, g.level, 1 AS of_pupil FROM guardianship g JOIN person n ON n.id = g.guardian WHERE g.pupil = $person AND {seen person n.id}
UNION ALL
SELECT n.display_name, g.level, 0 AS of_pupil FROM guardianship g JOIN person n ON n.id = g.pupil WHERE g.guardian = $person AND {seen person n.id}
ORDER BY display_name;

-- TWIN_PLACES (person ID) -> code TEXT, from_day DAY, until_day DAY
SELECT s.code, m.from_day, m.until_day FROM membership m JOIN structure s ON s.id = m.structure WHERE m.person = $person ORDER BY m.from_day, s.code;

-- TWIN_KEYS (person ID) -> system TEXT
SELECT DISTINCT system FROM person_key WHERE person = $person ORDER BY system;

-- TWIN_ACCOUNTS (person ID) -> count INT
SELECT count(*) AS count FROM account WHERE person = $person;

-- REF_TWIN_ONE (person ID) -> one ID, other ID
SELECT one, other FROM not_twin WHERE one = $person;

-- REF_TWIN_OTHER (person ID) -> one ID, other ID
SELECT one, other FROM not_twin WHERE other = $person;
