-- PREFERENCES_OF (persons IDS) -> person ID, letter_life BOOL, letter_results BOOL, letter_news BOOL, mail_life BOOL, mail_results BOOL, mail_news BOOL, sms_life BOOL, sms_results BOOL, sms_news BOOL, discussion BOOL   [unscoped: whom a selection in scope holds, or oneself]
SELECT person, letter_life, letter_results, letter_news, mail_life, mail_results, mail_news, sms_life, sms_results, sms_news, discussion
  FROM contact_preference WHERE person = {any $persons} ORDER BY person;

-- Who is called how, of those who are chosen.
-- CONTACTS_NAMES (persons IDS) -> id ID, display_name TEXT
SELECT n.id, n.display_name FROM person n WHERE n.id = {any $persons} AND {seen person n.id} ORDER BY n.sort_key, n.id;

-- All who answer for the pupils of these guardians, by pupil.
-- TIES_TO_TELL (guardians IDS) -> pupil ID, guardian ID, level INT, rank INT, preferred BOOL, contact_first BOOL, recipient BOOL, place TEXT
SELECT g.pupil, g.guardian, g.level, g.rank, g.preferred, g.contact_first, g.recipient,
       coalesce(a.line1, '') || ' ' || coalesce(a.line2, '') || ' ' || coalesce(a.line3, '') || ' ' || coalesce(a.line4, '') || ' ' || coalesce(a.po_box, '')
       || ' ' || coalesce(a.postcode, '') || ' ' || coalesce(a.city, a.foreign_city, '') || ' ' || coalesce(a.country_code, '') AS place
  FROM guardianship g JOIN pupil p ON p.person = g.pupil JOIN person n ON n.id = g.guardian LEFT JOIN address a ON a.id = n.address
 WHERE g.pupil IN (SELECT mine.pupil FROM guardianship mine WHERE mine.guardian = {any $guardians} AND mine.until_day > $seen_day)
   AND g.until_day > $seen_day AND (p.exit_day IS NULL OR p.exit_day > $seen_day) AND {seen pupil p.person}
 ORDER BY g.pupil, g.rank, g.guardian;

-- Is there somebody of that number in this year's base?
-- CONTACTS_MYSELF (person ID) -> display_name TEXT   [unscoped: oneself]
SELECT display_name FROM person WHERE id = $person AND merged_into IS NULL;

-- REF_CONTACT_PREFERENCE (person ID) -> person ID   [unscoped: keys, for what walks over references]
SELECT person FROM contact_preference WHERE person = $person;
