-- Certificates: what they say, the register, what is known of a paper.

-- CERTIFICATE_SETTINGS () -> name TEXT, value TEXT
SELECT name, value FROM setting WHERE name IN ('certificate_signer', 'certificate_quality', 'certificate_place');

-- CERTIFICATE_FACTS (pupils IDS) -> person ID, display_name TEXT, family_name TEXT, usage_name TEXT, given_name TEXT, given_name_2 TEXT, given_name_3 TEXT, sex TEXT, birth_day DAY, birth_city TEXT, class_code TEXT, last_class TEXT, entry_day DAY, exit_day DAY, exit_label TEXT
SELECT p.person, n.display_name, n.family_name, n.usage_name, n.given_name, n.given_name_2, n.given_name_3, n.sex, n.birth_day, n.birth_city,
       (SELECT min(s.code) FROM membership m JOIN structure s ON s.id = m.structure WHERE m.person = p.person AND m.kind = 'class' AND {on m}) AS class_code,
       (SELECT s.code FROM membership m JOIN structure s ON s.id = m.structure WHERE m.person = p.person AND m.kind = 'class' ORDER BY m.until_day DESC, m.from_day DESC, s.id LIMIT 1) AS last_class,
       p.entry_day, p.exit_day, coalesce(x.label_long, p.exit_reason) AS exit_label
  FROM pupil p JOIN person n ON n.id = p.person
  LEFT JOIN code_entry x ON x.list = 'MOTIFS_SORTIE' AND x.code = p.exit_reason
 WHERE p.person {any $pupils} AND {seen pupil p.person} ORDER BY n.sort_key, p.person;

-- CERTIFICATE_PUPIL (pupil ID) -> display_name TEXT
SELECT n.display_name FROM pupil p JOIN person n ON n.id = p.person WHERE p.person = $pupil AND {seen pupil p.person};

-- A pupil who is still here.
-- CERTIFICATE_HERE (pupil ID) -> display_name TEXT
SELECT n.display_name FROM pupil p JOIN person n ON n.id = p.person WHERE p.person = $pupil AND (p.exit_day IS NULL OR p.exit_day > $seen_day) AND {seen pupil p.person};

-- ---- the register ----

-- CERTIFICATE_LAST_NUMBER (year INT) -> number INT   [unscoped: how many]
SELECT coalesce(max(number), 0) AS number FROM certificate WHERE year = $year;

-- Since when its owners have taken so many by themselves.
-- CERTIFICATES_TAKEN (person ID, since INSTANT) -> count INT   [unscoped: how many, of whom the guard has looked at]
SELECT count(*) AS count FROM certificate c JOIN account a ON a.id = c.account WHERE c.person = $person AND c.at >= $since AND a.kind IN ('guardian', 'pupil');

-- CERTIFICATE_CODE_ADD (certificate ID, digest BYTES, family TEXT, given TEXT)
INSERT INTO certificate_code (certificate, digest, family, given) VALUES ($certificate, $digest, $family, $given);

-- Of a record and those that it has taken in, whatever the year.
-- CERTIFICATES_OF_PUPIL (pupil ID, most INT) -> id ID, year INT, number INT, kind TEXT, at INSTANT, who TEXT, by_kind TEXT, class_code TEXT, revoked_at INSTANT   [unscoped: guard sees_certified, or the record's]
SELECT c.id, c.year, c.number, c.kind, c.at, a.display_name AS who, a.kind AS by_kind, c.class_code, c.revoked_at
  FROM certificate c LEFT JOIN account a ON a.id = c.account
 WHERE c.person IN (SELECT n.id FROM person n WHERE n.id = $pupil OR n.merged_into = $pupil) ORDER BY c.at DESC, c.id DESC LIMIT coalesce($most, 0);

-- CERTIFICATES_IN_YEAR (year INT, most INT) -> id ID, number INT, kind TEXT, at INSTANT, who TEXT, by_kind TEXT, person ID, display_name TEXT, class_code TEXT, revoked_at INSTANT
SELECT c.id, c.number, c.kind, c.at, a.display_name AS who, a.kind AS by_kind, n.id AS person, n.display_name, c.class_code, c.revoked_at
  FROM certificate c JOIN person o ON o.id = c.person JOIN person n ON n.id = coalesce(o.merged_into, o.id) LEFT JOIN account a ON a.id = c.account
 WHERE c.year = $year AND {seen pupil n.id} ORDER BY c.number DESC LIMIT coalesce($most, 0);

-- CERTIFICATES_COUNTED (year INT) -> count INT   [unscoped: how many]
SELECT count(*) AS count FROM certificate WHERE year = $year;

-- CERTIFICATE_OWNER (certificate ID) -> person ID
SELECT n.id AS person FROM certificate c JOIN person o ON o.id = c.person JOIN person n ON n.id = coalesce(o.merged_into, o.id) WHERE c.id = $certificate AND {seen pupil n.id};

-- ---- a paper ----

-- CERTIFICATE_OF_DIGEST (digest BYTES) -> year INT, number INT, kind TEXT, at INSTANT, class_code TEXT, last_day DAY, revoked_at INSTANT, family TEXT, given TEXT   [unscoped: who holds the paper; two letters of a name]
SELECT c.year, c.number, c.kind, c.at, c.class_code, c.last_day, c.revoked_at, k.family, k.given
  FROM certificate_code k JOIN certificate c ON c.id = k.certificate WHERE k.digest = $digest;

-- ---- what walks over references ----

-- CERTIFICATE_NAMES (ids IDS) -> id ID, name TEXT
SELECT c.id, n.display_name AS name FROM certificate c JOIN person o ON o.id = c.person JOIN person n ON n.id = coalesce(o.merged_into, o.id) WHERE c.id {any $ids} AND {seen pupil n.id};
