-- PICKUPS_OF (pupil ID, day DAY) -> id ID, pupil ID, name TEXT, tie TEXT, phone TEXT, from_day DAY, until_day DAY   [unscoped: guards picks_up, decides_pickups]
SELECT id, pupil, name, tie, phone, from_day, until_day FROM pickup WHERE pupil = $pupil AND until_day > $day ORDER BY name, id;

-- PICKUP_READ (id ID) -> id ID, pupil ID, name TEXT, tie TEXT, phone TEXT, from_day DAY, until_day DAY   [unscoped: guards sees_pickup, own_pickup]
SELECT id, pupil, name, tie, phone, from_day, until_day FROM pickup WHERE id = $id;

-- PICKUP_SEEN (id ID) -> pupil ID
SELECT k.pupil FROM pickup k WHERE k.id = $id AND {seen pupil k.pupil};

-- PICKUP_CALLED (ids IDS) -> id ID, name TEXT
SELECT k.id, n.display_name AS name FROM pickup k JOIN person n ON n.id = k.pupil WHERE k.id {any $ids} AND {seen pupil k.pupil};

-- REF_PICKUP (person ID) -> id ID   [unscoped: what points at a person, for who merges or takes away]
SELECT id FROM pickup WHERE pupil = $person;
