-- Support plans. What they say is sealed: no statement looks into it.

-- SUPPORT_PLANS_OF (pupil ID) -> id ID, pupil ID, from_day DAY, until_day DAY, version ID, written_for ID, sealed BYTES   [unscoped: guards sees_supported, is_own_support]
SELECT p.id, p.pupil, p.from_day, p.until_day, p.text AS version, t.written_for, t.sealed
  FROM support_plan p JOIN support_text t ON t.id = p.text
 WHERE p.pupil = $pupil ORDER BY p.from_day DESC, p.id DESC;

-- SUPPORT_PLAN_READ (plan ID) -> id ID, pupil ID, from_day DAY, until_day DAY, version ID, written_for ID, sealed BYTES   [unscoped: guard sees_plan]
SELECT p.id, p.pupil, p.from_day, p.until_day, p.text AS version, t.written_for, t.sealed
  FROM support_plan p JOIN support_text t ON t.id = p.text
 WHERE p.id = $plan;

-- Whom a version was written for, when two records have become one since.
-- SUPPORT_MERGED (person ID) -> merged_into ID   [unscoped: whether two numbers are one person]
SELECT n.merged_into FROM person n WHERE n.id = $person;

-- SUPPORT_PLAN_SEEN (plan ID) -> pupil ID
SELECT p.pupil FROM support_plan p WHERE p.id = $plan AND {seen pupil p.pupil};

-- SUPPORT_NAMES (ids IDS) -> id ID, name TEXT
SELECT p.id, n.display_name AS name FROM support_plan p JOIN person n ON n.id = p.pupil WHERE p.id {any $ids} AND {seen pupil p.pupil};

-- SUPPORT_PLANS_OF_ALL (pupils IDS, from_day DAY, until_day DAY) -> id ID, pupil ID, from_day DAY, until_day DAY, version ID, written_for ID, sealed BYTES
SELECT p.id, p.pupil, p.from_day, p.until_day, p.text AS version, t.written_for, t.sealed
  FROM support_plan p JOIN support_text t ON t.id = p.text
 WHERE p.pupil {any $pupils} AND p.from_day < $until_day AND p.until_day > $from_day AND {seen pupil p.pupil};

-- SUPPORT_CALLED (pupil ID) -> display_name TEXT   [unscoped: guard is_own_support]
SELECT n.display_name FROM pupil p JOIN person n ON n.id = p.person WHERE p.person = $pupil;

-- SUPPORT_TEXT_ADD (pupil ID, at INSTANT) -> id ID
INSERT INTO support_text (written_for, at) VALUES ($pupil, $at) RETURNING id;

-- SUPPORT_TEXT_SEAL (id ID, sealed BYTES)
UPDATE support_text SET sealed = $sealed WHERE id = $id;

-- ---- what goes ----

-- SUPPORT_PLANS_OLD (day DAY, at INSTANT) -> id ID   [unscoped: a job, whatever pupil they are of]
SELECT p.id FROM support_plan p JOIN support_text t ON t.id = p.text WHERE p.until_day <= $day AND t.at < $at;

-- SUPPORT_TEXT_HELD ()   [unscoped: a job, whatever pupil they are of]
UPDATE support_text SET loose_at = NULL WHERE loose_at IS NOT NULL AND EXISTS (SELECT 1 FROM support_plan p WHERE p.text = support_text.id);

-- SUPPORT_TEXT_LOOSE (at INSTANT)   [unscoped: a job, whatever pupil they are of]
UPDATE support_text SET loose_at = $at WHERE loose_at IS NULL AND NOT EXISTS (SELECT 1 FROM support_plan p WHERE p.text = support_text.id);

-- SUPPORT_TEXT_GONE (before INSTANT)   [unscoped: a job, whatever pupil they are of]
DELETE FROM support_text WHERE loose_at < $before AND NOT EXISTS (SELECT 1 FROM support_plan p WHERE p.text = support_text.id);

-- REF_SUPPORT_PLAN (person ID) -> id ID   [unscoped: what points at a person, for who merges or takes away]
SELECT id FROM support_plan WHERE pupil = $person;
