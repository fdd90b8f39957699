-- IMPORT_ADD (at INSTANT, account ID, state TEXT, report TEXT, files TEXT, file_count INT, asked TEXT) -> id ID
INSERT INTO import (at, account, state, digest, report, files, file_count, asked) VALUES ($at, $account, $state, '', $report, $files, $file_count, $asked)
RETURNING id;

-- What reading, planning or applying came to.
-- IMPORT_KEEP (id ID, state TEXT, digest TEXT, report TEXT, answers TEXT, created INT, updated INT, gone INT, applied_at INSTANT, work ID)
UPDATE import SET state = $state, digest = $digest, report = $report, answers = $answers, asked = NULL, created = $created, updated = $updated,
       gone = $gone, applied_at = $applied_at, work = $work
 WHERE id = $id;

-- IMPORT_STATE (id ID, state TEXT)
UPDATE import SET state = $state WHERE id = $id;

-- IMPORT_ASK (id ID, state TEXT, asked TEXT)
UPDATE import SET state = $state, asked = $asked WHERE id = $id;

-- What applied it was taken back, or put back in force.
-- IMPORT_OF_WORK (work ID, state TEXT)
UPDATE import SET state = $state WHERE work = $work;

-- IMPORT_READ (id ID) -> at INSTANT, account ID, state TEXT, digest TEXT, report TEXT, applied_at INSTANT, login TEXT, files TEXT, file_count INT,
--     answers TEXT, asked TEXT, work ID
SELECT i.at, i.account, i.state, i.digest, i.report, i.applied_at, a.display_name AS login, i.files, i.file_count, i.answers, i.asked, i.work
  FROM import i LEFT JOIN account a ON a.id = i.account WHERE i.id = $id;

-- IMPORTS_LAST () -> id ID, at INSTANT, state TEXT, login TEXT, created INT, updated INT, gone INT, applied_at INSTANT
SELECT i.id, i.at, i.state, a.display_name AS login, i.created, i.updated, i.gone, i.applied_at FROM import i LEFT JOIN account a ON a.id = i.account
 ORDER BY i.id DESC LIMIT 50;

-- Nobody has decided for a week: the files go.
-- IMPORTS_EXPIRE (before INSTANT)
UPDATE import SET state = 'expired' WHERE state IN ('planned', 'failed') AND at < $before;

-- IMPORT_OF_FILES (files TEXT) -> state TEXT
SELECT state FROM import WHERE files = $files;

-- IMPORT_YEAR () -> first_day DAY
SELECT first_day FROM school_year WHERE id = 1;
