-- The change door's own statements, one set for each base.

-- YEAR_WORK_ADD (at INSTANT, account ID, person ID, act TEXT, undoes ID) -> id ID
INSERT INTO year_work (at, account, person, act, undoes) VALUES ($at, $account, $person, $act, $undoes) RETURNING id;

-- SCHOOL_WORK_ADD (at INSTANT, account ID, person ID, act TEXT, undoes ID) -> id ID
INSERT INTO school_work (at, account, person, act, undoes) VALUES ($at, $account, $person, $act, $undoes) RETURNING id;

-- A work whose changes cancelled each other leaves nothing.
-- YEAR_WORK_DROP (id ID)
DELETE FROM year_work WHERE id = $id;

-- YEAR_AUDIT_ADD (id ID, work ID, table_name TEXT, object TEXT, fields TEXT, source TEXT, hash BYTES)
INSERT INTO year_audit (id, work, table_name, object, fields, source, hash)
VALUES ($id, $work, $table_name, $object, $fields, $source, $hash);

-- A work whose changes cancelled each other leaves nothing.
-- SCHOOL_WORK_DROP (id ID)
DELETE FROM school_work WHERE id = $id;

-- SCHOOL_AUDIT_ADD (id ID, work ID, table_name TEXT, object TEXT, fields TEXT, source TEXT, hash BYTES)
INSERT INTO school_audit (id, work, table_name, object, fields, source, hash)
VALUES ($id, $work, $table_name, $object, $fields, $source, $hash);

-- YEAR_AUDIT_LAST () -> id ID, hash BYTES
SELECT id, hash FROM year_audit ORDER BY id DESC LIMIT 1;

-- SCHOOL_AUDIT_LAST () -> id ID, hash BYTES
SELECT id, hash FROM school_audit ORDER BY id DESC LIMIT 1;

-- YEAR_AUDIT_HASH (id ID) -> hash BYTES
SELECT hash FROM year_audit WHERE id = $id;

-- SCHOOL_AUDIT_HASH (id ID) -> hash BYTES
SELECT hash FROM school_audit WHERE id = $id;

-- YEAR_AUDIT_ALL () -> id ID, work ID, table_name TEXT, object TEXT, fields TEXT, source TEXT, hash BYTES,
--     at INSTANT, account ID, person ID, act TEXT, undoes ID
SELECT a.id, a.work, a.table_name, a.object, a.fields, a.source, a.hash, w.at, w.account, w.person, w.act, w.undoes
  FROM year_audit a JOIN year_work w ON w.id = a.work
 ORDER BY a.id;

-- SCHOOL_AUDIT_ALL () -> id ID, work ID, table_name TEXT, object TEXT, fields TEXT, source TEXT, hash BYTES,
--     at INSTANT, account ID, person ID, act TEXT, undoes ID
SELECT a.id, a.work, a.table_name, a.object, a.fields, a.source, a.hash, w.at, w.account, w.person, w.act, w.undoes
  FROM school_audit a JOIN school_work w ON w.id = a.work
 ORDER BY a.id;

-- Works that left no trace: somebody took their rows away.
-- YEAR_WORK_BARE () -> id ID
SELECT w.id FROM year_work w WHERE NOT EXISTS (SELECT 1 FROM year_audit a WHERE a.work = w.id) ORDER BY w.id LIMIT 1;

-- YEAR_HISTORY (table_name TEXT, object TEXT) -> id ID, work ID, at INSTANT, account ID, person ID, act TEXT,
--     source TEXT, fields TEXT
SELECT a.id, a.work, w.at, w.account, w.person, w.act, a.source, a.fields
  FROM year_audit a JOIN year_work w ON w.id = a.work
 WHERE a.table_name = $table_name AND a.object = $object
 ORDER BY a.id DESC;

-- Works that left no trace: somebody took their rows away.
-- SCHOOL_WORK_BARE () -> id ID
SELECT w.id FROM school_work w WHERE NOT EXISTS (SELECT 1 FROM school_audit a WHERE a.work = w.id) ORDER BY w.id LIMIT 1;

-- SCHOOL_HISTORY (table_name TEXT, object TEXT) -> id ID, work ID, at INSTANT, account ID, person ID, act TEXT,
--     source TEXT, fields TEXT
SELECT a.id, a.work, w.at, w.account, w.person, w.act, a.source, a.fields
  FROM school_audit a JOIN school_work w ON w.id = a.work
 WHERE a.table_name = $table_name AND a.object = $object
 ORDER BY a.id DESC;

-- YEAR_TOPIC_BUMP (topic TEXT)
INSERT INTO year_topic (topic, version) VALUES ($topic, 1)
    ON CONFLICT (topic) DO UPDATE SET version = year_topic.version + 1;

-- SCHOOL_TOPIC_BUMP (topic TEXT)
INSERT INTO school_topic (topic, version) VALUES ($topic, 1)
    ON CONFLICT (topic) DO UPDATE SET version = school_topic.version + 1;

-- TOPIC_VERSIONS () -> topic TEXT, version INT
SELECT topic, version FROM year_topic UNION ALL SELECT topic, version FROM school_topic;

-- SCHOOL_TOPIC_VERSIONS () -> topic TEXT, version INT
SELECT topic, version FROM school_topic;

-- YEAR_WORK_READ (id ID) -> at INSTANT, account ID, person ID, act TEXT, undoes ID
SELECT at, account, person, act, undoes FROM year_work WHERE id = $id;

-- YEAR_WORK_LINES (work ID, after ID, most INT) -> id ID, table_name TEXT, object TEXT, fields TEXT, source TEXT
SELECT id, table_name, object, fields, source FROM year_audit WHERE work = $work AND id > $after ORDER BY id LIMIT coalesce($most, 0);

-- Which works took back another, and which.
-- YEAR_WORK_UNDOS () -> id ID, undoes ID
SELECT id, undoes FROM year_work WHERE undoes > 0 ORDER BY id + 0;

-- What happened later to the objects that a work changed.
-- YEAR_WORK_LATER (work ID) -> work ID, table_name TEXT, object TEXT, fields TEXT
SELECT b.work, b.table_name, b.object, b.fields
  FROM year_audit a JOIN year_audit b ON b.table_name = a.table_name AND b.object = a.object AND b.id > a.id
 WHERE a.work = $work ORDER BY b.id;

-- YEAR_OBJECT_LAST (table_name TEXT, object TEXT) -> work ID
SELECT work FROM year_audit WHERE table_name = $table_name AND object = $object ORDER BY id DESC LIMIT 1;

-- SCHOOL_WORK_READ (id ID) -> at INSTANT, account ID, person ID, act TEXT, undoes ID
SELECT at, account, person, act, undoes FROM school_work WHERE id = $id;

-- SCHOOL_WORK_LINES (work ID, after ID, most INT) -> id ID, table_name TEXT, object TEXT, fields TEXT, source TEXT
SELECT id, table_name, object, fields, source FROM school_audit WHERE work = $work AND id > $after ORDER BY id LIMIT coalesce($most, 0);

-- Which works took back another, and which.
-- SCHOOL_WORK_UNDOS () -> id ID, undoes ID
SELECT id, undoes FROM school_work WHERE undoes > 0 ORDER BY id + 0;

-- What happened later to the objects that a work changed.
-- SCHOOL_WORK_LATER (work ID) -> work ID, table_name TEXT, object TEXT, fields TEXT
SELECT b.work, b.table_name, b.object, b.fields
  FROM school_audit a JOIN school_audit b ON b.table_name = a.table_name AND b.object = a.object AND b.id > a.id
 WHERE a.work = $work ORDER BY b.id;

-- SCHOOL_OBJECT_LAST (table_name TEXT, object TEXT) -> work ID
SELECT work FROM school_audit WHERE table_name = $table_name AND object = $object ORDER BY id DESC LIMIT 1;
