-- Spreadsheets on their way into a list: each is of the account that sent it.

-- SPREADSHEET_ADD (at INSTANT, account ID, name TEXT, content BYTES) -> id ID
INSERT INTO spreadsheet (at, account, state, name, content) VALUES ($at, $account, 'read', $name, $content) RETURNING id;

-- SPREADSHEET_READ (id ID) -> at INSTANT, state TEXT, name TEXT, content BYTES, list TEXT, asked TEXT, report TEXT, digest TEXT, made INT, changed INT, work ID
SELECT at, state, name, content, list, asked, report, digest, made, changed, work FROM spreadsheet WHERE id = $id;

-- SPREADSHEET_OF (id ID, account ID) -> state TEXT
SELECT state FROM spreadsheet WHERE id = $id AND account = $account;

-- SPREADSHEET_MADE (id ID) -> made INT
SELECT made FROM spreadsheet WHERE id = $id AND state = 'planned';

-- SPREADSHEETS_OF (account ID) -> id ID, at INSTANT, state TEXT, name TEXT, list TEXT, made INT, changed INT
SELECT id, at, state, name, list, made, changed FROM spreadsheet WHERE account = $account ORDER BY id DESC LIMIT 20;

-- What the same titles were the last time that it was applied, whoever did.
-- SPREADSHEET_LIKE (headers TEXT, list TEXT) -> asked TEXT
SELECT asked FROM spreadsheet WHERE headers = $headers AND list = $list AND state = 'applied' ORDER BY id DESC LIMIT 1;

-- SPREADSHEET_PLAN (id ID, list TEXT, asked TEXT, headers TEXT, report TEXT, digest TEXT, made INT, changed INT)
UPDATE spreadsheet SET state = 'planned', list = $list, asked = $asked, headers = $headers, report = $report, digest = $digest, made = $made, changed = $changed
 WHERE id = $id AND state IN ('read', 'planned');

-- SPREADSHEET_APPLY (id ID, applied_at INSTANT, work ID)
UPDATE spreadsheet SET state = 'applied', content = NULL, applied_at = $applied_at, work = $work WHERE id = $id;

-- SPREADSHEET_ABANDON (id ID)
UPDATE spreadsheet SET state = 'abandoned', content = NULL, report = NULL WHERE id = $id;

-- What applied it was taken back, or put back in force.
-- SPREADSHEET_OF_WORK (work ID, state TEXT)
UPDATE spreadsheet SET state = $state WHERE work = $work;

-- After a week nobody decides any more, and what was said of people who are not here need not stay.
-- SPREADSHEETS_EXPIRE (before INSTANT)
UPDATE spreadsheet SET state = CASE WHEN state IN ('read', 'planned') THEN 'expired' ELSE state END, content = NULL, report = NULL WHERE at < $before;
