-- The base read whole, table by table, for planning an import; the columns in the order of the schema.

-- ALL_ADDRESS () -> id ID, siecle_id TEXT, line1 TEXT, line2 TEXT, line3 TEXT, line4 TEXT, po_box TEXT, postcode TEXT, city TEXT, insee TEXT, foreign_city TEXT, country_code TEXT, country TEXT
SELECT id, siecle_id, line1, line2, line3, line4, po_box, postcode, city, insee, foreign_city, country_code, country FROM address;

-- ALL_PERSON () -> id ID, title TEXT, family_name TEXT, usage_name TEXT, given_name TEXT, given_name_2 TEXT, given_name_3 TEXT, sex TEXT, birth_day DAY, birth_city TEXT, birth_insee TEXT, birth_department TEXT, birth_country TEXT, nationality TEXT, email TEXT, phone_home TEXT, phone_mobile TEXT, phone_work TEXT, accepts_sms BOOL, occupation TEXT, address ID, display_name TEXT, sort_key BYTES, merged_into ID   [unscoped: an import compares the whole school]
SELECT id, title, family_name, usage_name, given_name, given_name_2, given_name_3, sex, birth_day, birth_city, birth_insee, birth_department, birth_country, nationality, email, phone_home, phone_mobile, phone_work, accepts_sms, occupation, address, display_name, sort_key, merged_into FROM person;

-- ALL_PUPIL () -> person ID, siecle_id TEXT, elenoet TEXT, ine TEXT, mef TEXT, status TEXT, repeating BOOL, provenance TEXT, entry_day DAY, exit_day DAY, exit_reason TEXT, transport BOOL, previous_mef TEXT, previous_class TEXT, previous_uai TEXT, previous_school TEXT   [unscoped: an import compares the whole school]
SELECT person, siecle_id, elenoet, ine, mef, status, repeating, provenance, entry_day, exit_day, exit_reason, transport, previous_mef, previous_class, previous_uai, previous_school FROM pupil;

-- ALL_BOARD () -> person ID, from_day DAY, until_day DAY, status TEXT, code TEXT
SELECT person, from_day, until_day, status, code FROM board;

-- ALL_GUARDIAN () -> person ID, siecle_id TEXT, share_address BOOL   [unscoped: an import compares the whole school]
SELECT person, siecle_id, share_address FROM guardian;

-- ALL_GUARDIANSHIP () -> pupil ID, guardian ID, level INT, rank INT, kinship TEXT, pays_fees BOOL, receives_aid BOOL, hosts BOOL, contact_first BOOL, until_day DAY
SELECT pupil, guardian, level, rank, kinship, pays_fees, receives_aid, hosts, contact_first, until_day FROM guardianship;

-- ALL_TEACHER () -> person ID, sts_type TEXT, sts_id TEXT, function TEXT, grade TEXT, exit_day DAY
SELECT person, sts_type, sts_id, function, grade, exit_day FROM teacher;

-- ALL_STAFF () -> person ID, sts_type TEXT, sts_id TEXT, function TEXT, grade TEXT, exit_day DAY
SELECT person, sts_type, sts_id, function, grade, exit_day FROM staff;

-- ALL_POST_DISCIPLINE () -> teacher ID, code TEXT, label TEXT, hours TEXT
SELECT teacher, code, label, hours FROM post_discipline;

-- ALL_MEF () -> code TEXT, label TEXT, label_long TEXT, mefstat TEXT
SELECT code, label, label_long, mefstat FROM mef;

-- ALL_SUBJECT () -> id ID, code TEXT, code_short TEXT, label TEXT, label_long TEXT, label_print TEXT, sort_key BYTES
SELECT id, code, code_short, label, label_long, label_print, sort_key FROM subject;

-- ALL_STRUCTURE () -> id ID, kind TEXT, code TEXT, label TEXT, planned INT, sort_key BYTES
SELECT id, kind, code, label, planned, sort_key FROM structure;

-- ALL_STRUCTURE_MEF () -> structure ID, mef TEXT
SELECT structure, mef FROM structure_mef;

-- ALL_GROUP_CLASS () -> group_id ID, class_id ID
SELECT group_id, class_id FROM group_class;

-- ALL_MEMBERSHIP () -> person ID, structure ID, from_day DAY, until_day DAY, kind TEXT
SELECT person, structure, from_day, until_day, kind FROM membership;

-- ALL_PUPIL_OPTION () -> person ID, subject TEXT, modality TEXT, number TEXT
SELECT person, subject, modality, number FROM pupil_option;

-- ALL_PROGRAMME () -> mef TEXT, subject TEXT, modality TEXT, hours TEXT
SELECT mef, subject, modality, hours FROM programme;

-- ALL_SERVICE () -> id ID, structure ID, subject ID, modality TEXT
SELECT id, structure, subject, modality FROM service;

-- ALL_SERVICE_TEACHER () -> service ID, teacher ID
SELECT service, teacher FROM service_teacher;

-- ALL_MAIN_TEACHER () -> structure ID, teacher ID, from_day DAY, until_day DAY
SELECT structure, teacher, from_day, until_day FROM main_teacher;

-- ALL_CODE_ENTRY () -> list TEXT, code TEXT, label_short TEXT, label_long TEXT
SELECT list, code, label_short, label_long FROM code_entry;

-- PLAN_PERSON_KEYS () -> system TEXT, theirs TEXT, person ID   [unscoped: an import compares the whole school]
SELECT k.system, k.theirs, coalesce(n.merged_into, k.person) AS person FROM person_key k LEFT JOIN person n ON n.id = k.person;

-- STRUCTURE_BY_CODE (kind TEXT, code TEXT) -> id ID
SELECT id FROM structure WHERE kind = $kind AND code = $code;
