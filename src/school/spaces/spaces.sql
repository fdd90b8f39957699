-- SPACE_READ (mode TEXT) -> opens_at INSTANT, closes_at INSTANT, message TEXT
SELECT opens_at, closes_at, message FROM space WHERE mode = $mode;

-- SPACES_ALL () -> mode TEXT, opens_at INSTANT, closes_at INSTANT, message TEXT
SELECT mode, opens_at, closes_at, message FROM space;

-- The set whose rights are the rubrics of a family's Space.
-- SPACE_SET (mode TEXT) -> id ID
SELECT min(id) AS id FROM access_profile WHERE mode = $mode AND code = CASE WHEN $mode = 'guardian' THEN 'guardians' ELSE 'pupils' END;

-- SPACE_RULES (mode TEXT) -> right_name TEXT, structure ID, code TEXT, shown BOOL, from_day DAY, until_day DAY
SELECT u.right_name, u.structure, s.code, u.shown, u.from_day, u.until_day FROM space_rule u LEFT JOIN structure s ON s.id = u.structure
 WHERE u.mode = $mode ORDER BY u.right_name, CASE WHEN u.structure = 0 THEN 0 ELSE 1 END, s.sort_key, u.structure;

-- SPACE_LEVEL_RULES (mode TEXT) -> right_name TEXT, level TEXT, label TEXT, classes INT, shown BOOL, from_day DAY, until_day DAY
SELECT u.right_name, u.level, (SELECT min(coalesce(f.label, f.code)) FROM mef f WHERE {term level f} = u.level) AS label,
       (SELECT count(DISTINCT sm.structure) FROM structure_mef sm JOIN mef f ON f.code = sm.mef JOIN structure s ON s.id = sm.structure AND s.kind = 'class' WHERE {term level f} = u.level) AS classes,
       u.shown, u.from_day, u.until_day
  FROM space_level_rule u WHERE u.mode = $mode ORDER BY u.right_name, u.level;

-- The levels of which there are classes.
-- SPACE_LEVELS () -> level TEXT, label TEXT, classes INT
SELECT q.level, min(q.label) AS label, count(DISTINCT q.structure) AS classes
  FROM (SELECT {term level f} AS level, coalesce(f.label, f.code) AS label, sm.structure FROM structure_mef sm JOIN mef f ON f.code = sm.mef JOIN structure s ON s.id = sm.structure AND s.kind = 'class') q
 GROUP BY q.level ORDER BY q.level;

-- SPACE_CLASS_CALLED (code TEXT) -> id ID
SELECT id FROM structure WHERE kind = 'class' AND code = $code;

-- SPACE_CLASSES () -> id ID, code TEXT
SELECT id, code FROM structure WHERE kind = 'class' ORDER BY sort_key, id;

-- SPACE_CLASS (structure ID) -> id ID
SELECT id FROM structure WHERE id = $structure AND kind = 'class';

-- ---- what families are shown ----

-- SPACE_ONESELF (person ID) -> display_name TEXT, title TEXT, family_name TEXT, usage_name TEXT, given_name TEXT   [unscoped: oneself]
SELECT display_name, title, family_name, usage_name, given_name FROM person WHERE id = $person;

-- A guardian's children, a pupil by themselves; who left is no longer among them.
-- SPACE_PUPILS () -> id ID, display_name TEXT, given_name TEXT, class ID, class_code TEXT, class_label TEXT, board TEXT, exits TEXT
SELECT p.person AS id, n.display_name, n.given_name, c.id AS class, c.code AS class_code, c.label AS class_label, b.status AS board, xp.status AS exits
  FROM pupil p JOIN person n ON n.id = p.person
  LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND {on cm}
  LEFT JOIN structure c ON c.id = cm.structure
  LEFT JOIN board b ON b.person = p.person AND {on b}
  LEFT JOIN exit_permission xp ON xp.person = p.person AND {on xp}
 WHERE p.person IN {seen pupil (set)} AND (p.exit_day IS NULL OR p.exit_day > $seen_day)
 ORDER BY coalesce(n.birth_day, 0), n.sort_key, p.person;

-- SPACE_MAIN_TEACHERS (class ID) -> display_name TEXT   [unscoped: of a class of one's own child]
SELECT n.display_name FROM main_teacher mt JOIN person n ON n.id = mt.teacher WHERE mt.structure = $class AND {on mt} ORDER BY n.sort_key, n.id;

-- SPACE_PUPIL (pupil ID) -> display_name TEXT, given_name TEXT, given_name_2 TEXT, given_name_3 TEXT, family_name TEXT, usage_name TEXT, birth_day DAY, birth_city TEXT, class_code TEXT, class_label TEXT, mef_label TEXT, board TEXT, exits TEXT, entry_day DAY, here BOOL
SELECT n.display_name, n.given_name, n.given_name_2, n.given_name_3, n.family_name, n.usage_name, n.birth_day, n.birth_city, c.code AS class_code, c.label AS class_label,
       coalesce(m.label_long, m.label) AS mef_label, b.status AS board, xp.status AS exits, p.entry_day, CASE WHEN p.exit_day IS NULL OR p.exit_day > $seen_day THEN 1 ELSE 0 END AS here
  FROM pupil p JOIN person n ON n.id = p.person
  LEFT JOIN mef m ON m.code = p.mef
  LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND {on cm}
  LEFT JOIN structure c ON c.id = cm.structure
  LEFT JOIN board b ON b.person = p.person AND {on b}
  LEFT JOIN exit_permission xp ON xp.person = p.person AND {on xp}
 WHERE p.person = $pupil AND {seen pupil p.person};

-- SPACE_GROUPS (pupil ID) -> code TEXT, label TEXT   [unscoped: guard sees_own_pupil]
SELECT s.code, s.label FROM membership m JOIN structure s ON s.id = m.structure WHERE m.person = $pupil AND m.kind = 'group' AND {on m} ORDER BY s.sort_key, s.id;

-- SPACE_OPTIONS (pupil ID) -> label TEXT   [unscoped: guard sees_own_pupil]
SELECT coalesce(sj.label_print, sj.label_long, o.subject) AS label FROM pupil_option o LEFT JOIN subject sj ON sj.code = o.subject WHERE o.person = $pupil ORDER BY o.number, o.subject;

-- How the one who asks is bound to this pupil; nobody else's tie is shown here (P-13).
-- SPACE_TIE (pupil ID, guardian ID) -> level INT, kinship TEXT, recipient BOOL   [unscoped: guard sees_own_pupil]
SELECT g.level, g.kinship, g.recipient FROM guardianship g WHERE g.pupil = $pupil AND g.guardian = $guardian AND g.until_day > $seen_day;

-- SPACE_TEAM_OF (pupil ID) -> teacher ID, display_name TEXT, subject TEXT, main BOOL, subject_key BYTES, name_key BYTES   [unscoped: guard sees_own_pupil]
SELECT DISTINCT n.id AS teacher, n.display_name, coalesce(sj.label_print, sj.label_long, sj.code) AS subject,
       CASE WHEN EXISTS (SELECT 1 FROM main_teacher mt JOIN membership cm ON cm.structure = mt.structure AND cm.person = $pupil AND {on cm} WHERE mt.teacher = n.id AND {on mt}) THEN 1 ELSE 0 END AS main,
       sj.sort_key AS subject_key, n.sort_key AS name_key
  FROM membership m JOIN service v ON v.structure = m.structure JOIN service_teacher st ON st.service = v.id
  JOIN person n ON n.id = st.teacher JOIN subject sj ON sj.id = v.subject
 WHERE m.person = $pupil AND {on m}
 ORDER BY main DESC, name_key, teacher, subject_key;

-- ---- the trombinoscope: a face is shown to other families by an agreement that is noted, to one's own by the desk's rule (unless it is refused) ----

-- Who is in the class of this pupil that day; nobody, once the pupil has left.
-- SPACE_CLASSMATES (pupil ID) -> person ID, display_name TEXT, photo ID   [unscoped: guard sees_faces: classmates of one's own child]
SELECT n.id AS person, n.display_name, f.id AS photo
  FROM membership cm JOIN pupil cp ON cp.person = cm.person AND (cp.exit_day IS NULL OR cp.exit_day > $seen_day)
  JOIN membership m ON m.structure = cm.structure AND m.kind = 'class' AND {on m}
  JOIN pupil p ON p.person = m.person AND (p.exit_day IS NULL OR p.exit_day > $seen_day)
  JOIN person n ON n.id = p.person
  LEFT JOIN file f ON f.person = n.id AND f.kind = 'photo' AND f.ended_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM image_right r WHERE r.person = n.id AND r.allowed = 0 AND {on r})
   AND ({seen pupil n.id} OR EXISTS (SELECT 1 FROM image_right y WHERE y.person = n.id AND y.allowed = 1 AND {on y}))
 WHERE cm.person = $pupil AND cm.kind = 'class' AND {on cm}
 ORDER BY n.sort_key, n.id;

-- SPACE_FACES_TEAM (pupil ID) -> teacher ID, display_name TEXT, detail TEXT, photo ID   [unscoped: guard sees_faces: who teaches one's own child]
SELECT n.id AS teacher, n.display_name, t.detail, f.id AS photo
  FROM (SELECT d.teacher, string_agg(d.label, ', ' ORDER BY d.label) AS detail
          FROM (SELECT DISTINCT st.teacher, coalesce(sj.label_print, sj.label_long, sj.code) AS label
                  FROM membership m JOIN service v ON v.structure = m.structure JOIN service_teacher st ON st.service = v.id JOIN subject sj ON sj.id = v.subject
                 WHERE m.person = $pupil AND {on m}) d
         GROUP BY d.teacher) t
  JOIN person n ON n.id = t.teacher
  LEFT JOIN file f ON f.person = n.id AND f.kind = 'photo' AND f.ended_at IS NULL
   AND EXISTS (SELECT 1 FROM image_right y WHERE y.person = n.id AND y.allowed = 1 AND {on y})
 ORDER BY n.sort_key, n.id;

-- The photo of one of them, by the same rule.
-- SPACE_FACE (pupil ID, person ID) -> sealed TEXT, size INT   [unscoped: guard sees_faces: classmates of one's own child]
SELECT f.sealed, f.size
  FROM file f JOIN pupil p ON p.person = f.person AND (p.exit_day IS NULL OR p.exit_day > $seen_day)
 WHERE f.person = $person AND f.kind = 'photo' AND f.ended_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM image_right r WHERE r.person = f.person AND r.allowed = 0 AND {on r})
   AND ({seen pupil f.person} OR EXISTS (SELECT 1 FROM image_right y WHERE y.person = f.person AND y.allowed = 1 AND {on y}))
   AND EXISTS (SELECT 1 FROM membership cm JOIN pupil cp ON cp.person = cm.person AND (cp.exit_day IS NULL OR cp.exit_day > $seen_day)
                 JOIN membership m ON m.structure = cm.structure AND m.kind = 'class' AND m.person = f.person AND {on m}
                WHERE cm.person = $pupil AND cm.kind = 'class' AND {on cm});

-- SPACE_FACE_OF_TEAM (pupil ID, person ID) -> sealed TEXT, size INT   [unscoped: guard sees_faces: who teaches one's own child]
SELECT f.sealed, f.size
  FROM file f
 WHERE f.person = $person AND f.kind = 'photo' AND f.ended_at IS NULL
   AND EXISTS (SELECT 1 FROM image_right y WHERE y.person = f.person AND y.allowed = 1 AND {on y})
   AND EXISTS (SELECT 1 FROM membership m JOIN service v ON v.structure = m.structure JOIN service_teacher st ON st.service = v.id
                WHERE m.person = $pupil AND {on m} AND st.teacher = f.person);

-- SPACE_SAID (person ID) -> said INT   [unscoped: oneself]
SELECT count(*) AS said FROM contact_preference WHERE person = $person;

-- ---- what staff are shown ----

-- SPACE_OWN_CLASSES () -> id ID, kind TEXT, code TEXT, label TEXT, count INT, main BOOL   [unscoped: classes one teaches or was given, and how many are in them]
SELECT s.id, s.kind, s.code, s.label,
       (SELECT count(*) FROM membership m WHERE m.structure = s.id AND {on m}) AS count,
       CASE WHEN EXISTS (SELECT 1 FROM main_teacher mt WHERE mt.structure = s.id AND mt.teacher = $seen_person AND {on mt}) THEN 1 ELSE 0 END AS main
  FROM structure s
 WHERE s.id IN (SELECT v.structure FROM service_teacher st JOIN service v ON v.id = st.service WHERE st.teacher = $seen_teacher
                UNION SELECT sa.structure FROM account_structure sa WHERE sa.account = $seen_account)
 ORDER BY s.kind, s.sort_key, s.id;

-- One of them, or any for who sees the whole school.
-- SPACE_STRUCTURE (structure ID) -> kind TEXT, code TEXT, label TEXT
SELECT s.kind, s.code, s.label FROM structure s
 WHERE s.id = $structure AND s.kind IN ('class', 'group')
   AND ($seen_all = 1 OR s.id IN (SELECT v.structure FROM service_teacher st JOIN service v ON v.id = st.service WHERE st.teacher = $seen_teacher
                                  UNION SELECT sa.structure FROM account_structure sa WHERE sa.account = $seen_account));

-- Accounts of families and teachers: how many there are, and how many have chosen their password.
-- SPACE_PERSONALISED () -> kind TEXT, accounts INT, personalised INT
SELECT a.kind, count(*) AS accounts, coalesce(CAST(sum(CASE WHEN s.hash IS NOT NULL THEN 1 ELSE 0 END) AS bigint), 0) AS personalised
  FROM account a LEFT JOIN account_secret s ON s.account = a.id
 WHERE a.state = 'open' AND a.kind IN ('guardian', 'pupil', 'teacher', 'staff') GROUP BY a.kind;

-- How the school reaches somebody, as it knows it.
-- SPACE_REACHED (person ID) -> email TEXT, phone TEXT   [unscoped: oneself]
SELECT email, coalesce(phone_mobile, phone_home, phone_work) AS phone FROM person WHERE id = $person;

-- One to look as, when a Space is not published yet: somebody who has an account of that kind.
-- SPACE_SAMPLE (kind TEXT) -> id ID, display_name TEXT
SELECT id, display_name FROM account WHERE id = (SELECT min(a.id) FROM account a WHERE a.kind = $kind AND a.state = 'open');
