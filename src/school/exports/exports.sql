-- Copies of data: who may have whose, and what no walk over tables finds by itself.

-- COPY_PERSON_SEEN (person ID) -> person ID, display_name TEXT
SELECT n.id AS person, n.display_name FROM person n WHERE n.id = $person AND {seen person n.id};

-- The record and those merged into it.
-- COPY_PERSONS (person ID) -> id ID, display_name TEXT   [unscoped: guards sees_person, is_own_child, or oneself]
SELECT n.id, n.display_name FROM person n WHERE n.id = $person OR n.merged_into = $person ORDER BY CASE WHEN n.id = $person THEN 0 ELSE 1 END, n.id;

-- COPY_ACCOUNTS (persons IDS) -> id ID
SELECT id FROM account WHERE person {any $persons} ORDER BY id;

-- Who did it is told by what they are.
-- COPY_ACCOUNT_KIND (account ID) -> kind TEXT
SELECT kind FROM account WHERE id = $account;

-- COPY_READER (person ID) -> display_name TEXT   [unscoped: who reads it knows their own name]
SELECT n.display_name FROM person n WHERE n.id = $person;

-- COPY_FILES (persons IDS) -> id ID, kind TEXT, title TEXT, type TEXT, sealed TEXT   [unscoped: guards sees_person, is_own_child, or oneself]
SELECT f.id, f.kind, f.title, f.type, f.sealed FROM file f WHERE f.person {any $persons} ORDER BY f.id;

-- What happened to an account, as year's histories tell it (OBJECTS_FROM of history).
-- COPY_ACCOUNT_LINES (object TEXT, before ID, most INT) -> id ID, at INSTANT, account ID, act TEXT, object TEXT, fields TEXT, source TEXT
SELECT u.id, w.at, w.account, w.act, u.object, u.fields, u.source FROM school_audit u JOIN school_work w ON w.id = u.work
 WHERE u.table_name = 'account' AND u.object = $object AND u.id < $before ORDER BY u.id + 0 DESC LIMIT coalesce($most, 0);

-- COPY_WORK_ACT (work ID) -> act TEXT
SELECT act FROM year_work WHERE id = $work;

-- ---- the school's ----

-- COPY_ALL_FILES (after ID, most INT) -> id ID, person ID, display_name TEXT, kind TEXT, title TEXT, type TEXT, sealed TEXT   [unscoped: the school's copy is whole]
SELECT f.id, f.person, n.display_name, f.kind, f.title, f.type, f.sealed FROM file f JOIN person n ON n.id = f.person
 WHERE f.id > $after ORDER BY f.id LIMIT coalesce($most, 0);

-- COPY_FILE_COUNT () -> count INT   [unscoped: how many]
SELECT count(*) AS count FROM file;

-- SCHOOL_COPY_ADD (at INSTANT, account ID) -> id ID
INSERT INTO school_copy (at, account, state) VALUES ($at, $account, 'working') RETURNING id;

-- SCHOOL_COPY_READY (id ID, sealed TEXT, size INT, at INSTANT)
UPDATE school_copy SET state = 'ready', sealed = $sealed, size = $size, ended_at = $at WHERE id = $id AND state = 'working';

-- SCHOOL_COPY_END (id ID, state TEXT, at INSTANT)
UPDATE school_copy SET state = $state, sealed = NULL, ended_at = $at WHERE id = $id AND state IN ('working', 'ready');

-- SCHOOL_COPIES () -> id ID, at INSTANT, account ID, who TEXT, state TEXT, size INT, ended_at INSTANT
SELECT c.id, c.at, c.account, a.display_name AS who, c.state, c.size, c.ended_at FROM school_copy c LEFT JOIN account a ON a.id = c.account ORDER BY c.id DESC LIMIT 50;

-- SCHOOL_COPY (id ID) -> account ID, at INSTANT, state TEXT, sealed TEXT, size INT, ended_at INSTANT
SELECT account, at, state, sealed, size, ended_at FROM school_copy WHERE id = $id;

-- SCHOOL_COPY_OF (sealed TEXT) -> id ID
SELECT id FROM school_copy WHERE sealed = $sealed;

-- SCHOOL_COPIES_OLD (before INSTANT) -> id ID, sealed TEXT
SELECT id, sealed FROM school_copy WHERE state = 'ready' AND ended_at < $before;

-- REF_DATA_COPY (person ID) -> id ID   [unscoped: what points at a person, for who merges or takes away]
SELECT id FROM data_copy WHERE person = $person;
