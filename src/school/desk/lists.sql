-- The lists of the desk. Each is one FROM, columns, filters and sorts; the engine joins what a page asks for.
-- A word begins with $value when it lies between $value and $value followed by U+10FFFD, the last character there is.
-- Dated facts are read as of the actor's day: {on m}. Class codes may hold blanks, hence the bar between them.

-- CLASS_OPTIONS () -> id ID, label TEXT
SELECT id, code AS label FROM structure WHERE kind = 'class' ORDER BY sort_key, id;

-- What filters offer: classes and groups in which one sees somebody. Who sees everyone looks for one member of each; others start from those they see.
-- CLASSES_WITH_SEEN () -> id ID, label TEXT
SELECT s.id, s.code AS label FROM structure s
 WHERE s.kind = 'class'
   AND (($seen_all = 1 AND EXISTS (SELECT 1 FROM membership m JOIN pupil p ON p.person = m.person WHERE m.structure = s.id AND {on m}))
        OR s.id IN (SELECT m.structure FROM membership m JOIN pupil p ON p.person = m.person WHERE m.kind = 'class' AND m.person IN {seen pupil (set)} AND {on m}))
 ORDER BY s.sort_key, s.id;

-- GROUPS_WITH_SEEN () -> id ID, label TEXT
SELECT s.id, s.code AS label FROM structure s
 WHERE s.kind = 'group'
   AND (($seen_all = 1 AND EXISTS (SELECT 1 FROM membership m JOIN pupil p ON p.person = m.person WHERE m.structure = s.id AND {on m}))
        OR s.id IN (SELECT m.structure FROM membership m JOIN pupil p ON p.person = m.person WHERE m.kind = 'group' AND m.person IN {seen pupil (set)} AND {on m}))
 ORDER BY s.sort_key, s.id;

-- SUBJECT_OPTIONS () -> id ID, label TEXT
SELECT s.id, coalesce(s.label_print, s.label_long, s.label, s.code) AS label FROM subject s
 WHERE EXISTS (SELECT 1 FROM service v WHERE v.subject = s.id) ORDER BY s.sort_key, s.id;

-- What address cards hold (school/lists/grid.h); whoever may not see how to reach people is not given it.
-- CARDS_OF (ids IDS) -> id ID, family TEXT, given TEXT, others TEXT, title TEXT, mobile TEXT, home TEXT, work TEXT, mail TEXT, line1 TEXT, line2 TEXT, line3 TEXT, line4 TEXT, postcode TEXT, city TEXT, country TEXT
SELECT n.id, coalesce(n.usage_name, n.family_name) AS family, n.given_name AS given,
       CASE WHEN n.given_name_3 IS NULL THEN n.given_name_2 ELSE coalesce(n.given_name_2 || ', ', '') || n.given_name_3 END AS others, n.title, n.phone_mobile AS mobile,
       n.phone_home AS home, n.phone_work AS work, n.email AS mail, a.line1, a.line2, a.line3, a.line4, a.postcode, coalesce(a.city, a.foreign_city) AS city, a.country
  FROM person n LEFT JOIN address a ON a.id = n.address WHERE n.id {any $ids} AND {seen person n.id};

-- LIST PUPILS
FROM pupil p JOIN person n ON n.id = p.person
LEFT JOIN membership cm ON cm.person = p.person AND cm.kind = 'class' AND {on cm}
LEFT JOIN structure c ON c.id = cm.structure
LEFT JOIN board b ON b.person = p.person AND {on b}
LEFT JOIN exit_permission xp ON xp.person = p.person AND {on xp}
WHERE {seen pupil p.person}
-- column id ID: n.id
-- column display_name TEXT: n.display_name
-- column family_name TEXT: n.family_name
-- column usage_name TEXT: n.usage_name
-- column given_name TEXT: n.given_name
-- column given_name_2 TEXT: n.given_name_2
-- column given_name_3 TEXT: n.given_name_3
-- column birth_day DAY: n.birth_day
-- column sex TEXT: n.sex
-- column class_id ID: c.id
-- column class_code TEXT: c.code
-- column mef TEXT: p.mef
-- column board_status TEXT: b.status
-- column exit_permission TEXT: xp.status
-- column image_right TEXT: coalesce((SELECT CASE WHEN y.allowed = 1 THEN 'yes' ELSE 'no' END FROM image_right y WHERE y.person = p.person AND {on y}), 'unknown')
-- column siecle_id TEXT: p.siecle_id
-- column elenoet TEXT: p.elenoet
-- column ine TEXT: p.ine
-- column entry_day DAY: p.entry_day
-- column exit_day DAY: p.exit_day
-- column gone DAY: CASE WHEN p.exit_day <= $seen_day THEN p.exit_day END
-- column mef_label TEXT: (SELECT mf.label FROM mef mf WHERE mf.code = p.mef)
-- column groups TEXT: (SELECT string_agg(x.code, '|' ORDER BY x.code) FROM (SELECT gs.code AS code FROM membership gm JOIN structure gs ON gs.id = gm.structure WHERE gm.person = p.person AND gm.kind = 'group' AND {on gm}) x)
-- column email TEXT: n.email
-- column phone_mobile TEXT: n.phone_mobile
-- column city TEXT: (SELECT coalesce(a.city, a.foreign_city) FROM address a WHERE a.id = n.address)
-- filter q TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = p.person AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter q2 TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = p.person AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter class ID: c.id = $value
-- filter group ID: EXISTS (SELECT 1 FROM membership gm WHERE gm.person = p.person AND gm.structure = $value AND {on gm})
-- filter board TEXT: b.status = $value
-- filter exits TEXT: xp.status = $value
-- filter classed INT: (c.id IS NOT NULL AND $value = 1) OR (c.id IS NULL AND $value = 0)
-- filter present INT: ((p.exit_day IS NULL OR p.exit_day > $seen_day) AND $value = 1) OR (p.exit_day <= $seen_day AND $value = 0)
-- filter image INT: EXISTS (SELECT 1 FROM image_right y WHERE y.person = p.person AND {on y}) AND $value = 1 OR NOT EXISTS (SELECT 1 FROM image_right y WHERE y.person = p.person AND {on y}) AND $value = 0
-- sort name: n.sort_key BYTES
-- sort class: coalesce(c.code, '') TEXT, n.sort_key BYTES
-- sort birth: coalesce(n.birth_day, 0) DAY, n.sort_key BYTES

-- LIST GUARDIANS
FROM guardian g JOIN person n ON n.id = g.person
LEFT JOIN address a ON a.id = n.address
LEFT JOIN contact_preference cp ON cp.person = g.person
WHERE {seen guardian g.person}
-- column id ID: n.id
-- column display_name TEXT: n.display_name
-- column family_name TEXT: n.family_name
-- column given_name TEXT: n.given_name
-- column title TEXT: n.title
-- column siecle_id TEXT: g.siecle_id
-- column email TEXT: n.email
-- column phone_mobile TEXT: n.phone_mobile
-- column phone_home TEXT: n.phone_home
-- column phone_work TEXT: n.phone_work
-- column line1 TEXT: a.line1
-- column line2 TEXT: a.line2
-- column line3 TEXT: a.line3
-- column line4 TEXT: a.line4
-- column postcode TEXT: a.postcode
-- column city TEXT: coalesce(a.city, a.foreign_city)
-- column country TEXT: a.country
-- column said INT: CASE WHEN cp.person IS NULL THEN 0 ELSE 1 END
-- column letter_life INT: coalesce(cp.letter_life, 1)
-- column letter_results INT: coalesce(cp.letter_results, 1)
-- column letter_news INT: coalesce(cp.letter_news, 1)
-- column mail_life INT: coalesce(cp.mail_life, 1)
-- column mail_results INT: coalesce(cp.mail_results, 1)
-- column mail_news INT: coalesce(cp.mail_news, 1)
-- column sms_life INT: coalesce(cp.sms_life, 1)
-- column sms_results INT: coalesce(cp.sms_results, 0)
-- column sms_news INT: coalesce(cp.sms_news, 0)
-- column discussion INT: coalesce(cp.discussion, 1)
-- filter q TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = g.person AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter q2 TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = g.person AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter class ID: EXISTS (SELECT 1 FROM guardianship gs JOIN membership gm ON gm.person = gs.pupil AND gm.kind = 'class' AND {on gm} WHERE gs.guardian = g.person AND gm.structure = $value)
-- filter phone INT: (coalesce(n.phone_mobile, n.phone_home, n.phone_work) IS NOT NULL AND $value = 1) OR (coalesce(n.phone_mobile, n.phone_home, n.phone_work) IS NULL AND $value = 0)
-- filter email INT: (n.email IS NOT NULL AND $value = 1) OR (n.email IS NULL AND $value = 0)
-- filter said INT: (cp.person IS NOT NULL AND $value = 1) OR (cp.person IS NULL AND $value = 0)
-- sort name: n.sort_key BYTES
-- sort city: coalesce(a.city, a.foreign_city, '') TEXT, n.sort_key BYTES

-- LIST TEACHERS
FROM teacher t JOIN person n ON n.id = t.person
WHERE {seen colleague t.person}
-- column id ID: n.id
-- column display_name TEXT: n.display_name
-- column family_name TEXT: n.family_name
-- column usage_name TEXT: n.usage_name
-- column given_name TEXT: n.given_name
-- column title TEXT: n.title
-- column sts_id TEXT: t.sts_id
-- column sts_type TEXT: t.sts_type
-- column function TEXT: t.function
-- column grade TEXT: t.grade
-- column exit_day DAY: t.exit_day
-- column gone DAY: CASE WHEN t.exit_day <= $seen_day THEN t.exit_day END
-- column email TEXT: n.email
-- column phone_mobile TEXT: n.phone_mobile
-- column phone_work TEXT: n.phone_work
-- column disciplines TEXT: (SELECT string_agg(d.code, ' ' ORDER BY d.code) FROM post_discipline d WHERE d.teacher = t.person)
-- column subjects TEXT: (SELECT string_agg(x.code, ' ' ORDER BY x.code) FROM (SELECT DISTINCT sj.code AS code FROM service_teacher st JOIN service s ON s.id = st.service JOIN subject sj ON sj.id = s.subject WHERE st.teacher = t.person) x)
-- column classes TEXT: (SELECT string_agg(x.code, '|' ORDER BY x.code) FROM (SELECT DISTINCT sr.code AS code FROM service_teacher st JOIN service s ON s.id = st.service JOIN structure sr ON sr.id = s.structure WHERE st.teacher = t.person) x)
-- column access_profile_id ID: coalesce((SELECT m.profile FROM account a JOIN account_mode m ON m.account = a.id AND m.mode = 'teacher' WHERE a.person = t.person AND a.state = 'open' ORDER BY a.id LIMIT 1), (SELECT f.id FROM access_profile f WHERE f.code = 'teacher'))
-- column access_profile TEXT: coalesce((SELECT ap.name FROM account a JOIN account_mode m ON m.account = a.id AND m.mode = 'teacher' JOIN access_profile ap ON ap.id = m.profile WHERE a.person = t.person AND a.state = 'open' ORDER BY a.id LIMIT 1), (SELECT f.name FROM access_profile f WHERE f.code = 'teacher'))
-- filter q TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = t.person AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter q2 TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = t.person AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter subject ID: EXISTS (SELECT 1 FROM service_teacher st JOIN service s ON s.id = st.service WHERE st.teacher = t.person AND s.subject = $value)
-- filter present INT: ((t.exit_day IS NULL OR t.exit_day > $seen_day) AND $value = 1) OR (t.exit_day <= $seen_day AND $value = 0)
-- sort name: n.sort_key BYTES

-- LIST STAFF
FROM staff t JOIN person n ON n.id = t.person
WHERE {seen colleague t.person}
-- column id ID: n.id
-- column display_name TEXT: n.display_name
-- column family_name TEXT: n.family_name
-- column usage_name TEXT: n.usage_name
-- column given_name TEXT: n.given_name
-- column title TEXT: n.title
-- column sts_id TEXT: t.sts_id
-- column sts_type TEXT: t.sts_type
-- column function TEXT: t.function
-- column grade TEXT: t.grade
-- column exit_day DAY: t.exit_day
-- column gone DAY: CASE WHEN t.exit_day <= $seen_day THEN t.exit_day END
-- column email TEXT: n.email
-- column phone_mobile TEXT: n.phone_mobile
-- column phone_work TEXT: n.phone_work
-- column access_group_id ID: (SELECT m.profile FROM account a JOIN account_mode m ON m.account = a.id AND m.mode = 'administrative' WHERE a.person = t.person AND a.state = 'open' ORDER BY a.id LIMIT 1)
-- column access_group TEXT: (SELECT ap.name FROM account a JOIN account_mode m ON m.account = a.id AND m.mode = 'administrative' JOIN access_profile ap ON ap.id = m.profile WHERE a.person = t.person AND a.state = 'open' ORDER BY a.id LIMIT 1)
-- column access_profile_id ID: (SELECT m.profile FROM account a JOIN account_mode m ON m.account = a.id AND m.mode = 'school_life' WHERE a.person = t.person AND a.state = 'open' ORDER BY a.id LIMIT 1)
-- column access_profile TEXT: (SELECT ap.name FROM account a JOIN account_mode m ON m.account = a.id AND m.mode = 'school_life' JOIN access_profile ap ON ap.id = m.profile WHERE a.person = t.person AND a.state = 'open' ORDER BY a.id LIMIT 1)
-- filter q TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = t.person AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter q2 TEXT: EXISTS (SELECT 1 FROM person_word pw WHERE pw.person = t.person AND pw.word >= $value AND pw.word < $value || '􏿽')
-- filter function TEXT: t.function = $value
-- filter present INT: ((t.exit_day IS NULL OR t.exit_day > $seen_day) AND $value = 1) OR (t.exit_day <= $seen_day AND $value = 0)
-- sort name: n.sort_key BYTES

-- LIST STRUCTURES [unscoped: the size of a class is no secret inside the school]
FROM structure s
-- column id ID: s.id
-- column code TEXT: s.code
-- column label TEXT: s.label
-- column count INT: (SELECT count(*) FROM membership m JOIN pupil p ON p.person = m.person WHERE m.structure = s.id AND {on m} AND (p.exit_day IS NULL OR p.exit_day > $seen_day))
-- column mefs TEXT: (SELECT string_agg(coalesce(mf.label, sm.mef), ', ' ORDER BY sm.mef) FROM structure_mef sm LEFT JOIN mef mf ON mf.code = sm.mef WHERE sm.structure = s.id)
-- column main_teachers TEXT: (SELECT string_agg(n.display_name, ', ' ORDER BY n.sort_key) FROM main_teacher mt JOIN person n ON n.id = mt.teacher WHERE mt.structure = s.id AND {on mt})
-- filter kind TEXT: s.kind = $value
-- filter q TEXT: s.code >= $value AND s.code < $value || '􏿽'
-- sort code: s.sort_key BYTES

-- LIST SUBJECTS
FROM subject s
-- column id ID: s.id
-- column code TEXT: s.code
-- column code_short TEXT: s.code_short
-- column label TEXT: coalesce(s.label_print, s.label_long, s.label, s.code)
-- column teachers INT: (SELECT count(DISTINCT st.teacher) FROM service v JOIN service_teacher st ON st.service = v.id WHERE v.subject = s.id)
-- column services INT: (SELECT count(*) FROM service v WHERE v.subject = s.id)
-- filter q TEXT: s.code >= $value AND s.code < $value || '􏿽'
-- filter taught INT: $value = 1 AND EXISTS (SELECT 1 FROM service v WHERE v.subject = s.id)
-- sort label: s.sort_key BYTES
-- sort code: s.code TEXT
