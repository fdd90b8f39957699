-- Photos, documents, and whether a face may be shown.

-- FILE_PERSON_SEEN (person ID) -> person ID
SELECT n.id AS person FROM person n WHERE n.id = $person AND {seen person n.id};

-- FILE_PERSON (person ID) -> display_name TEXT, is_pupil BOOL, is_teacher BOOL, is_staff BOOL   [unscoped: guard sees_person]
SELECT n.display_name, CASE WHEN p.person IS NULL THEN 0 ELSE 1 END AS is_pupil, CASE WHEN t.person IS NULL THEN 0 ELSE 1 END AS is_teacher,
       CASE WHEN s.person IS NULL THEN 0 ELSE 1 END AS is_staff
  FROM person n LEFT JOIN pupil p ON p.person = n.id LEFT JOIN teacher t ON t.person = n.id LEFT JOIN staff s ON s.person = n.id
 WHERE n.id = $person;

-- ---- photos ----

-- Where it is refused that day, there is none, for nobody (PRIV-06).
-- PHOTO_SHOWN (person ID) -> id ID, sealed TEXT, size INT
SELECT f.id, f.sealed, f.size FROM file f
 WHERE f.person = $person AND f.kind = 'photo' AND f.ended_at IS NULL AND {seen person f.person}
   AND NOT EXISTS (SELECT 1 FROM image_right r WHERE r.person = f.person AND r.allowed = 0 AND {on r});

-- PHOTO_KEPT (person ID) -> id ID   [unscoped: guard sees_person]
SELECT f.id FROM file f WHERE f.person = $person AND f.kind = 'photo' AND f.ended_at IS NULL;

-- IMAGE_RIGHTS (person ID) -> from_day DAY, until_day DAY, allowed BOOL   [unscoped: guard sees_person]
SELECT r.from_day, r.until_day, r.allowed FROM image_right r WHERE r.person = $person ORDER BY r.from_day;

-- IMAGE_REFUSED (person ID) -> person ID   [unscoped: guard sees_person]
SELECT r.person FROM image_right r WHERE r.person = $person AND r.allowed = 0 AND {on r};

-- FACE_STRUCTURES () -> id ID, kind TEXT, code TEXT, label TEXT
SELECT s.id, s.kind, s.code, s.label FROM structure s WHERE s.kind IN ('class', 'group') ORDER BY s.kind, s.sort_key, s.id;

-- FACE_STRUCTURE (structure ID, kind TEXT) -> code TEXT, label TEXT
SELECT s.code, s.label FROM structure s WHERE s.id = $structure AND s.kind = $kind;

-- agreed: somebody said yes, and it was noted: what a sheet asks that leaves the school.
-- FACES_OF_STRUCTURE (structure ID) -> person ID, display_name TEXT, file ID, sealed TEXT, agreed BOOL
SELECT n.id AS person, n.display_name, f.id AS file, f.sealed,
       CASE WHEN EXISTS (SELECT 1 FROM image_right y WHERE y.person = n.id AND y.allowed = 1 AND {on y}) THEN 1 ELSE 0 END AS agreed
  FROM membership m JOIN person n ON n.id = m.person
  LEFT JOIN file f ON f.person = n.id AND f.kind = 'photo' AND f.ended_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM image_right r WHERE r.person = n.id AND r.allowed = 0 AND {on r})
 WHERE m.structure = $structure AND {on m} AND {seen pupil n.id}
 ORDER BY n.sort_key, n.id;

-- FACES_OF_TEAM (structure ID) -> person ID, display_name TEXT, file ID, sealed TEXT, agreed BOOL, detail TEXT
SELECT n.id AS person, n.display_name, f.id AS file, f.sealed,
       CASE WHEN EXISTS (SELECT 1 FROM image_right y WHERE y.person = n.id AND y.allowed = 1 AND {on y}) THEN 1 ELSE 0 END AS agreed, t.detail
  FROM (SELECT d.teacher, string_agg(d.label, ', ' ORDER BY d.label) AS detail
          FROM (SELECT DISTINCT st.teacher, coalesce(sj.label_print, sj.label_long, sj.code) AS label
                  FROM service v JOIN service_teacher st ON st.service = v.id JOIN subject sj ON sj.id = v.subject
                 WHERE v.structure = $structure) d
         GROUP BY d.teacher) t
  JOIN person n ON n.id = t.teacher
  LEFT JOIN file f ON f.person = n.id AND f.kind = 'photo' AND f.ended_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM image_right r WHERE r.person = n.id AND r.allowed = 0 AND {on r})
 WHERE {seen colleague n.id}
 ORDER BY n.sort_key, n.id;

-- ---- documents ----

-- DOCUMENTS_OF (person ID) -> id ID, title TEXT, type TEXT, size INT, added_at INSTANT, added_by TEXT, ended_at INSTANT   [unscoped: guard sees_person]
SELECT f.id, f.title, f.type, f.size, f.added_at, a.display_name AS added_by, f.ended_at
  FROM file f LEFT JOIN account a ON a.id = f.account
 WHERE f.person = $person AND f.kind = 'document' ORDER BY f.added_at DESC, f.id DESC;

-- DOCUMENT_SEEN (file ID) -> person ID, title TEXT, type TEXT, size INT, sealed TEXT, ended_at INSTANT
SELECT f.person, f.title, f.type, f.size, f.sealed, f.ended_at FROM file f WHERE f.id = $file AND f.kind = 'document' AND {seen person f.person};

-- ---- room ----

-- FILES_SIZE () -> size INT   [unscoped: a sum over all]
SELECT coalesce(CAST(sum(f.size) AS bigint), 0) AS size FROM file f;

-- FILES_SIZE_OF (person ID) -> size INT   [unscoped: guard sees_person]
SELECT coalesce(CAST(sum(f.size) AS bigint), 0) AS size FROM file f WHERE f.person = $person;

-- FILE_OF_SEALED (sealed TEXT, since INSTANT) -> refers INT   [unscoped: whether anything refers to it]
SELECT 1 AS refers FROM file f WHERE f.sealed = $sealed UNION ALL SELECT 1 FROM kept_file k WHERE k.sealed = $sealed AND k.at > $since
UNION ALL SELECT 1 FROM photo_batch b WHERE b.sealed = $sealed UNION ALL SELECT 1 FROM photo_entry e WHERE e.sealed = $sealed;

-- KEPT_FILE_ADD (sealed TEXT, at INSTANT)
INSERT INTO kept_file (sealed, at) VALUES ($sealed, $at);

-- KEPT_FILE_END (file ID)   [unscoped: the name of its bytes]
DELETE FROM kept_file WHERE sealed IN (SELECT f.sealed FROM file f WHERE f.id = $file);

-- KEPT_FILES_END (before INSTANT)
DELETE FROM kept_file WHERE at < $before;

-- FILE_NAMES (ids IDS) -> id ID, name TEXT
SELECT f.id, CASE WHEN f.kind = 'photo' THEN n.display_name ELSE f.title END AS name FROM file f JOIN person n ON n.id = f.person
 WHERE f.id {any $ids} AND {seen person f.person};

-- FILES_ENDED (before INSTANT) -> id ID   [unscoped: what was taken off thirty days ago]
SELECT f.id FROM file f WHERE f.ended_at < $before ORDER BY f.id LIMIT 500;

-- FILES_ALL () -> sealed TEXT   [unscoped: names of files, to see whether they are there]
SELECT f.sealed FROM file f ORDER BY f.id;

-- ---- archives of photos ----

-- PHOTO_BATCH_ADD (at INSTANT, account ID, named_by TEXT, sealed TEXT) -> id ID
INSERT INTO photo_batch (at, account, state, named_by, sealed) VALUES ($at, $account, 'reading', $named_by, $sealed) RETURNING id;

-- PHOTO_BATCH_END (id ID, state TEXT, work ID)
UPDATE photo_batch SET state = $state, sealed = NULL, work = $work WHERE id = $id;

-- Taken back from the history, or put in force again.
-- PHOTO_BATCH_OF_WORK (work ID, state TEXT)
UPDATE photo_batch SET state = $state WHERE work = $work;

-- PHOTO_BATCH_TOTAL (id ID, total INT)
UPDATE photo_batch SET total = $total WHERE id = $id;

-- PHOTO_BATCH_READ (id ID) -> at INSTANT, state TEXT, named_by TEXT, sealed TEXT, total INT, work ID, added_by TEXT
SELECT b.at, b.state, b.named_by, b.sealed, b.total, b.work, a.display_name AS added_by FROM photo_batch b LEFT JOIN account a ON a.id = b.account WHERE b.id = $id;

-- PHOTO_BATCHES () -> id ID, at INSTANT, state TEXT, total INT, added_by TEXT, placed INT   [unscoped: how many]
SELECT b.id, b.at, b.state, b.total, a.display_name AS added_by,
       (SELECT count(*) FROM photo_entry e WHERE e.batch = b.id AND e.outcome IN ('placed', 'replaced')) AS placed
  FROM photo_batch b LEFT JOIN account a ON a.id = b.account ORDER BY b.id DESC LIMIT 50;

-- PHOTO_ENTRY_ADD (batch ID, number INT, name TEXT, outcome TEXT, person ID, sealed TEXT, size INT)
INSERT INTO photo_entry (batch, number, name, outcome, person, sealed, size) VALUES ($batch, $number, $name, $outcome, $person, $sealed, $size);

-- PHOTO_ENTRY_END (batch ID, number INT, outcome TEXT)
UPDATE photo_entry SET outcome = $outcome, sealed = NULL WHERE batch = $batch AND number = $number;

-- PHOTO_ENTRIES_DROP (batch ID)
UPDATE photo_entry SET sealed = NULL WHERE batch = $batch;

-- PHOTO_ENTRIES (batch ID) -> number INT, name TEXT, outcome TEXT, person ID, display_name TEXT   [unscoped: guard batch_exists]
SELECT e.number, e.name, e.outcome, e.person, n.display_name FROM photo_entry e LEFT JOIN person n ON n.id = e.person WHERE e.batch = $batch ORDER BY e.number;

-- PHOTO_ENTRIES_READY (batch ID) -> number INT, person ID, sealed TEXT, size INT   [unscoped: an archive is sent by who sees everyone]
SELECT e.number, e.person, e.sealed, e.size FROM photo_entry e WHERE e.batch = $batch AND e.outcome = 'ready' ORDER BY e.number;

-- PHOTO_ENTRIES_DONE (batch ID) -> done INT   [unscoped: how many]
SELECT count(*) AS done FROM photo_entry e WHERE e.batch = $batch;

-- PHOTO_READY_IN (batch ID, person ID) -> number INT   [unscoped: an archive is sent by who sees everyone]
SELECT e.number FROM photo_entry e WHERE e.batch = $batch AND e.person = $person AND e.outcome = 'ready';

-- Whom a number means: several rows, several people, are several answers.
-- PHOTO_OF_NUMBER (theirs TEXT, id ID) -> person ID, named_by TEXT   [unscoped: an archive is sent by who sees everyone]
SELECT p.person, 'siecle_id' AS named_by FROM pupil p WHERE p.siecle_id = $theirs
UNION ALL SELECT p.person, 'elenoet' FROM pupil p WHERE p.elenoet = $theirs
UNION ALL SELECT p.person, 'ine' FROM pupil p WHERE p.ine = $theirs
UNION ALL SELECT n.id, 'id' FROM person n WHERE n.id = $id
   AND (EXISTS (SELECT 1 FROM pupil p WHERE p.person = n.id) OR EXISTS (SELECT 1 FROM teacher t WHERE t.person = n.id)
        OR EXISTS (SELECT 1 FROM staff s WHERE s.person = n.id));

-- PHOTO_OF_WORD (word TEXT) -> person ID, family_name TEXT, usage_name TEXT, given_name TEXT   [unscoped: an archive is sent by who sees everyone]
SELECT n.id AS person, n.family_name, n.usage_name, n.given_name
  FROM person_word w JOIN person n ON n.id = w.person
 WHERE w.word = $word
   AND (EXISTS (SELECT 1 FROM pupil p WHERE p.person = n.id) OR EXISTS (SELECT 1 FROM teacher t WHERE t.person = n.id)
        OR EXISTS (SELECT 1 FROM staff s WHERE s.person = n.id))
 ORDER BY n.id;

-- What points at a person, for who merges.
-- REF_FILE (person ID) -> id ID   [unscoped: what points at a person, for who merges or takes away]
SELECT id FROM file WHERE person = $person;

-- REF_IMAGE_RIGHT (person ID) -> person ID, from_day DAY   [unscoped: what points at a person, for who merges or takes away]
SELECT person, from_day FROM image_right WHERE person = $person;
