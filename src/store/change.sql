-- The change door's own statements, one set for each base.

-- YEAR_WORK_ADD (at INSTANT, account ID, person ID, act TEXT) -> id ID
INSERT INTO year_work (at, account, person, act) VALUES ($at, $account, $person, $act) RETURNING id;

-- SCHOOL_WORK_ADD (at INSTANT, account ID, person ID, act TEXT) -> id ID
INSERT INTO school_work (at, account, person, act) VALUES ($at, $account, $person, $act) RETURNING id;

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

-- YEAR_AUDIT_ALL () -> id ID, work ID, table_name TEXT, object TEXT, fields TEXT, source TEXT, hash BYTES,
--     at INSTANT, account ID, person ID, act TEXT
SELECT a.id, a.work, a.table_name, a.object, a.fields, a.source, a.hash, w.at, w.account, w.person, w.act
  FROM year_audit a JOIN year_work w ON w.id = a.work
 ORDER BY a.id;

-- SCHOOL_AUDIT_ALL () -> id ID, work ID, table_name TEXT, object TEXT, fields TEXT, source TEXT, hash BYTES,
--     at INSTANT, account ID, person ID, act TEXT
SELECT a.id, a.work, a.table_name, a.object, a.fields, a.source, a.hash, w.at, w.account, w.person, w.act
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
