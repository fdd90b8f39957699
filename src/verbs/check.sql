-- What `preau check` asks.

-- CHECK_LAST_YEAR () -> at INSTANT
SELECT at FROM year_work ORDER BY id DESC LIMIT 1;

-- CHECK_LAST_SCHOOL () -> at INSTANT
SELECT at FROM school_work ORDER BY id DESC LIMIT 1;
