-- One record each, with everything known about it and its neighbours one click away.

-- PUPIL_SEEN (pupil ID) -> pupil ID
SELECT p.person AS pupil FROM pupil p WHERE p.person = $pupil AND {seen pupil p.person};

-- PUPIL_RECORD (pupil ID) -> exit_permission TEXT, display_name TEXT, title TEXT, family_name TEXT, usage_name TEXT, given_name TEXT, given_name_2 TEXT, given_name_3 TEXT, sex TEXT, birth_day DAY, birth_city TEXT, birth_department TEXT, email TEXT, phone_home TEXT, phone_mobile TEXT, phone_work TEXT, address ID, siecle_id TEXT, elenoet TEXT, ine TEXT, mef TEXT, mef_label TEXT, repeating BOOL, entry_day DAY, exit_day DAY, exit_reason TEXT, exit_label TEXT, previous_school TEXT, previous_class TEXT, previous_uai TEXT, transport BOOL   [unscoped: guard sees_pupil]
SELECT xp.status AS exit_permission, n.display_name, n.title, n.family_name, n.usage_name, n.given_name, n.given_name_2, n.given_name_3, n.sex, n.birth_day,
       n.birth_city, n.birth_department, n.email, n.phone_home, n.phone_mobile, n.phone_work, n.address, p.siecle_id, p.elenoet,
       p.ine, p.mef, coalesce(m.label_long, m.label) AS mef_label, p.repeating, p.entry_day, p.exit_day, p.exit_reason,
       x.label_long AS exit_label, p.previous_school, p.previous_class, p.previous_uai, p.transport
  FROM pupil p JOIN person n ON n.id = p.person
  LEFT JOIN mef m ON m.code = p.mef
  LEFT JOIN code_entry x ON x.list = 'MOTIFS_SORTIE' AND x.code = p.exit_reason
  LEFT JOIN exit_permission xp ON xp.person = p.person AND {on xp}
 WHERE p.person = $pupil;

-- PUPIL_MEMBERSHIPS (pupil ID) -> structure ID, kind TEXT, code TEXT, label TEXT, from_day DAY, until_day DAY
SELECT s.id AS structure, s.kind, s.code, s.label, m.from_day, m.until_day
  FROM membership m JOIN structure s ON s.id = m.structure
 WHERE m.person = $pupil
 ORDER BY m.until_day DESC, s.kind, s.sort_key, s.id;

-- PUPIL_BOARDS (pupil ID) -> status TEXT, code TEXT, from_day DAY, until_day DAY, label TEXT
SELECT b.status, b.code, b.from_day, b.until_day, x.label_long AS label
  FROM board b LEFT JOIN code_entry x ON x.list = 'REGIMES' AND x.code = b.code
 WHERE b.person = $pupil AND {on b};

-- PUPIL_OPTIONS (pupil ID) -> subject_id ID, subject TEXT, label TEXT, modality TEXT, modality_label TEXT
SELECT sj.id AS subject_id, o.subject, coalesce(sj.label_print, sj.label_long, o.subject) AS label, o.modality, x.label_long AS modality_label
  FROM pupil_option o LEFT JOIN subject sj ON sj.code = o.subject
  LEFT JOIN code_entry x ON x.list = 'MODALITES_ELECTION' AND x.code = o.modality
 WHERE o.person = $pupil ORDER BY o.number, o.subject;

-- PUPIL_GUARDIANS (pupil ID) -> id ID, display_name TEXT, title TEXT, level INT, rank INT, kinship TEXT, hosts BOOL, pays_fees BOOL, contact_first BOOL, preferred BOOL, recipient BOOL, email TEXT, phone_home TEXT, phone_mobile TEXT, phone_work TEXT, address ID   [unscoped: guard sees_pupil]
SELECT g.guardian AS id, n.display_name, n.title, g.level, g.rank, g.kinship, g.hosts, g.pays_fees, g.contact_first, g.preferred, CASE WHEN g.level < 3 OR g.preferred = 1 THEN g.recipient ELSE 0 END AS recipient, n.email,
       n.phone_home, n.phone_mobile, n.phone_work, n.address
  FROM guardianship g JOIN person n ON n.id = g.guardian
 WHERE g.pupil = $pupil AND g.until_day > $seen_day ORDER BY g.rank, n.sort_key, n.id;

-- Siblings: pupils who share a legal guardian or one in charge.
-- PUPIL_SIBLINGS (pupil ID) -> id ID, display_name TEXT, class_id ID, class_code TEXT
SELECT p.person AS id, n.display_name, c.id AS class_id, c.code AS class_code
  FROM pupil p JOIN person n ON n.id = p.person
  LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND {on cm}
  LEFT JOIN structure c ON c.id = cm.structure
 WHERE p.person <> $pupil AND {seen pupil p.person}
   AND p.person IN (SELECT theirs.pupil FROM guardianship mine JOIN guardianship theirs ON theirs.guardian = mine.guardian
                     WHERE mine.pupil = $pupil AND mine.level <= 2 AND theirs.level <= 2
                       AND mine.until_day > $seen_day AND theirs.until_day > $seen_day)
 ORDER BY n.sort_key, p.person;

-- PUPIL_TEACHERS (pupil ID) -> id ID, display_name TEXT, subject TEXT, structure TEXT   [unscoped: guard sees_pupil]
SELECT n.id, n.display_name, coalesce(sj.label_print, sj.label_long, sj.code) AS subject, s.code AS structure
  FROM membership m JOIN service v ON v.structure = m.structure JOIN service_teacher st ON st.service = v.id
  JOIN person n ON n.id = st.teacher JOIN subject sj ON sj.id = v.subject JOIN structure s ON s.id = m.structure
 WHERE m.person = $pupil AND {on m}
 ORDER BY sj.sort_key, n.sort_key, n.id;

-- GUARDIANS_OF_PUPILS (pupils IDS) -> pupil ID, id ID, display_name TEXT, level INT, rank INT, legal INT, kinship TEXT
--     [unscoped: pupils come from a scoped list]
SELECT g.pupil, g.guardian AS id, n.display_name, g.level, g.rank, CASE WHEN g.level = 1 THEN CAST(1 AS bigint) ELSE 0 END AS legal, g.kinship
  FROM guardianship g JOIN person n ON n.id = g.guardian
 WHERE g.pupil = {any $pupils} AND g.until_day > $seen_day ORDER BY g.pupil, g.rank, g.guardian;

-- The same of everyone, for who sees all and lists most: one walk instead of thousands of looks, and no sorting by rank in the store (a quarter of
-- what the full list costs there).
-- GUARDIANS_OF_ALL () -> pupil ID, id ID, display_name TEXT, level INT, rank INT, legal INT, kinship TEXT   [unscoped: for lists of who sees all]
SELECT g.pupil, g.guardian AS id, n.display_name, g.level, g.rank, CASE WHEN g.level = 1 THEN CAST(1 AS bigint) ELSE 0 END AS legal, g.kinship
  FROM guardianship g JOIN person n ON n.id = g.guardian
 WHERE g.until_day > $seen_day ORDER BY g.pupil, g.guardian;

-- PUPILS_OF_GUARDIANS (guardians IDS) -> guardian ID, id ID, display_name TEXT, level INT, rank INT, legal INT, class_code TEXT
SELECT g.guardian, p.person AS id, n.display_name, g.level, g.rank, CASE WHEN g.level = 1 THEN CAST(1 AS bigint) ELSE 0 END AS legal, c.code AS class_code
  FROM guardianship g JOIN pupil p ON p.person = g.pupil JOIN person n ON n.id = p.person
  LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND {on cm}
  LEFT JOIN structure c ON c.id = cm.structure
 WHERE g.guardian = {any $guardians} AND g.until_day > $seen_day AND {seen pupil p.person} ORDER BY g.guardian, n.sort_key, p.person;

-- GUARDIAN_SEEN (guardian ID) -> guardian ID
SELECT g.person AS guardian FROM guardian g WHERE g.person = $guardian AND {seen guardian g.person};

-- GUARDIAN_RECORD (guardian ID) -> display_name TEXT, title TEXT, family_name TEXT, usage_name TEXT, given_name TEXT, email TEXT, phone_home TEXT, phone_mobile TEXT, phone_work TEXT, accepts_sms BOOL, occupation TEXT, occupation_label TEXT, address ID, siecle_id TEXT, share_address BOOL   [unscoped: guard sees_guardian]
SELECT n.display_name, n.title, n.family_name, n.usage_name, n.given_name, n.email, n.phone_home, n.phone_mobile, n.phone_work,
       n.accepts_sms, n.occupation, x.label_long AS occupation_label, n.address, g.siecle_id, g.share_address
  FROM guardian g JOIN person n ON n.id = g.person
  LEFT JOIN code_entry x ON x.list = 'PROFESSIONS' AND x.code = n.occupation
 WHERE g.person = $guardian;

-- ADDRESS_OF (person ID) -> line1 TEXT, line2 TEXT, line3 TEXT, line4 TEXT, po_box TEXT, postcode TEXT, city TEXT, foreign_city TEXT, country_code TEXT, country TEXT
--     [unscoped: guards sees_pupil, sees_guardian]
SELECT a.line1, a.line2, a.line3, a.line4, a.po_box, a.postcode, a.city, a.foreign_city, a.country_code, a.country
  FROM person n JOIN address a ON a.id = n.address WHERE n.id = $person;

-- The household: others who live at the same address (PE-08).
-- HOUSEHOLD_OF (person ID) -> id ID, display_name TEXT, is_pupil BOOL, is_guardian BOOL
SELECT n.id, n.display_name, CASE WHEN p.person IS NULL THEN 0 ELSE 1 END AS is_pupil, CASE WHEN g.person IS NULL THEN 0 ELSE 1 END AS is_guardian
  FROM person o JOIN person n ON n.address = o.address AND n.id <> o.id LEFT JOIN pupil p ON p.person = n.id LEFT JOIN guardian g ON g.person = n.id
 WHERE o.id = $person AND {seen person n.id} ORDER BY n.sort_key, n.id;

-- TEACHER_SEEN (teacher ID) -> teacher ID
SELECT t.person AS teacher FROM teacher t WHERE t.person = $teacher AND {seen colleague t.person};

-- TEACHER_RECORD (teacher ID) -> display_name TEXT, title TEXT, family_name TEXT, usage_name TEXT, given_name TEXT, sex TEXT, birth_day DAY, sts_type TEXT, sts_id TEXT, function TEXT, grade TEXT, exit_day DAY, email TEXT, phone_home TEXT, phone_mobile TEXT, phone_work TEXT   [unscoped: guard sees_teacher]
SELECT n.display_name, n.title, n.family_name, n.usage_name, n.given_name, n.sex, n.birth_day, t.sts_type, t.sts_id, t.function, t.grade, t.exit_day,
       n.email, n.phone_home, n.phone_mobile, n.phone_work
  FROM teacher t JOIN person n ON n.id = t.person WHERE t.person = $teacher;

-- TEACHER_SERVICES (teacher ID) -> structure ID, kind TEXT, code TEXT, subject_id ID, subject TEXT, modality TEXT
SELECT s.id AS structure, s.kind, s.code, sj.id AS subject_id, coalesce(sj.label_print, sj.label_long, sj.code) AS subject, v.modality
  FROM service_teacher st JOIN service v ON v.id = st.service JOIN structure s ON s.id = v.structure JOIN subject sj ON sj.id = v.subject
 WHERE st.teacher = $teacher ORDER BY s.kind, s.sort_key, sj.sort_key, v.id;

-- TEACHER_DISCIPLINES (teacher ID) -> code TEXT, label TEXT, hours TEXT
SELECT code, label, hours FROM post_discipline WHERE teacher = $teacher ORDER BY code;

-- TEACHER_MAIN_OF (teacher ID) -> structure ID, code TEXT
SELECT s.id AS structure, s.code FROM main_teacher mt JOIN structure s ON s.id = mt.structure
 WHERE mt.teacher = $teacher AND {on mt} ORDER BY s.sort_key, s.id;

-- STAFF_SEEN (staff ID) -> staff ID
SELECT t.person AS staff FROM staff t WHERE t.person = $staff AND {seen colleague t.person};

-- STAFF_RECORD (staff ID) -> display_name TEXT, title TEXT, family_name TEXT, usage_name TEXT, given_name TEXT, sex TEXT, birth_day DAY, sts_type TEXT, sts_id TEXT, function TEXT, grade TEXT, exit_day DAY, email TEXT, phone_home TEXT, phone_mobile TEXT, phone_work TEXT   [unscoped: guard sees_staff]
SELECT n.display_name, n.title, n.family_name, n.usage_name, n.given_name, n.sex, n.birth_day, t.sts_type, t.sts_id, t.function, t.grade, t.exit_day,
       n.email, n.phone_home, n.phone_mobile, n.phone_work
  FROM staff t JOIN person n ON n.id = t.person WHERE t.person = $staff;

-- STRUCTURE_RECORD (structure ID, kind TEXT) -> code TEXT, label TEXT, planned INT
SELECT code, label, planned FROM structure WHERE id = $structure AND kind = $kind;

-- STRUCTURE_MEFS (structure ID) -> code TEXT, label TEXT
SELECT sm.mef AS code, coalesce(m.label_long, m.label, sm.mef) AS label FROM structure_mef sm LEFT JOIN mef m ON m.code = sm.mef
 WHERE sm.structure = $structure ORDER BY sm.mef;

-- STRUCTURE_PUPILS (structure ID) -> id ID, display_name TEXT, sex TEXT, birth_day DAY, class_code TEXT, board_status TEXT
SELECT p.person AS id, n.display_name, n.sex, n.birth_day, c.code AS class_code, b.status AS board_status
  FROM membership m JOIN pupil p ON p.person = m.person JOIN person n ON n.id = p.person
  LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND {on cm}
  LEFT JOIN structure c ON c.id = cm.structure
  LEFT JOIN board b ON b.person = p.person AND {on b}
 WHERE m.structure = $structure AND {on m} AND (p.exit_day IS NULL OR p.exit_day > $seen_day) AND {seen pupil p.person}
 ORDER BY n.sort_key, p.person;

-- STRUCTURE_SERVICES (structure ID) -> subject_id ID, subject TEXT, modality TEXT, teacher ID, teacher_name TEXT   [unscoped: colleagues of the same school]
SELECT sj.id AS subject_id, coalesce(sj.label_print, sj.label_long, sj.code) AS subject, v.modality, st.teacher, n.display_name AS teacher_name
  FROM service v JOIN subject sj ON sj.id = v.subject LEFT JOIN service_teacher st ON st.service = v.id LEFT JOIN person n ON n.id = st.teacher
 WHERE v.structure = $structure ORDER BY sj.sort_key, v.id, n.sort_key;

-- STRUCTURE_MAIN_TEACHERS (structure ID) -> id ID, display_name TEXT   [unscoped: colleagues of the same school]
SELECT n.id, n.display_name FROM main_teacher mt JOIN person n ON n.id = mt.teacher
 WHERE mt.structure = $structure AND {on mt} ORDER BY n.sort_key, n.id;

-- The groups whose pupils come from this class, and the classes this group draws from.
-- STRUCTURE_NEIGHBOURS (structure ID) -> id ID, kind TEXT, code TEXT
SELECT s.id, s.kind, s.code FROM group_class gc JOIN structure s ON s.id = gc.group_id WHERE gc.class_id = $structure
UNION
SELECT s.id, s.kind, s.code FROM group_class gc JOIN structure s ON s.id = gc.class_id WHERE gc.group_id = $structure
ORDER BY code;

-- SUBJECT_RECORD (subject ID) -> code TEXT, code_short TEXT, label TEXT, label_long TEXT, label_print TEXT
SELECT code, code_short, label, label_long, label_print FROM subject WHERE id = $subject;

-- SUBJECT_SERVICES (subject ID) -> structure ID, kind TEXT, code TEXT, modality TEXT, teacher ID, teacher_name TEXT   [unscoped: colleagues of the same school]
SELECT s.id AS structure, s.kind, s.code, v.modality, st.teacher, n.display_name AS teacher_name
  FROM service v JOIN structure s ON s.id = v.structure LEFT JOIN service_teacher st ON st.service = v.id LEFT JOIN person n ON n.id = st.teacher
 WHERE v.subject = $subject ORDER BY s.kind, s.sort_key, v.id, n.sort_key;

-- The rail's and the home's figures, all at once.
-- DESK_COUNTS () -> pupils INT, guardians INT, teachers INT, staff INT, classes INT, groups INT, subjects INT   [unscoped: figures of the whole school, shown to who sees all]
SELECT (SELECT count(*) FROM pupil) - (SELECT count(*) FROM pupil WHERE exit_day <= $seen_day) AS pupils, (SELECT count(*) FROM guardian) AS guardians,
       (SELECT count(*) FROM teacher WHERE exit_day IS NULL OR exit_day > $seen_day) AS teachers,
       (SELECT count(*) FROM staff WHERE exit_day IS NULL OR exit_day > $seen_day) AS staff,
       (SELECT count(*) FROM structure WHERE kind = 'class') AS classes, (SELECT count(*) FROM structure WHERE kind = 'group') AS groups,
       (SELECT count(*) FROM subject) AS subjects;

-- Search over all persons: every word typed begins one of the person's words.
-- LIST PERSONS_FOUND
FROM person n
LEFT JOIN pupil p ON p.person = n.id LEFT JOIN guardian g ON g.person = n.id
LEFT JOIN teacher t ON t.person = n.id LEFT JOIN staff f ON f.person = n.id
LEFT JOIN membership cm ON cm.person = n.id AND cm.kind = 'class' AND {on cm}
LEFT JOIN structure c ON c.id = cm.structure
WHERE {seen person n.id}
-- column id ID: n.id
-- column display_name TEXT: n.display_name
-- column is_pupil BOOL: CASE WHEN p.person IS NULL THEN 0 ELSE 1 END
-- column is_guardian BOOL: CASE WHEN g.person IS NULL THEN 0 ELSE 1 END
-- column is_teacher BOOL: CASE WHEN t.person IS NULL THEN 0 ELSE 1 END
-- column is_staff BOOL: CASE WHEN f.person IS NULL THEN 0 ELSE 1 END
-- column class_code TEXT: c.code
-- column exit_day DAY: p.exit_day
-- filter w1 TEXT: n.id IN (SELECT pw.person FROM person_word pw WHERE pw.word >= $value AND pw.word < $value || '􏿽')
-- filter w2 TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = n.id AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter w3 TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = n.id AND pw.word >= $value AND pw.word < $value || '􏿽')
-- sort name: n.sort_key BYTES

-- WORDS_LIKE (first_letter TEXT) -> word TEXT
SELECT DISTINCT word FROM person_word WHERE word >= $first_letter AND word < $first_letter || '􏿽' ORDER BY word;
