-- What the checklist of the rentrée counts, all of it live; of the whole school, so for who sees everybody.
-- START_YEAR () -> first_day DAY, last_day DAY, periods INT, pupils INT, guardians INT, teachers INT, staff INT, services INT, classes INT, unclassed INT, boardless INT, exitless INT, mainless INT, homeless INT, imported_at INT
--     [unscoped: numbers only, of who may see the checklist]
SELECT (SELECT y.first_day FROM school_year y) AS first_day, (SELECT y.last_day FROM school_year y) AS last_day, (SELECT count(*) FROM period) AS periods,
       (SELECT count(*) FROM pupil p WHERE p.exit_day IS NULL OR p.exit_day > $seen_day) AS pupils,
       (SELECT count(*) FROM guardian) AS guardians, (SELECT count(*) FROM teacher t WHERE t.exit_day IS NULL OR t.exit_day > $seen_day) AS teachers,
       (SELECT count(*) FROM staff t WHERE t.exit_day IS NULL OR t.exit_day > $seen_day) AS staff, (SELECT count(*) FROM service) AS services,
       (SELECT count(*) FROM structure s WHERE s.kind = 'class') AS classes,
       (SELECT count(*) FROM pupil p WHERE (p.exit_day IS NULL OR p.exit_day > $seen_day) AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person = p.person AND m.kind = 'class' AND {on m})) AS unclassed,
       (SELECT count(*) FROM pupil p WHERE (p.exit_day IS NULL OR p.exit_day > $seen_day) AND NOT EXISTS (SELECT 1 FROM board b WHERE b.person = p.person AND {on b})) AS boardless,
       (SELECT count(*) FROM pupil p WHERE (p.exit_day IS NULL OR p.exit_day > $seen_day) AND NOT EXISTS (SELECT 1 FROM exit_permission xp WHERE xp.person = p.person AND {on xp})) AS exitless,
       (SELECT count(*) FROM structure s WHERE s.kind = 'class' AND NOT EXISTS (SELECT 1 FROM main_teacher mt WHERE mt.structure = s.id AND {on mt})) AS mainless,
       (SELECT count(*) FROM guardian g JOIN person n ON n.id = g.person WHERE n.address IS NULL) AS homeless,
       (SELECT coalesce(max(i.at), 0) FROM import i WHERE i.state = 'applied') AS imported_at;

-- Members of staff who have an account and no way in: no group, no profile.
-- START_LOCKED_OUT () -> count INT   [unscoped: a number only]
SELECT count(*) AS count FROM account a WHERE a.kind = 'staff' AND a.state = 'open' AND NOT EXISTS (SELECT 1 FROM account_mode m WHERE m.account = a.id);
