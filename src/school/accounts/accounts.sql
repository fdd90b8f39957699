-- ACCOUNT_BY_LOGIN (login TEXT) -> id ID
SELECT id FROM account WHERE login = $login;

-- ACCOUNT_SECRET (login TEXT) -> id ID, kind TEXT, state TEXT, display_name TEXT, hash TEXT, first_hash BYTES, first_until INSTANT
SELECT a.id, a.kind, a.state, a.display_name, s.hash, s.first_hash, s.first_until FROM account a LEFT JOIN account_secret s ON s.account = a.id
 WHERE a.login = $login;

-- ACCOUNT_SECRET_FIRST (account ID, first_hash BYTES, first_until INSTANT)
INSERT INTO account_secret (account, hash, first_hash, first_until) VALUES ($account, NULL, $first_hash, $first_until)
    ON CONFLICT (account) DO UPDATE SET hash = NULL, first_hash = excluded.first_hash, first_until = excluded.first_until;

-- ACCOUNT_SECRET_SET (account ID, hash TEXT)
INSERT INTO account_secret (account, hash, first_hash, first_until) VALUES ($account, $hash, NULL, NULL)
    ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, first_hash = NULL, first_until = NULL;

-- SESSION_ADD (hash BYTES, account ID, at INSTANT, label TEXT, address TEXT) -> id ID
INSERT INTO session (hash, account, opened_at, seen_at, label, address) VALUES ($hash, $account, $at, $at, $label, $address) RETURNING id;

-- SESSION_END (id ID, account ID, at INSTANT)
UPDATE session SET ended_at = $at WHERE id = $id AND account = $account AND ended_at IS NULL;

-- SESSIONS_END_OF (account ID, except_session ID, at INSTANT)
UPDATE session SET ended_at = $at WHERE account = $account AND id <> $except_session AND ended_at IS NULL;

-- SESSION_ACTOR (hash BYTES) -> session ID, opened_at INSTANT, seen_at INSTANT, account ID, person ID, kind TEXT, login TEXT, display_name TEXT, keys_off BOOL, first BOOL, first_day DAY, last_day DAY   [unscoped: who asks]
SELECT s.id AS session, s.opened_at, s.seen_at, a.id AS account, coalesce(n.merged_into, a.person) AS person, a.kind, a.login, a.display_name, a.keys_off,
       CASE WHEN k.hash IS NULL THEN 1 ELSE 0 END AS first, y.first_day, y.last_day
  FROM session s JOIN account a ON a.id = s.account LEFT JOIN account_secret k ON k.account = a.id
  LEFT JOIN school_year y ON y.id = 1 LEFT JOIN person n ON n.id = a.person
 WHERE s.hash = $hash AND s.ended_at IS NULL AND a.state = 'open';

-- Known from before: a live page's stream does not keep the secret of its session.
-- SESSION_ACTOR_AGAIN (id ID) -> session ID, opened_at INSTANT, seen_at INSTANT, account ID, person ID, kind TEXT, login TEXT, display_name TEXT, keys_off BOOL, first BOOL, first_day DAY, last_day DAY   [unscoped: who asks]
SELECT s.id AS session, s.opened_at, s.seen_at, a.id AS account, coalesce(n.merged_into, a.person) AS person, a.kind, a.login, a.display_name, a.keys_off,
       CASE WHEN k.hash IS NULL THEN 1 ELSE 0 END AS first, y.first_day, y.last_day
  FROM session s JOIN account a ON a.id = s.account LEFT JOIN account_secret k ON k.account = a.id
  LEFT JOIN school_year y ON y.id = 1 LEFT JOIN person n ON n.id = a.person
 WHERE s.id = $id AND s.ended_at IS NULL AND a.state = 'open';

-- SESSIONS_OF (account ID, everybody BOOL) -> id ID, display_name TEXT, login TEXT, kind TEXT, opened_at INSTANT, seen_at INSTANT, label TEXT, address TEXT, account ID
SELECT s.id, a.display_name, a.login, a.kind, s.opened_at, s.seen_at, s.label, s.address, s.account FROM session s JOIN account a ON a.id = s.account
 WHERE s.ended_at IS NULL AND (s.account = $account OR $everybody = 1) ORDER BY s.opened_at DESC, s.id DESC LIMIT 500;

-- SESSION_OWNER (id ID) -> account ID
SELECT account FROM session WHERE id = $id AND ended_at IS NULL;

-- SIGN_IN_FAILURES (who BYTES, since INSTANT) -> count INT, last INSTANT
SELECT count(*) AS count, coalesce(max(at), 0) AS last FROM sign_in_failure WHERE who = $who AND at > $since;

-- SIGN_IN_FAILED (who BYTES, at INSTANT)
INSERT INTO sign_in_failure (who, at) VALUES ($who, $at);

-- SIGN_IN_FORGET (who BYTES)
DELETE FROM sign_in_failure WHERE who = $who;

-- SIGN_IN_SWEEP (before INSTANT)
DELETE FROM sign_in_failure WHERE at < $before;

-- ACCOUNTS_ALL () -> login TEXT, kind TEXT, person ID, display_name TEXT, state TEXT
SELECT login, kind, person, display_name, state FROM account ORDER BY id;

-- SESSION_RENAME (id ID, account ID, label TEXT)
UPDATE session SET label = $label WHERE id = $id AND account = $account AND ended_at IS NULL;

-- SESSION_SEEN (id ID, at INSTANT)
UPDATE session SET seen_at = $at WHERE id = $id AND seen_at < $at;
