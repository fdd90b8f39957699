-- What was done, and to what: the year's works (store/history.h), each with who did it.

-- LIST WORKS
FROM year_work w LEFT JOIN account a ON a.id = w.account WHERE w.id > 0
-- column id ID: w.id
-- column at INSTANT: w.at
-- column account ID: w.account
-- column who TEXT: a.display_name
-- column act TEXT: w.act
-- column undoes ID: w.undoes
-- column objects INT: (SELECT count(*) FROM year_audit u WHERE u.work = w.id)
-- filter account ID: w.account = $value
-- filter since INSTANT: w.at >= $value
-- filter until INSTANT: w.at < $value
-- sort number: w.id INT

-- WORK_WHO (work ID) -> who TEXT, objects INT
SELECT a.display_name AS who, (SELECT count(*) FROM year_audit u WHERE u.work = w.id) AS objects FROM year_work w LEFT JOIN account a ON a.id = w.account WHERE w.id = $work;

-- How many objects of each table.
-- WORK_TABLES (work ID) -> table_name TEXT, objects INT
SELECT table_name, count(*) AS objects FROM year_audit WHERE work = $work GROUP BY table_name ORDER BY min(id);

-- What the works that touched one object did to it.
-- WORKS_OF_ONE (works IDS) -> work ID, table_name TEXT, object TEXT, fields TEXT, id ID
SELECT work, table_name, object, fields, id FROM year_audit WHERE work {any $works};

-- WORKS_BY () -> id ID, label TEXT
SELECT a.id, a.display_name AS label FROM account a
 WHERE a.kind IN ('supervisor', 'staff', 'teacher') AND EXISTS (SELECT 1 FROM year_work w WHERE w.account = a.id) ORDER BY a.display_name, a.id;

-- Objects of one table whose key begins so: from BELOW on, before ABOVE; the newest first.
-- OBJECTS_FROM (table_name TEXT, below TEXT, above TEXT, before ID, most INT) -> id ID, work ID, at INSTANT, account ID, who TEXT, object TEXT, fields TEXT, source TEXT
SELECT u.id, u.work, w.at, w.account, a.display_name AS who, u.object, u.fields, u.source
  FROM year_audit u JOIN year_work w ON w.id = u.work LEFT JOIN account a ON a.id = w.account
 WHERE u.table_name = $table_name AND u.object >= $below AND u.object < $above AND u.id < $before ORDER BY u.id + 0 DESC LIMIT coalesce($most, 0);

-- The same, of those whose key holds this number behind its first: ",12,".
-- OBJECTS_WITH (table_name TEXT, number TEXT, before ID, most INT) -> id ID, work ID, at INSTANT, account ID, who TEXT, object TEXT, fields TEXT, source TEXT
SELECT u.id, u.work, w.at, w.account, a.display_name AS who, u.object, u.fields, u.source
  FROM year_audit u JOIN year_work w ON w.id = u.work LEFT JOIN account a ON a.id = w.account
 WHERE u.table_name = $table_name AND replace(u.object || ',', $number, '') <> u.object || ',' AND u.id < $before ORDER BY u.id + 0 DESC LIMIT coalesce($most, 0);

-- ---- the journal: changes of both bases, and reads; each from its own number down ----

-- JOURNAL_YEAR (before ID, since INSTANT, until INSTANT, account ID, most INT) -> id ID, at INSTANT, account ID, who TEXT, act TEXT, undoes ID, objects INT
SELECT w.id, w.at, w.account, a.display_name AS who, w.act, w.undoes, (SELECT count(*) FROM year_audit u WHERE u.work = w.id) AS objects
  FROM year_work w LEFT JOIN account a ON a.id = w.account
 WHERE w.id < $before AND w.at >= $since AND w.at < $until AND ($account = 0 OR w.account = $account) ORDER BY w.id DESC LIMIT coalesce($most, 0);

-- The same, of some works: those that concern one person.
-- JOURNAL_YEAR_OF (works IDS, before ID, since INSTANT, until INSTANT, account ID, most INT) -> id ID, at INSTANT, account ID, who TEXT, act TEXT, undoes ID, objects INT
SELECT w.id, w.at, w.account, a.display_name AS who, w.act, w.undoes, (SELECT count(*) FROM year_audit u WHERE u.work = w.id) AS objects
  FROM year_work w LEFT JOIN account a ON a.id = w.account
 WHERE w.id {any $works} AND w.id < $before AND w.at >= $since AND w.at < $until AND ($account = 0 OR w.account = $account) ORDER BY w.id DESC LIMIT coalesce($most, 0);

-- JOURNAL_SCHOOL (before ID, since INSTANT, until INSTANT, account ID, most INT) -> id ID, at INSTANT, account ID, who TEXT, act TEXT, undoes ID, objects INT
SELECT w.id, w.at, w.account, a.display_name AS who, w.act, w.undoes, (SELECT count(*) FROM school_audit u WHERE u.work = w.id) AS objects
  FROM school_work w LEFT JOIN account a ON a.id = w.account
 WHERE w.id < $before AND w.at >= $since AND w.at < $until AND ($account = 0 OR w.account = $account) ORDER BY w.id DESC LIMIT coalesce($most, 0);

-- JOURNAL_SCHOOL_OF (works IDS, before ID, since INSTANT, until INSTANT, account ID, most INT) -> id ID, at INSTANT, account ID, who TEXT, act TEXT, undoes ID, objects INT
SELECT w.id, w.at, w.account, a.display_name AS who, w.act, w.undoes, (SELECT count(*) FROM school_audit u WHERE u.work = w.id) AS objects
  FROM school_work w LEFT JOIN account a ON a.id = w.account
 WHERE w.id {any $works} AND w.id < $before AND w.at >= $since AND w.at < $until AND ($account = 0 OR w.account = $account) ORDER BY w.id DESC LIMIT coalesce($most, 0);

-- JOURNAL_READS (before ID, since INSTANT, until INSTANT, account ID, person ID, most INT) -> id ID, at INSTANT, account ID, who TEXT, person ID, display_name TEXT, what TEXT, thing ID
SELECT r.id, r.at, r.account, a.display_name AS who, r.person, n.display_name, r.what, r.thing
  FROM read_line r JOIN account a ON a.id = r.account JOIN person n ON n.id = r.person
 WHERE r.id < $before AND r.at >= $since AND r.at < $until AND ($account = 0 OR r.account = $account)
   AND ($person = 0 OR r.person = $person OR n.merged_into = $person) AND {seen person r.person} ORDER BY r.id DESC LIMIT coalesce($most, 0);

-- JOURNAL_BY () -> id ID, label TEXT   [unscoped: who did something, never to whom]
SELECT a.id, a.display_name AS label FROM account a
 WHERE a.kind IN ('supervisor', 'staff', 'teacher') AND (EXISTS (SELECT 1 FROM year_work w WHERE w.account = a.id)
    OR EXISTS (SELECT 1 FROM school_work s WHERE s.account = a.id) OR EXISTS (SELECT 1 FROM read_line r WHERE r.account = a.id)) ORDER BY a.display_name, a.id;

-- JOURNAL_PERSON (person ID) -> display_name TEXT
SELECT n.display_name FROM person n WHERE n.id = $person AND {seen person n.id};

-- JOURNAL_ACCOUNTS_OF (person ID) -> id ID   [unscoped: the handler has looked whether the person is seen]
SELECT a.id FROM account a WHERE a.person IN (SELECT n.id FROM person n WHERE n.id = $person OR n.merged_into = $person);

-- What the school's base did to one account: its own row, its sessions, its second step, who looked as it sees. OBJECT: its number as text; HELD and MADE: as the
-- audit writes that a means was its.
-- JOURNAL_SCHOOL_WORKS_OF (account ID, object TEXT, held TEXT, made TEXT) -> work ID
SELECT u.work FROM school_audit u WHERE u.table_name = 'account' AND u.object = $object
UNION SELECT u.work FROM session s JOIN school_audit u ON u.table_name = 'session_closing' AND u.object = CAST(s.id AS text) WHERE s.account = $account
UNION SELECT u.work FROM seen_as v JOIN school_audit u ON u.table_name = 'seen_as' AND u.object = CAST(v.id AS text) WHERE v.viewed = $account
UNION SELECT u.work FROM school_audit u WHERE u.table_name = 'second_means' AND (replace(u.fields, $held, '') <> u.fields OR replace(u.fields, $made, '') <> u.fields);

-- JOURNAL_SCHOOL_LINES (works IDS) -> work ID, table_name TEXT, object TEXT, fields TEXT
SELECT work, table_name, object, fields FROM school_audit WHERE work {any $works} ORDER BY id;

-- JOURNAL_SESSIONS (ids IDS) -> id ID, account ID
SELECT id, account FROM session WHERE id {any $ids};

-- JOURNAL_ACCOUNTS (ids IDS) -> id ID, display_name TEXT   [unscoped: whom works concern, for who sees all]
SELECT id, display_name FROM account WHERE id {any $ids};
