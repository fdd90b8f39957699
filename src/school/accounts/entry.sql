-- What entry.h asks and keeps.

-- SIGN_IN_FAILURES (who BYTES, since INSTANT) -> count INT, first INSTANT, last INSTANT
SELECT count(*) AS count, coalesce(min(at), 0) AS first, coalesce(max(at), 0) AS last FROM sign_in_failure WHERE who = $who AND at > $since;

-- SIGN_IN_FAILED (who BYTES, at INSTANT, aimed BOOL) -> id ID
INSERT INTO sign_in_failure (who, at, aimed) VALUES ($who, $at, $aimed) RETURNING id;

-- SIGN_IN_FORGET (who BYTES)
DELETE FROM sign_in_failure WHERE who = $who;

-- SIGN_IN_TAKE_BACK (id ID)
DELETE FROM sign_in_failure WHERE id = $id;

-- SIGN_IN_CAME_IN (who BYTES)
UPDATE sign_in_failure SET aimed = 0 WHERE who = $who AND aimed = 1;

-- SIGN_IN_SWEEP (before INSTANT)
DELETE FROM sign_in_failure WHERE at < $before;

-- How many accounts the last tries were aimed at, LATELY and in the last MINUTE.
-- SIGN_IN_AIMED (since INSTANT, minute_since INSTANT, most INT) -> lately INT, minute INT
SELECT count(DISTINCT q.who) AS lately, count(DISTINCT CASE WHEN q.at > $minute_since THEN q.who END) AS minute
  FROM (SELECT who, at FROM sign_in_failure WHERE at > $since AND aimed = 1 ORDER BY at DESC LIMIT coalesce($most, 0)) q;

-- SIGN_IN_ALARM (since INSTANT) -> from_at INSTANT, last_at INSTANT, logins INT
SELECT a.from_at, l.last_at, a.logins FROM sign_in_alarm_last l JOIN sign_in_alarm a ON a.id = l.alarm WHERE l.last_at > $since ORDER BY l.last_at DESC LIMIT 1;

-- SIGN_IN_ALARM_BEGINS (alarm ID, at INSTANT)
INSERT INTO sign_in_alarm_last (alarm, last_at) VALUES ($alarm, $at);

-- SIGN_IN_ALARM_GOES_ON (at INSTANT, since INSTANT)
UPDATE sign_in_alarm_last SET last_at = $at WHERE last_at > $since;

-- SIGNED_DEVICE_OF_LOGIN (login TEXT, hash BYTES, since INSTANT) -> id ID
SELECT d.id FROM signed_device d JOIN account a ON a.id = d.account WHERE d.hash = $hash AND a.login = $login AND d.known = 1 AND d.seen_at > $since;

-- SIGNED_DEVICE_KNOWN (account ID, hash BYTES, since INSTANT) -> id ID
SELECT id FROM signed_device WHERE account = $account AND hash = $hash AND known = 1 AND seen_at > $since;

-- SIGNED_DEVICES_COUNT (account ID) -> count INT
SELECT count(*) AS count FROM signed_device WHERE account = $account;

-- SIGNED_DEVICE_ADD (account ID, hash BYTES, label TEXT, at INSTANT)
INSERT INTO signed_device (account, hash, label, first_at, seen_at, known) VALUES ($account, $hash, $label, $at, $at, 1)
    ON CONFLICT (account, hash) DO UPDATE SET label = excluded.label, seen_at = excluded.seen_at, known = 1;

-- SIGNED_DEVICE_RENEW (old BYTES, new BYTES)
UPDATE signed_device SET hash = $new WHERE hash = $old;

-- SIGNED_DEVICES_FORGET (account ID, kept BYTES)
UPDATE signed_device SET known = 0 WHERE account = $account AND known = 1 AND ($kept IS NULL OR hash <> $kept);

-- SIGNED_DEVICES_SWEEP (account ID, before INSTANT)
DELETE FROM signed_device WHERE account = $account AND seen_at < $before;

-- ACCOUNT_ADDRESS (account ID) -> email TEXT   [unscoped: whose account a letter is about]
SELECT n.email FROM account a JOIN person o ON o.id = a.person JOIN person n ON n.id = coalesce(o.merged_into, o.id) LEFT JOIN person_account k ON k.person = n.id
 WHERE a.id = $account AND a.state = 'open' AND n.email IS NOT NULL AND (k.account IS NULL OR k.account = a.id);

-- Those that may be the same but for capitals.
-- ACCOUNT_ADDRESSES_LIKE (email TEXT, but ID) -> email TEXT   [unscoped: whether an address is one account's alone; nothing of it is answered]
SELECT n.email FROM account a JOIN person o ON o.id = a.person JOIN person n ON n.id = coalesce(o.merged_into, o.id) LEFT JOIN person_account k ON k.person = n.id
 WHERE length(n.email) = length($email) AND a.id <> $but AND (k.account IS NULL OR k.account = a.id);
