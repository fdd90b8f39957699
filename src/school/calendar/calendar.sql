-- YEAR_IS_SET_UP () -> count INT
SELECT count(*) AS count FROM school_year;

-- YEAR_READ () -> first_day DAY, last_day DAY, teachers_first_day DAY, zone TEXT, noon INT, week_days INT, afternoons INT, week_cycle BOOL,
--     cycle_counts_closed BOOL, cycle_from DAY
SELECT first_day, last_day, teachers_first_day, zone, noon, week_days, afternoons, week_cycle, cycle_counts_closed, cycle_from FROM school_year WHERE id = 1;

-- SLOTS_ALL () -> id ID, label TEXT, from_time INT, until_time INT
SELECT id, label, from_time, until_time FROM slot ORDER BY from_time, id;

-- SLOT_READ (slot ID) -> id ID, label TEXT, from_time INT, until_time INT
SELECT id, label, from_time, until_time FROM slot WHERE id = $slot;

-- SLOTS_OVERLAPPING (except_slot ID, from_time INT, until_time INT) -> label TEXT
SELECT label FROM slot WHERE id <> $except_slot AND from_time < $until_time AND until_time > $from_time ORDER BY from_time, id LIMIT 1;

-- HOLIDAYS_ALL () -> id ID, kind TEXT, label TEXT, first_day DAY, resume_day DAY
SELECT id, kind, label, first_day, resume_day FROM holiday ORDER BY first_day, id;

-- HOLIDAY_READ (holiday ID) -> id ID, kind TEXT, label TEXT, first_day DAY, resume_day DAY
SELECT id, kind, label, first_day, resume_day FROM holiday WHERE id = $holiday;

-- HOLIDAYS_OVERLAPPING (except_holiday ID, kind TEXT, first_day DAY, resume_day DAY) -> label TEXT
SELECT label FROM holiday WHERE id <> $except_holiday AND kind = $kind AND first_day < $resume_day AND resume_day > $first_day ORDER BY first_day, id LIMIT 1;

-- PERIODS_ALL () -> id ID, kind TEXT, label TEXT, first_day DAY, last_day DAY
SELECT id, kind, label, first_day, last_day FROM period ORDER BY first_day, id;

-- PERIOD_READ (period ID) -> id ID, kind TEXT, label TEXT, first_day DAY, last_day DAY
SELECT id, kind, label, first_day, last_day FROM period WHERE id = $period;

-- PERIODS_OVERLAPPING (except_period ID, kind TEXT, first_day DAY, last_day DAY) -> label TEXT
SELECT label FROM period WHERE id <> $except_period AND kind = $kind AND first_day <= $last_day AND last_day >= $first_day ORDER BY first_day, id LIMIT 1;

-- PERIOD_NUMBERS (kind TEXT) -> last INT
SELECT coalesce(max(number), 0) AS last FROM period WHERE kind = $kind;

-- What changed is called by these (TableText).
-- HOLIDAY_CALLED (ids IDS) -> id ID, name TEXT
SELECT id, label AS name FROM holiday WHERE id {any $ids};

-- SLOT_CALLED (ids IDS) -> id ID, name TEXT
SELECT id, label AS name FROM slot WHERE id {any $ids};

-- PERIOD_CALLED (ids IDS) -> id ID, name TEXT
SELECT id, label AS name FROM period WHERE id {any $ids};
