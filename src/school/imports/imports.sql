-- IMPORT_ADD (at INSTANT, account ID, state TEXT, digest TEXT, report TEXT) -> id ID
INSERT INTO import (at, account, state, digest, report) VALUES ($at, $account, $state, $digest, $report) RETURNING id;

-- IMPORT_REPORT (id ID, state TEXT, digest TEXT, report TEXT, applied_at INSTANT, work ID)
UPDATE import SET state = $state, digest = $digest, report = $report, applied_at = $applied_at, work = $work WHERE id = $id;

-- IMPORT_STATE (id ID, state TEXT)
UPDATE import SET state = $state WHERE id = $id;

-- IMPORT_READ (id ID) -> at INSTANT, account ID, state TEXT, digest TEXT, report TEXT, applied_at INSTANT, login TEXT
SELECT i.at, i.account, i.state, i.digest, i.report, i.applied_at, a.display_name AS login
  FROM import i LEFT JOIN account a ON a.id = i.account WHERE i.id = $id;

-- IMPORTS_LAST () -> id ID, at INSTANT, state TEXT, login TEXT, report TEXT
SELECT i.id, i.at, i.state, a.display_name AS login, i.report FROM import i LEFT JOIN account a ON a.id = i.account
 ORDER BY i.id DESC LIMIT 50;

-- IMPORT_YEAR () -> first_day DAY
SELECT first_day FROM school_year WHERE id = 1;
