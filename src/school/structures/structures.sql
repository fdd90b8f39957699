-- YEAR_DAYS () -> first_day DAY, last_day DAY
SELECT first_day, last_day FROM school_year WHERE id = 1;

-- PUPIL_DAYS (pupil ID) -> entry_day DAY, exit_day DAY   [unscoped: rules of one pupil, whom the guard has looked at]
SELECT entry_day, exit_day FROM pupil WHERE person = $pupil;

-- TEACHER_DAYS (teacher ID) -> exit_day DAY
SELECT exit_day FROM teacher WHERE person = $teacher;

-- TEACHER_NAME (teacher ID) -> display_name TEXT   [unscoped: colleagues of the same school]
SELECT n.display_name FROM teacher t JOIN person n ON n.id = t.person WHERE t.person = $teacher;

-- MEMBERSHIPS_OF (pupil ID) -> structure ID, from_day DAY, until_day DAY, kind TEXT
SELECT structure, from_day, until_day, kind FROM membership WHERE person = $pupil ORDER BY from_day, structure;

-- The classes that the pupil's parts belong to.
-- PARTS_OF (pupil ID) -> part ID, class_id ID
SELECT DISTINCT m.structure AS part, gc.class_id FROM membership m JOIN group_class gc ON gc.group_id = m.structure WHERE m.person = $pupil AND m.kind = 'part';

-- MAIN_TEACHERS_OF (class_id ID) -> teacher ID, from_day DAY, until_day DAY
SELECT teacher, from_day, until_day FROM main_teacher WHERE structure = $class_id ORDER BY from_day, teacher;

-- MAIN_CLASSES_OF (teacher ID) -> structure ID
SELECT DISTINCT structure FROM main_teacher WHERE teacher = $teacher;

-- STRUCTURE_KIND (structure ID) -> kind TEXT, code TEXT
SELECT kind, code FROM structure WHERE id = $structure;

-- STRUCTURE_NAMED (kind TEXT, code TEXT) -> id ID
SELECT id FROM structure WHERE kind = $kind AND code = $code;

-- Whatever would be lost with it.
-- STRUCTURE_HOLDS (structure ID) -> members INT, services INT, main_teachers INT, groups INT, accounts INT
SELECT (SELECT count(*) FROM membership WHERE structure = $structure) AS members, (SELECT count(*) FROM service WHERE structure = $structure) AS services,
       (SELECT count(*) FROM main_teacher WHERE structure = $structure) AS main_teachers, (SELECT count(*) FROM group_class WHERE class_id = $structure) AS groups,
       (SELECT count(*) FROM account_structure WHERE structure = $structure) AS accounts;

-- STRUCTURE_OWN_MEFS (structure ID) -> mef TEXT
SELECT mef FROM structure_mef WHERE structure = $structure;

-- GROUP_OWN_CLASSES (group_id ID) -> class_id ID
SELECT class_id FROM group_class WHERE group_id = $group_id;

-- SUBJECT_NAMES (subject ID) -> code TEXT, label_long TEXT, label_print TEXT
SELECT code, label_long, label_print FROM subject WHERE id = $subject;

-- SUBJECT_NAMED (code TEXT) -> id ID
SELECT id FROM subject WHERE code = $code;

-- SUBJECT_HOLDS (subject ID, code TEXT) -> services INT, options INT, programmes INT
SELECT (SELECT count(*) FROM service WHERE subject = $subject) AS services, (SELECT count(*) FROM pupil_option WHERE subject = $code) AS options,
       (SELECT count(*) FROM programme WHERE subject = $code) AS programmes;

-- MEF_NAMED (code TEXT) -> code TEXT
SELECT code FROM mef WHERE code = $code;

-- MEF_HOLDS (code TEXT) -> pupils INT, structures INT, programmes INT   [unscoped: how many, never who]
SELECT (SELECT count(*) FROM pupil WHERE mef = $code) AS pupils, (SELECT count(*) FROM structure_mef WHERE mef = $code) AS structures,
       (SELECT count(*) FROM programme WHERE mef = $code) AS programmes;

-- OPTION_HELD (pupil ID, subject TEXT, modality TEXT) -> person ID
SELECT person FROM pupil_option WHERE person = $pupil AND subject = $subject AND modality = $modality;

-- What changed is called by these (TableText).
-- STRUCTURE_CALLED (ids IDS) -> id ID, name TEXT
SELECT id, code AS name FROM structure WHERE id {any $ids};

-- SUBJECT_CALLED (ids IDS) -> id ID, name TEXT
SELECT id, coalesce(label_print, label_long, code) AS name FROM subject WHERE id {any $ids};

-- SERVICE_CALLED (ids IDS) -> id ID, name TEXT
SELECT v.id, s.code || ' · ' || coalesce(j.label_print, j.label_long, j.code) AS name
  FROM service v JOIN structure s ON s.id = v.structure JOIN subject j ON j.id = v.subject WHERE v.id {any $ids};

-- ---- what forms choose from ----

-- CHOOSE_CLASS () -> id ID, label TEXT
SELECT id, code AS label FROM structure WHERE kind = 'class' ORDER BY sort_key, id;

-- CHOOSE_GROUP () -> id ID, label TEXT
SELECT id, code AS label FROM structure WHERE kind <> 'class' ORDER BY sort_key, id;

-- CHOOSE_MEF () -> code TEXT, label TEXT
SELECT code, coalesce(label_long, label, code) AS label FROM mef ORDER BY code;

-- CHOOSE_EXIT_REASON () -> code TEXT, label TEXT
SELECT code, coalesce(label_long, label_short, code) AS label FROM code_entry WHERE list = 'MOTIFS_SORTIE' ORDER BY code;

-- All the year long, classes first.
-- PUPIL_STAYS (pupil ID) -> structure ID, kind TEXT, code TEXT, from_day DAY, until_day DAY
SELECT s.id AS structure, s.kind, s.code, m.from_day, m.until_day FROM membership m JOIN structure s ON s.id = m.structure
 WHERE m.person = $pupil ORDER BY s.kind, m.from_day, s.sort_key, s.id;

-- STRUCTURE_EDITED (structure ID) -> kind TEXT, code TEXT, label TEXT, planned INT
SELECT kind, code, label, planned FROM structure WHERE id = $structure;

-- SUBJECT_EDITED (subject ID) -> code TEXT, code_short TEXT, label TEXT, label_long TEXT, label_print TEXT
SELECT code, code_short, label, label_long, label_print FROM subject WHERE id = $subject;

-- CHOOSE_TEACHER () -> id ID, label TEXT   [unscoped: colleagues of the same school]
SELECT t.person AS id, n.display_name AS label FROM teacher t CROSS JOIN person n
 WHERE n.id = t.person AND (t.exit_day IS NULL OR t.exit_day > $seen_day) ORDER BY n.sort_key, n.id;

-- Whether a code is one of the ministry's list; ENTRIES 0: the school has not imported it.
-- CODES_KNOWN (list TEXT, code TEXT) -> entries INT, found INT
SELECT count(*) AS entries, coalesce(CAST(sum(CASE WHEN code = $code THEN 1 ELSE 0 END) AS bigint), 0) AS found FROM code_entry WHERE list = $list;

-- CHOOSE_SUBJECT () -> code TEXT, label TEXT
SELECT code, coalesce(label_print, label_long, code) AS label FROM subject ORDER BY sort_key, id;

-- CHOOSE_MODALITY () -> code TEXT, label TEXT
SELECT code, coalesce(label_long, label_short, code) AS label FROM code_entry WHERE list = 'MODALITES_ELECTION' ORDER BY code;

-- OPTIONS_OF (pupil ID) -> subject TEXT, label TEXT, modality TEXT, modality_label TEXT
SELECT o.subject, coalesce(s.label_print, s.label_long, o.subject) AS label, o.modality, x.label_long AS modality_label
  FROM pupil_option o LEFT JOIN subject s ON s.code = o.subject LEFT JOIN code_entry x ON x.list = 'MODALITES_ELECTION' AND x.code = o.modality
 WHERE o.person = $pupil ORDER BY o.number, o.subject, o.modality;

-- ---- MEF, and what a class or a group is tied to ----

-- MEFS_ALL () -> code TEXT, label TEXT, label_long TEXT, mefstat TEXT, pupils INT, classes INT   [unscoped: how many, never who]
SELECT f.code, f.label, f.label_long, f.mefstat, coalesce(p.many, 0) AS pupils,
       (SELECT count(*) FROM structure_mef sm JOIN structure s ON s.id = sm.structure WHERE sm.mef = f.code AND s.kind = 'class') AS classes
  FROM mef f LEFT JOIN (SELECT mef, count(*) AS many FROM pupil WHERE exit_day IS NULL OR exit_day > $seen_day GROUP BY mef) p ON p.mef = f.code ORDER BY f.code;

-- MEF_EDITED (code TEXT) -> label TEXT, label_long TEXT, mefstat TEXT
SELECT label, label_long, mefstat FROM mef WHERE code = $code;

-- MEFS_BESIDE (structure ID) -> code TEXT, label TEXT, teaches BOOL
SELECT f.code, coalesce(f.label_long, f.label, f.code) AS label, CASE WHEN sm.mef IS NULL THEN 0 ELSE 1 END AS teaches
  FROM mef f LEFT JOIN structure_mef sm ON sm.mef = f.code AND sm.structure = $structure ORDER BY f.code;

-- CLASSES_BESIDE (group_id ID) -> id ID, label TEXT, draws BOOL
SELECT s.id, s.code AS label, CASE WHEN gc.class_id IS NULL THEN 0 ELSE 1 END AS draws
  FROM structure s LEFT JOIN group_class gc ON gc.class_id = s.id AND gc.group_id = $group_id WHERE s.kind = 'class' ORDER BY s.sort_key, s.id;

-- MAIN_TEACHERS_TOLD (class_id ID) -> teacher ID, display_name TEXT, from_day DAY, until_day DAY   [unscoped: colleagues of the same school]
SELECT m.teacher, n.display_name, m.from_day, m.until_day FROM main_teacher m JOIN person n ON n.id = m.teacher WHERE m.structure = $class_id ORDER BY m.from_day, n.sort_key, n.id;

-- ---- what points at a person: Reference ----

-- REF_MEMBERSHIP (person ID) -> person ID, structure ID, from_day DAY
SELECT person, structure, from_day FROM membership WHERE person = $person;

-- REF_OPTION (person ID) -> person ID, subject TEXT, modality TEXT
SELECT person, subject, modality FROM pupil_option WHERE person = $person;

-- REF_SERVICE_TEACHER (person ID) -> service ID, teacher ID
SELECT service, teacher FROM service_teacher WHERE teacher = $person;

-- REF_MAIN_TEACHER (person ID) -> structure ID, teacher ID, from_day DAY
SELECT structure, teacher, from_day FROM main_teacher WHERE teacher = $person;
