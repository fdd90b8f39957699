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
