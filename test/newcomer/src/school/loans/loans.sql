-- LOANS_OPEN () -> id ID, pupil ID, display_name TEXT, number TEXT, since_day DAY
SELECT l.id, l.pupil, n.display_name, l.number, l.since_day FROM loan l JOIN person n ON n.id = l.pupil
 WHERE l.returned_day IS NULL AND {seen pupil l.pupil} ORDER BY n.sort_key, l.id;

-- LOAN_SEEN (loan ID) -> id ID
SELECT l.id FROM loan l WHERE l.id = $loan AND {seen pupil l.pupil};

-- LOAN_SINCE (loan ID) -> since_day DAY, returned_day DAY   [unscoped: guard sees_loan]
SELECT since_day, returned_day FROM loan WHERE id = $loan;

-- LOAN_OF_NUMBER (number TEXT) -> id ID   [unscoped: a calculator is lent once, whoever has it]
SELECT id FROM loan WHERE number = $number AND returned_day IS NULL LIMIT 1;

-- LOAN_PUPIL (pupil ID) -> id ID
SELECT p.person AS id FROM pupil p WHERE p.person = $pupil AND p.exit_day IS NULL AND {seen pupil p.person};
