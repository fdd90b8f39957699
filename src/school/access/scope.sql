-- Who may see whom: the one definition that lists, searches, counts, exports and guards share (architecture.md §7).
-- $seen_all: the actor sees the whole school. Otherwise: oneself, the classes named for the account, the pupils one
-- teaches, one's own children (legal guardians and those in charge; a mere contact sees nothing).

-- SEEN pupil (id)
($seen_all = 1 OR $id = $seen_person
 OR EXISTS (SELECT 1 FROM membership sm JOIN account_structure sa ON sa.structure = sm.structure
             WHERE sm.person = $id AND sa.account = $seen_account
               AND {on sm})
 OR EXISTS (SELECT 1 FROM membership sm JOIN service ss ON ss.structure = sm.structure
              JOIN service_teacher st ON st.service = ss.id
             WHERE sm.person = $id AND st.teacher = $seen_person
               AND {on sm})
 OR EXISTS (SELECT 1 FROM guardianship sg
             WHERE sg.pupil = $id AND sg.guardian = $seen_person AND sg.level <= 2))

-- SEEN guardian (id)
($seen_all = 1 OR $id = $seen_person
 OR EXISTS (SELECT 1 FROM guardianship gg JOIN membership sm ON sm.person = gg.pupil
              JOIN account_structure sa ON sa.structure = sm.structure
             WHERE gg.guardian = $id AND sa.account = $seen_account
               AND {on sm})
 OR EXISTS (SELECT 1 FROM guardianship gg JOIN membership sm ON sm.person = gg.pupil
              JOIN service ss ON ss.structure = sm.structure JOIN service_teacher st ON st.service = ss.id
             WHERE gg.guardian = $id AND st.teacher = $seen_person
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
             WHERE sm.person = $id AND st.teacher = $seen_person
               AND {on sm})
 OR EXISTS (SELECT 1 FROM guardianship gg JOIN membership sm ON sm.person = gg.pupil
              JOIN account_structure sa ON sa.structure = sm.structure
             WHERE gg.guardian = $id AND sa.account = $seen_account
               AND {on sm})
 OR EXISTS (SELECT 1 FROM guardianship gg JOIN membership sm ON sm.person = gg.pupil
              JOIN service ss ON ss.structure = sm.structure JOIN service_teacher st ON st.service = ss.id
             WHERE gg.guardian = $id AND st.teacher = $seen_person
               AND {on sm}))
