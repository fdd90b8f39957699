-- Who somebody is, for rules about that one person.

-- PERSON_HATS (person ID) -> pupil BOOL, guardian BOOL, teacher BOOL, staff BOOL   [unscoped: rules of one person, whom the guard has looked at]
SELECT CASE WHEN p.person IS NULL THEN 0 ELSE 1 END AS pupil, CASE WHEN g.person IS NULL THEN 0 ELSE 1 END AS guardian,
       CASE WHEN t.person IS NULL THEN 0 ELSE 1 END AS teacher, CASE WHEN s.person IS NULL THEN 0 ELSE 1 END AS staff
  FROM person n LEFT JOIN pupil p ON p.person = n.id LEFT JOIN guardian g ON g.person = n.id
  LEFT JOIN teacher t ON t.person = n.id LEFT JOIN staff s ON s.person = n.id
 WHERE n.id = $person AND n.merged_into IS NULL;

-- PERSON_NAMES (person ID) -> family_name TEXT, usage_name TEXT, given_name TEXT, given_name_2 TEXT, given_name_3 TEXT, display_name TEXT   [unscoped: rules of one person, whom the guard has looked at]
SELECT family_name, usage_name, given_name, given_name_2, given_name_3, display_name FROM person WHERE id = $person;

-- Those who have a word of a name: a few, to be compared.
-- PERSONS_OF_WORD (word TEXT) -> id ID, family_name TEXT, usage_name TEXT, given_name TEXT, birth_day DAY, email TEXT, phone_home TEXT, phone_mobile TEXT, phone_work TEXT, display_name TEXT   [unscoped: is that person here already; only a name that was typed is said]
SELECT n.id, n.family_name, n.usage_name, n.given_name, n.birth_day, n.email, n.phone_home, n.phone_mobile, n.phone_work, n.display_name
  FROM person_word pw JOIN person n ON n.id = pw.person WHERE pw.word = $word AND n.merged_into IS NULL ORDER BY n.id;

-- PUPIL_OF_INE (ine TEXT) -> person ID   [unscoped: whether a number is free, never whose it is]
SELECT person FROM pupil WHERE ine = $ine;

-- PUPIL_OF_ELENOET (elenoet TEXT) -> person ID   [unscoped: whether a number is free, never whose it is]
SELECT person FROM pupil WHERE elenoet = $elenoet;

-- CODES_OF (list TEXT) -> code TEXT
SELECT code FROM code_entry WHERE list = $list ORDER BY code;

-- EXITS_OF (pupil ID) -> from_day DAY, until_day DAY, status TEXT
SELECT from_day, until_day, status FROM exit_permission WHERE person = $pupil ORDER BY from_day;

-- BOARDS_OF (pupil ID) -> from_day DAY, until_day DAY, status TEXT, code TEXT
SELECT from_day, until_day, status, code FROM board WHERE person = $pupil ORDER BY from_day;

-- GUARDIANSHIPS_OF (pupil ID) -> guardian ID, rank INT, until_day DAY, preferred BOOL
SELECT guardian, rank, until_day, preferred FROM guardianship WHERE pupil = $pupil ORDER BY rank, guardian;

-- ADDRESS_NOW (address ID) -> city TEXT, foreign_city TEXT, country_code TEXT, country TEXT
SELECT city, foreign_city, country_code, country FROM address WHERE id = $address;

-- ---- for the forms: values in the order of PersonEdit ----

-- PERSON_EDITED (person ID) -> family_name TEXT, usage_name TEXT, given_name TEXT, given_name_2 TEXT, given_name_3 TEXT, title TEXT, sex TEXT, birth_day DAY, birth_city TEXT, birth_department TEXT, birth_country TEXT, nationality TEXT, email TEXT, phone_home TEXT, phone_mobile TEXT, phone_work TEXT, accepts_sms BOOL, occupation TEXT, display_name TEXT, address ID   [unscoped: guards edits_pupil, edits_guardian, edits_teacher, edits_staff]
SELECT family_name, usage_name, given_name, given_name_2, given_name_3, title, sex, birth_day, birth_city, birth_department, birth_country, nationality, email,
       phone_home, phone_mobile, phone_work, accepts_sms, occupation, display_name, address FROM person WHERE id = $person;

-- PUPIL_EDITED (pupil ID) -> ine TEXT, elenoet TEXT, mef TEXT, status TEXT, repeating BOOL, provenance TEXT, transport BOOL, previous_school TEXT, previous_class TEXT, entry_day DAY, exit_day DAY, exit_reason TEXT   [unscoped: guard edits_pupil]
SELECT ine, elenoet, mef, status, repeating, provenance, transport, previous_school, previous_class, entry_day, exit_day, exit_reason FROM pupil WHERE person = $pupil;

-- GUARDIAN_EDITED (guardian ID) -> share_address BOOL   [unscoped: guard edits_guardian]
SELECT share_address FROM guardian WHERE person = $guardian;

-- TEACHER_EDITED (teacher ID) -> function TEXT, grade TEXT, exit_day DAY
SELECT function, grade, exit_day FROM teacher WHERE person = $teacher;

-- STAFF_EDITED (staff ID) -> function TEXT, grade TEXT, exit_day DAY
SELECT function, grade, exit_day FROM staff WHERE person = $staff;

-- PUPIL_NAMED (pupil ID) -> display_name TEXT
SELECT n.display_name FROM pupil p JOIN person n ON n.id = p.person WHERE p.person = $pupil AND {seen pupil p.person};

-- Those of some whom the actor sees.
-- PUPILS_NAMED (pupils IDS) -> pupil ID, display_name TEXT
SELECT p.person AS pupil, n.display_name FROM pupil p JOIN person n ON n.id = p.person WHERE p.person {any $pupils} AND {seen pupil p.person} ORDER BY n.sort_key, p.person;

-- PUPIL_IN_SCOPE (pupil ID) -> pupil ID
SELECT p.person AS pupil FROM pupil p WHERE p.person = $pupil AND {seen pupil p.person};

-- GUARDIAN_IN_SCOPE (guardian ID) -> guardian ID
SELECT g.person AS guardian FROM guardian g WHERE g.person = $guardian AND {seen guardian g.person};

-- TEACHER_IN_SCOPE (teacher ID) -> teacher ID
SELECT t.person AS teacher FROM teacher t WHERE t.person = $teacher AND {seen colleague t.person};

-- STAFF_IN_SCOPE (staff ID) -> staff ID
SELECT s.person AS staff FROM staff s WHERE s.person = $staff AND {seen colleague s.person};

-- SOMEBODY_IN_SCOPE (person ID) -> person ID
SELECT n.id AS person FROM person n WHERE n.id = $person AND {seen person n.id};

-- ---- what points at a person: Reference ----

-- REF_PUPIL (person ID) -> person ID   [unscoped: what points at a person, for who merges or takes away]
SELECT person FROM pupil WHERE person = $person;

-- REF_GUARDIAN (person ID) -> person ID   [unscoped: what points at a person, for who merges or takes away]
SELECT person FROM guardian WHERE person = $person;

-- REF_TEACHER (person ID) -> person ID
SELECT person FROM teacher WHERE person = $person;

-- REF_STAFF (person ID) -> person ID
SELECT person FROM staff WHERE person = $person;

-- REF_EXIT_PERMISSION (person ID) -> person ID, from_day DAY
SELECT person, from_day FROM exit_permission WHERE person = $person;

-- REF_BOARD (person ID) -> person ID, from_day DAY
SELECT person, from_day FROM board WHERE person = $person;

-- REF_TIE_PUPIL (person ID) -> pupil ID, guardian ID
SELECT pupil, guardian FROM guardianship WHERE pupil = $person;

-- REF_TIE_GUARDIAN (person ID) -> pupil ID, guardian ID
SELECT pupil, guardian FROM guardianship WHERE guardian = $person;

-- REF_DISCIPLINE (person ID) -> teacher ID, code TEXT
SELECT teacher, code FROM post_discipline WHERE teacher = $person;

-- REF_MERGED (person ID) -> id ID   [unscoped: what points at a person, for who merges or takes away]
SELECT id FROM person WHERE merged_into = $person;
