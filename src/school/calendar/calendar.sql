-- YEAR_IS_SET_UP () -> count INT
SELECT count(*) AS count FROM school_year;

-- YEAR_READ () -> first_day DAY, last_day DAY, zone TEXT, noon INT
SELECT first_day, last_day, zone, noon FROM school_year WHERE id = 1;

-- SLOTS_ALL () -> id ID, label TEXT, from_time INT, until_time INT
SELECT id, label, from_time, until_time FROM slot ORDER BY from_time, id;

-- SLOT_EXISTS (slot ID) -> id ID
SELECT id FROM slot WHERE id = $slot;

-- SLOTS_OVERLAPPING (except_slot ID, from_time INT, until_time INT) -> id ID
SELECT id FROM slot WHERE id <> $except_slot AND from_time < $until_time AND until_time > $from_time LIMIT 1;

-- HOLIDAYS_ALL () -> id ID, kind TEXT, label TEXT, first_day DAY, resume_day DAY
SELECT id, kind, label, first_day, resume_day FROM holiday ORDER BY first_day, id;

-- PERIODS_ALL () -> id ID, label TEXT, first_day DAY, last_day DAY
SELECT id, label, first_day, last_day FROM period ORDER BY first_day, id;
