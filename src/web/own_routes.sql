-- STORE_ANSWERS () -> count INT
SELECT count(*) AS count FROM setting;
