-- ALL_SCHOOL_YEAR () -> id ID, first_day DAY, last_day DAY, teachers_first_day DAY, zone TEXT, noon INT, week_days INT, week_cycle BOOL, afternoons INT,
--     cycle_from DAY, cycle_counts_closed BOOL
SELECT id, first_day, last_day, teachers_first_day, zone, noon, week_days, week_cycle, afternoons, cycle_from, cycle_counts_closed FROM school_year;

-- ALL_HOLIDAY () -> id ID, kind TEXT, label TEXT, first_day DAY, resume_day DAY
SELECT id, kind, label, first_day, resume_day FROM holiday;

-- ALL_PERIOD () -> id ID, kind TEXT, number INT, label TEXT, first_day DAY, last_day DAY
SELECT id, kind, number, label, first_day, last_day FROM period;
