-- Who may see whom: the one definition that lists, searches, counts, exports and guards share (architecture.md §7). Each is said
-- twice: of one id, a probe of a microsecond; and as the set of all, from which lists are read. access_test.c holds them to be the same.
-- $seen_all: the actor sees the whole school. Otherwise oneself ($seen_person), and by the mode one is connected in: the classes named for the
-- account, the pupils one teaches, or one's own children (legal guardians and those in charge; a mere contact sees nothing).

-- SEEN pupil (id)
($seen_all = 1 OR $id = $seen_person
 OR EXISTS (SELECT 1 FROM membership sm JOIN account_structure sa ON sa.structure = sm.structure
             WHERE sm.person = $id AND sa.account = $seen_account
               AND {on sm})
 OR EXISTS (SELECT 1 FROM membership sm JOIN service ss ON ss.structure = sm.structure
              JOIN service_teacher st ON st.service = ss.id
             WHERE sm.person = $id AND st.teacher = $seen_teacher
               AND {on sm})
 OR EXISTS (SELECT 1 FROM guardianship sg
             WHERE sg.pupil = $id AND sg.guardian = $seen_guardian AND sg.level <= 2 AND sg.until_day > $seen_day))

-- SEEN guardian (id)
($seen_all = 1 OR $id = $seen_person
 OR EXISTS (SELECT 1 FROM guardianship gg JOIN membership sm ON sm.person = gg.pupil
              JOIN account_structure sa ON sa.structure = sm.structure
             WHERE gg.guardian = $id AND gg.until_day > $seen_day AND sa.account = $seen_account
               AND {on sm})
 OR EXISTS (SELECT 1 FROM guardianship gg JOIN membership sm ON sm.person = gg.pupil
              JOIN service ss ON ss.structure = sm.structure JOIN service_teacher st ON st.service = ss.id
             WHERE gg.guardian = $id AND gg.until_day > $seen_day AND st.teacher = $seen_teacher
               AND {on sm}))

-- Teachers and staff are colleagues: who may open the list sees them all.
-- SEEN colleague (id)
($seen_all = 1 OR $id = $seen_person OR EXISTS (SELECT 1 FROM teacher ct WHERE ct.person = $id)
 OR EXISTS (SELECT 1 FROM staff cs WHERE cs.person = $id))

-- Anyone at all, for the search over all persons.
-- SEEN person (id)
($seen_all = 1 OR $id = $seen_person
 OR EXISTS (SELECT 1 FROM teacher ct WHERE ct.person = $id)
 OR EXISTS (SELECT 1 FROM staff cs WHERE cs.person = $id)
 OR EXISTS (SELECT 1 FROM membership sm JOIN account_structure sa ON sa.structure = sm.structure
             WHERE sm.person = $id AND sa.account = $seen_account
               AND {on sm})
 OR EXISTS (SELECT 1 FROM membership sm JOIN service ss ON ss.structure = sm.structure
              JOIN service_teacher st ON st.service = ss.id
             WHERE sm.person = $id AND st.teacher = $seen_teacher
               AND {on sm})
 OR EXISTS (SELECT 1 FROM guardianship gg JOIN membership sm ON sm.person = gg.pupil
              JOIN account_structure sa ON sa.structure = sm.structure
             WHERE gg.guardian = $id AND gg.until_day > $seen_day AND sa.account = $seen_account
               AND {on sm})
 OR EXISTS (SELECT 1 FROM guardianship gg JOIN membership sm ON sm.person = gg.pupil
              JOIN service ss ON ss.structure = sm.structure JOIN service_teacher st ON st.service = ss.id
             WHERE gg.guardian = $id AND gg.until_day > $seen_day AND st.teacher = $seen_teacher
               AND {on sm})
 OR EXISTS (SELECT 1 FROM guardianship sg
             WHERE sg.pupil = $id AND sg.guardian = $seen_guardian AND sg.level <= 2 AND sg.until_day > $seen_day))

-- SEEN pupil (set)
SELECT $seen_person
UNION SELECT sm.person FROM account_structure sa JOIN membership sm ON sm.structure = sa.structure
 WHERE sa.account = $seen_account AND {on sm}
UNION SELECT sm.person FROM service_teacher st JOIN service ss ON ss.id = st.service JOIN membership sm ON sm.structure = ss.structure
 WHERE st.teacher = $seen_teacher AND {on sm}
UNION SELECT sg.pupil FROM guardianship sg WHERE sg.guardian = $seen_guardian AND sg.level <= 2 AND sg.until_day > $seen_day

-- SEEN guardian (set)
SELECT $seen_person
UNION SELECT gg.guardian FROM account_structure sa JOIN membership sm ON sm.structure = sa.structure JOIN guardianship gg ON gg.pupil = sm.person AND gg.until_day > $seen_day
 WHERE sa.account = $seen_account AND {on sm}
UNION SELECT gg.guardian FROM service_teacher st JOIN service ss ON ss.id = st.service JOIN membership sm ON sm.structure = ss.structure
  JOIN guardianship gg ON gg.pupil = sm.person AND gg.until_day > $seen_day
 WHERE st.teacher = $seen_teacher AND {on sm}

-- SEEN colleague (set)
SELECT $seen_person
UNION SELECT ct.person FROM teacher ct
UNION SELECT cs.person FROM staff cs

-- SEEN person (set)
SELECT $seen_person
UNION SELECT ct.person FROM teacher ct
UNION SELECT cs.person FROM staff cs
UNION SELECT sm.person FROM account_structure sa JOIN membership sm ON sm.structure = sa.structure
 WHERE sa.account = $seen_account AND {on sm}
UNION SELECT sm.person FROM service_teacher st JOIN service ss ON ss.id = st.service JOIN membership sm ON sm.structure = ss.structure
 WHERE st.teacher = $seen_teacher AND {on sm}
UNION SELECT sg.pupil FROM guardianship sg WHERE sg.guardian = $seen_guardian AND sg.level <= 2 AND sg.until_day > $seen_day
UNION SELECT gg.guardian FROM account_structure sa JOIN membership sm ON sm.structure = sa.structure JOIN guardianship gg ON gg.pupil = sm.person AND gg.until_day > $seen_day
 WHERE sa.account = $seen_account AND {on sm}
UNION SELECT gg.guardian FROM service_teacher st JOIN service ss ON ss.id = st.service JOIN membership sm ON sm.structure = ss.structure
  JOIN guardianship gg ON gg.pupil = sm.person AND gg.until_day > $seen_day
 WHERE st.teacher = $seen_teacher AND {on sm}
