-- Statements and a list over the tests' own tables.

-- SEEN dummy (id)
($seen_all = 1 OR $id = $seen_person)

-- DUMMY_NAME (id ID) -> name TEXT                          [unscoped: tests]
SELECT name FROM dummy WHERE id = $id;

-- DUMMY_SEEN () -> id ID, name TEXT
SELECT d.id, d.name FROM dummy d WHERE {seen dummy d.id} ORDER BY d.id;

-- DUMMY_SOME (ids IDS, least INT) -> id ID, name TEXT      [unscoped: tests]
SELECT d.id, d.name FROM dummy d WHERE d.id {any $ids} AND d.rank >= $least ORDER BY d.id;

-- DUMMY_COUNT () -> count INT                              [unscoped: tests]
SELECT count(*) FROM dummy;

-- DUMMY_TYPES (number INT, words TEXT, raw BYTES) -> number INT, words TEXT, raw BYTES, nothing TEXT,
--     yes BOOL, sum INT, twice INT
SELECT $number, $words, $raw, CAST(NULL AS TEXT), $number = $number, coalesce(CAST(sum(x.n) AS bigint), 0), $number + $number
  FROM (SELECT 1 AS n UNION ALL SELECT 2) x;

-- DUMMY_WORDS (dummy ID) -> words TEXT
SELECT string_agg(w.word, ',' ORDER BY w.word) FROM dummy_word w WHERE w.dummy = $dummy;

-- DUMMY_WORD_ADD (word TEXT, dummy ID)
INSERT INTO dummy_word (word, dummy) VALUES ($word, $dummy) ON CONFLICT (word, dummy) DO NOTHING;

-- DUMMY_WORD_CLEAR (dummy ID)
DELETE FROM dummy_word WHERE dummy = $dummy;

-- Of the smallest number there is none: both engines refuse.
-- DUMMY_ABS (number INT) -> number INT
SELECT abs($number) AS number;

-- DUMMY_ENGINE () -> engine TEXT
SELECT 'both';

-- DUMMY_ENGINE [postgres] ()
SELECT 'postgres'::text;

-- LIST DUMMIES
FROM dummy d LEFT JOIN dummy_link l ON l.dummy = d.id AND l.word = 'main' WHERE {seen dummy d.id} OR d.rank = 1000000
-- column id ID: d.id
-- column name TEXT: d.name
-- column rank INT: d.rank                                  [right dummy.rank]
-- column weight INT: l.weight
-- column born DAY: d.born
-- filter rank INT: d.rank = $value
-- filter word TEXT: EXISTS (SELECT 1 FROM dummy_link e
--     WHERE e.dummy = d.id AND e.word >= $value AND e.word < $value || 'z')
-- filter among IDS: d.id {any $value}
-- sort name: d.sort_key BYTES
-- sort rank: d.rank INT, d.sort_key BYTES
-- sort colour: d.colour TEXT, coalesce(d.born, 0) INT
-- sort id: d.rank * 0 INT

-- One person probed, to hold against the set that lists are read from.
-- PERSON_PROBED (id ID) -> id ID
SELECT n.id FROM person n WHERE n.id = $id AND {seen person n.id};

-- EVERY_PERSON () -> id ID                                 [unscoped: tests]
SELECT id FROM person ORDER BY id;

-- SOMEONE_WHO_TEACHES () -> person ID
SELECT min(teacher) AS person FROM service_teacher;

-- SOMEONE_WITH_CHILDREN () -> person ID
SELECT min(guardian) AS person FROM guardianship WHERE level = 1;

-- DUMMY_NOTE_ADD (dummy ID, text TEXT)
INSERT INTO dummy_note (dummy, text) VALUES ($dummy, $text);
