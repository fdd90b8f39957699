-- TIE_RECORD (pupil ID, guardian ID) -> level INT, rank INT, kinship TEXT, pays_fees BOOL, receives_aid BOOL, hosts BOOL, contact_first BOOL, preferred BOOL, recipient BOOL, guardian_name TEXT, pupil_name TEXT   [unscoped: guard knows_tie]
SELECT g.level, g.rank, g.kinship, g.pays_fees, g.receives_aid, g.hosts, g.contact_first, g.preferred, g.recipient,
       n.display_name AS guardian_name, p.display_name AS pupil_name
  FROM guardianship g JOIN person n ON n.id = g.guardian JOIN person p ON p.id = g.pupil
 WHERE g.pupil = $pupil AND g.guardian = $guardian AND g.until_day > $seen_day;

-- TIES_IN_ORDER (pupil ID) -> guardian ID
SELECT guardian FROM guardianship WHERE pupil = $pupil AND until_day > $seen_day ORDER BY rank, guardian;

-- HOME_RECORD (person ID) -> display_name TEXT, address ID, line1 TEXT, line2 TEXT, line3 TEXT, line4 TEXT, po_box TEXT, postcode TEXT, city TEXT, country_code TEXT, country TEXT   [unscoped: guards lives_pupil, lives_guardian]
SELECT n.display_name, n.address, a.line1, a.line2, a.line3, a.line4, a.po_box, a.postcode, coalesce(a.city, a.foreign_city) AS city, a.country_code, a.country
  FROM person n LEFT JOIN address a ON a.id = n.address WHERE n.id = $person;

-- Who lives there too.
-- HOME_PEOPLE (address ID, but ID) -> display_name TEXT
SELECT n.display_name FROM person n WHERE n.address = $address AND n.id <> $but AND {seen person n.id} ORDER BY n.sort_key, n.id;

-- Where a pupil's guardians live, a guardian's pupils and those who answer for them too: what a new address probably is.
-- HOMES_NEAR (person ID) -> id ID, label TEXT   [unscoped: guards lives_pupil, lives_guardian; addresses, without a name]
SELECT DISTINCT a.id, coalesce(a.line1, a.line2, a.line3, a.line4, '') || ', ' || coalesce(a.postcode, '') || ' ' || coalesce(a.city, a.foreign_city, '') AS label
  FROM address a JOIN person n ON n.address = a.id
 WHERE n.id IN (SELECT guardian FROM guardianship WHERE pupil = $person UNION SELECT pupil FROM guardianship WHERE guardian = $person
                UNION SELECT theirs.guardian FROM guardianship mine JOIN guardianship theirs ON theirs.pupil = mine.pupil WHERE mine.guardian = $person)
   AND a.id <> coalesce((SELECT address FROM person WHERE id = $person), 0)
 ORDER BY a.id;
