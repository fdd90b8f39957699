-- PERSON_NUMBER_ADD (made_at INSTANT) -> id ID
INSERT INTO person_number (made_at) VALUES ($made_at) RETURNING id;

-- PERSON_NUMBERS_ADD (made_at INSTANT, count INT) -> id ID
INSERT INTO person_number (made_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $count)
SELECT $made_at FROM n WHERE $count > 0 RETURNING id;

-- A number that was merged this year stands for the other one.
-- PERSON_KEY_FIND (system TEXT, theirs TEXT) -> person ID   [unscoped: a number, for an import]
SELECT coalesce(n.merged_into, k.person) AS person FROM person_key k LEFT JOIN person n ON n.id = k.person WHERE k.system = $system AND k.theirs = $theirs;

-- PERSON_KEY_ADD (system TEXT, theirs TEXT, person ID)
INSERT INTO person_key (system, theirs, person) VALUES ($system, $theirs, $person)
    ON CONFLICT (system, theirs) DO UPDATE SET person = excluded.person;

-- PERSON_WORD_ADD (word TEXT, person ID)
INSERT INTO person_word (word, person) VALUES ($word, $person) ON CONFLICT DO NOTHING;

-- PERSON_WORDS_END (person ID)
DELETE FROM person_word WHERE person = $person;

-- What changed is called by these (TableText): one who is out of sight has no name.
-- PERSON_CALLED (ids IDS) -> id ID, name TEXT
SELECT n.id, n.display_name AS name FROM person n WHERE n.id {any $ids} AND {seen person n.id};

-- ADDRESS_CALLED (ids IDS) -> id ID, name TEXT
SELECT id, coalesce(line1, line2, line3, line4, '') || ' ' || coalesce(postcode, '') || ' ' || coalesce(city, foreign_city, '') AS name FROM address WHERE id {any $ids};
