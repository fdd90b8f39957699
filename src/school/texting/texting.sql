-- Text messages of the school: when they leave, how many, to whom none goes.

-- TEXTING_SETTINGS () -> name TEXT, value TEXT
SELECT name, value FROM setting WHERE name IN ('sms_quiet_from', 'sms_quiet_until', 'sms_quiet_days', 'sms_quota');

-- SMS_USED (since INSTANT) -> segments INT
SELECT coalesce(CAST(sum(segments) AS bigint), 0) AS segments FROM sms_use WHERE at >= $since;

-- SMS_USE_ADD (at INSTANT, account ID, about TEXT, segments INT)
INSERT INTO sms_use (at, account, about, segments) VALUES ($at, $account, $about, $segments);

-- SMS_USE_BACK (about TEXT, segments INT)
UPDATE sms_use SET segments = CASE WHEN segments > $segments THEN segments - $segments ELSE 0 END WHERE about = $about;

-- SMS_STOPS () -> id ID, number TEXT
SELECT id, number FROM sms_stop WHERE lifted_at IS NULL ORDER BY id;

-- SMS_STOPS_OF (number TEXT) -> id ID, at INSTANT, lifted_at INSTANT, who TEXT, reason TEXT
SELECT s.id, s.at, s.lifted_at, a.display_name AS who, s.reason FROM sms_stop s LEFT JOIN account a ON a.id = s.lifted_by WHERE s.number = $number ORDER BY s.id DESC;

-- TEXTING_PERSON (person ID) -> display_name TEXT, mobile TEXT, hat TEXT
SELECT n.display_name, n.phone_mobile AS mobile, {term hat n.id} AS hat FROM person n WHERE n.id = $person AND n.merged_into IS NULL AND {seen person n.id};
