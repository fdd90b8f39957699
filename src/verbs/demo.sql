-- DEMO_STAFF () -> id ID, family_name TEXT, display_name TEXT   [unscoped: the demo gives everybody an account]
SELECT n.id, coalesce(n.usage_name, n.family_name) AS family_name, n.display_name FROM staff s JOIN person n ON n.id = s.person ORDER BY n.id;

-- DEMO_TEACHERS () -> id ID, family_name TEXT, display_name TEXT   [unscoped: the demo gives everybody an account]
SELECT n.id, coalesce(n.usage_name, n.family_name) AS family_name, n.display_name FROM teacher t JOIN person n ON n.id = t.person ORDER BY n.id;

-- DEMO_GUARDIANS () -> id ID, family_name TEXT, display_name TEXT   [unscoped: the demo gives everybody an account]
SELECT n.id, coalesce(n.usage_name, n.family_name) AS family_name, n.display_name FROM guardian g JOIN person n ON n.id = g.person ORDER BY n.id;

-- DEMO_PUPILS () -> id ID, family_name TEXT, display_name TEXT   [unscoped: the demo gives everybody an account]
SELECT n.id, coalesce(n.usage_name, n.family_name) AS family_name, n.display_name FROM pupil p JOIN person n ON n.id = p.person WHERE p.exit_day IS NULL ORDER BY n.id;

-- DEMO_DESK_ACCOUNTS () -> id ID, kind TEXT, person ID
SELECT id, kind, person FROM account WHERE kind = 'staff' OR kind = 'teacher' ORDER BY id;

-- DEMO_ONE_OF_EACH () -> kind TEXT, login TEXT
SELECT a.kind, a.login FROM account a JOIN (SELECT min(id) AS id FROM account WHERE kind <> 'supervisor' GROUP BY kind) first ON first.id = a.id ORDER BY a.id;

-- DEMO_CLASSES () -> id ID
SELECT id FROM structure WHERE kind = 'class' ORDER BY sort_key, id;
