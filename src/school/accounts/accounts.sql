-- ACCOUNT_BY_LOGIN (login TEXT) -> id ID
SELECT id FROM account WHERE login = $login;

-- ACCOUNT_SECRET (login TEXT) -> id ID, kind TEXT, state TEXT, display_name TEXT, hash TEXT, first_hash BYTES, first_until INSTANT   [unscoped: who signs in]
SELECT a.id, a.kind, CASE WHEN k.account <> a.id THEN 'merged' ELSE a.state END AS state, a.display_name, s.hash, s.first_hash, s.first_until
  FROM account a LEFT JOIN account_secret s ON s.account = a.id LEFT JOIN person n ON n.id = a.person LEFT JOIN person_account k ON k.person = coalesce(n.merged_into, a.person)
 WHERE a.login = $login;

-- ACCOUNT_SECRET_FIRST (account ID, first_hash BYTES, first_until INSTANT)
INSERT INTO account_secret (account, hash, first_hash, first_until) VALUES ($account, NULL, $first_hash, $first_until)
    ON CONFLICT (account) DO UPDATE SET hash = NULL, first_hash = excluded.first_hash, first_until = excluded.first_until;

-- ACCOUNT_SECRET_SET (account ID, hash TEXT)
INSERT INTO account_secret (account, hash, first_hash, first_until) VALUES ($account, $hash, NULL, NULL)
    ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, first_hash = NULL, first_until = NULL;

-- SESSION_ADD (hash BYTES, account ID, at INSTANT, proved_at INSTANT, mode TEXT, modes INT, reading BOOL, waits INT, label TEXT, address TEXT, shared BOOL) -> id ID
INSERT INTO session (hash, account, opened_at, seen_at, proved_at, mode, modes, reading, waits, label, address, shared)
VALUES ($hash, $account, $at, $at, $proved_at, $mode, $modes, $reading, $waits, $label, $address, $shared) RETURNING id;

-- SESSION_RENEW (id ID, account ID, hash BYTES, waits INT, at INSTANT)
UPDATE session SET hash = $hash, waits = $waits, proved_at = $at WHERE id = $id AND account = $account AND ended_at IS NULL;

-- The same session in another mode: as old as it was, and what it has proved it has proved.
-- SESSION_CHANGE_MODE (id ID, account ID, hash BYTES, mode TEXT, modes INT, reading BOOL)
UPDATE session SET hash = $hash, mode = $mode, modes = $modes, reading = $reading WHERE id = $id AND account = $account AND ended_at IS NULL;

-- SESSION_END (id ID, account ID, at INSTANT)
UPDATE session SET ended_at = $at WHERE id = $id AND account = $account AND ended_at IS NULL;

-- SESSIONS_END_OF (account ID, except_session ID, at INSTANT)
UPDATE session SET ended_at = $at WHERE account = $account AND id <> $except_session AND ended_at IS NULL;

-- In which mode the session s of the account a is; one of before there were modes: by what they are.
-- TERM session_mode ()
coalesce(s.mode, CASE a.kind WHEN 'teacher' THEN 'teacher' WHEN 'guardian' THEN 'guardian' WHEN 'pupil' THEN 'pupil' ELSE 'administrative' END)

-- How many minutes of silence its set leaves the session s of the account a; 0: as many as their kind. The supervisor has no set. As access_fill reads it (ACCESS_OF).
-- TERM session_idle ()
coalesce((SELECT i.idle_minutes FROM access_profile i
           WHERE a.kind <> 'supervisor' AND i.id = coalesce((SELECT g.profile FROM account_mode g WHERE g.account = a.id AND g.mode = coalesce(s.mode, a.kind)),
                   (SELECT h.id FROM access_profile h WHERE h.code = CASE coalesce(s.mode, a.kind) WHEN 'teacher' THEN 'teacher' WHEN 'guardian' THEN 'guardians' WHEN 'pupil' THEN 'pupils' ELSE '' END))), 0)

-- The session s of the account a, and all that is to be known of who asks by it.
-- TERM session_actor ()
SELECT s.id AS session, s.opened_at, s.seen_at, s.proved_at, s.waits, a.id AS account, coalesce(n.merged_into, a.person) AS person, a.kind, a.login, a.display_name, a.keys_off,
       s.mode, s.modes, s.reading, s.viewing, s.shared,
       CASE WHEN k.hash IS NULL OR a.first_step IS NOT NULL THEN 1 ELSE 0 END AS first, y.first_day, y.last_day
  FROM session s JOIN account a ON a.id = s.account LEFT JOIN account_secret k ON k.account = a.id
  LEFT JOIN school_year y ON y.id = 1 LEFT JOIN person n ON n.id = a.person LEFT JOIN person_account m ON m.person = coalesce(n.merged_into, a.person)

-- SESSION_ACTOR (hash BYTES) -> session ID, opened_at INSTANT, seen_at INSTANT, proved_at INSTANT, waits INT, account ID, person ID, kind TEXT, login TEXT, display_name TEXT, keys_off BOOL, mode TEXT, modes INT, reading BOOL, viewing ID, shared BOOL, first BOOL, first_day DAY, last_day DAY   [unscoped: who asks]
{term session_actor}
 WHERE s.hash = $hash AND s.ended_at IS NULL AND a.state = 'open' AND (m.account IS NULL OR m.account = a.id);

-- Known from before: a live page's stream does not keep the secret of its session.
-- SESSION_ACTOR_AGAIN (id ID) -> session ID, opened_at INSTANT, seen_at INSTANT, proved_at INSTANT, waits INT, account ID, person ID, kind TEXT, login TEXT, display_name TEXT, keys_off BOOL, mode TEXT, modes INT, reading BOOL, viewing ID, shared BOOL, first BOOL, first_day DAY, last_day DAY   [unscoped: who asks]
{term session_actor}
 WHERE s.id = $id AND s.ended_at IS NULL AND a.state = 'open' AND (m.account IS NULL OR m.account = a.id);

-- ACCOUNT_PASSWORD_AT (account ID) -> at INSTANT
SELECT password_at AS at FROM account WHERE id = $account;

-- SESSIONS_OF (account ID) -> id ID, opened_at INSTANT, seen_at INSTANT, idle INT, label TEXT, name TEXT, address TEXT
SELECT s.id, s.opened_at, s.seen_at, {term session_idle} AS idle, s.label, s.name, s.address FROM session s JOIN account a ON a.id = s.account
 WHERE s.account = $account AND s.ended_at IS NULL ORDER BY s.opened_at DESC, s.id DESC LIMIT 500;

-- Who is signed in (A19; who still owes the second step is not), by the mode their session is in.
-- SESSION_FIGURES () -> mode TEXT, count INT
SELECT q.mode, count(*) AS count
  FROM (SELECT {term session_mode} AS mode
          FROM session s JOIN account a ON a.id = s.account LEFT JOIN person o ON o.id = a.person LEFT JOIN person n ON n.id = coalesce(o.merged_into, o.id) LEFT JOIN person_account m ON m.person = n.id
         WHERE s.ended_at IS NULL AND (s.waits & 1) = 0 AND a.state = 'open' AND (m.account IS NULL OR m.account = a.id) AND {seen person n.id}) q
 GROUP BY q.mode;

-- SESSIONS_OPEN (mode TEXT, most INT) -> id ID, account ID, display_name TEXT, login TEXT, kind TEXT, mode TEXT, reading BOOL, opened_at INSTANT, seen_at INSTANT, idle INT, label TEXT, address TEXT
SELECT q.id, q.account, q.display_name, q.login, q.kind, q.mode, q.reading, q.opened_at, q.seen_at, q.idle, q.label, q.address
  FROM (SELECT s.id, s.account, a.display_name, a.login, a.kind, {term session_mode} AS mode,
               s.reading, s.opened_at, s.seen_at, {term session_idle} AS idle, s.label, s.address
          FROM session s JOIN account a ON a.id = s.account LEFT JOIN person o ON o.id = a.person LEFT JOIN person n ON n.id = coalesce(o.merged_into, o.id) LEFT JOIN person_account m ON m.person = n.id
         WHERE s.ended_at IS NULL AND (s.waits & 1) = 0 AND a.state = 'open' AND (m.account IS NULL OR m.account = a.id) AND {seen person n.id}) q
 WHERE $mode = '' OR q.mode = $mode
 ORDER BY q.opened_at DESC, q.id DESC LIMIT coalesce($most, 0);

-- One that whoever asks may end: of a person they see; a supervisor's only by a supervisor.
-- SESSION_CLOSABLE (id ID, supervisor BOOL) -> account ID
SELECT s.account FROM session s JOIN account a ON a.id = s.account LEFT JOIN person o ON o.id = a.person LEFT JOIN person n ON n.id = coalesce(o.merged_into, o.id)
 WHERE s.id = $id AND s.ended_at IS NULL AND {seen person n.id} AND ($supervisor = 1 OR a.kind <> 'supervisor');

-- SESSIONS_CLOSED (since INSTANT, most INT) -> id ID, display_name TEXT, closed_by TEXT, at INSTANT
SELECT s.id, a.display_name, b.display_name AS closed_by, s.ended_at AS at
  FROM session_closing c JOIN session s ON s.id = c.session JOIN account a ON a.id = s.account LEFT JOIN account b ON b.id = c.closed_by
  LEFT JOIN person o ON o.id = a.person LEFT JOIN person n ON n.id = coalesce(o.merged_into, o.id)
 WHERE s.ended_at >= $since AND {seen person n.id} ORDER BY s.ended_at DESC, s.id DESC LIMIT coalesce($most, 0);

-- Of those that are open, to see which have come to their end.
-- SESSION_AGES () -> id ID, kind TEXT, opened_at INSTANT, seen_at INSTANT, idle INT, closed BOOL   [unscoped: how old sessions are]
SELECT s.id, a.kind, s.opened_at, s.seen_at, {term session_idle} AS idle, CASE WHEN a.state <> 'open' OR m.account <> a.id THEN 1 ELSE 0 END AS closed
  FROM session s JOIN account a ON a.id = s.account LEFT JOIN person n ON n.id = a.person LEFT JOIN person_account m ON m.person = coalesce(n.merged_into, a.person)
 WHERE s.ended_at IS NULL;

-- SESSIONS_END_OLD (ids IDS, at INSTANT)
UPDATE session SET ended_at = $at WHERE id {any $ids} AND ended_at IS NULL;

-- The administrative sessions that a school may limit: the supervisor's do not count, nor those that only consult.
-- ADMINISTRATIVE_OPEN () -> count INT   [unscoped: how many]
SELECT count(*) AS count FROM session s JOIN account a ON a.id = s.account
 WHERE s.ended_at IS NULL AND a.state = 'open' AND a.kind <> 'supervisor' AND s.reading = 0
   AND {term session_mode} = 'administrative';

-- In which mode its owner was last.
-- ACCOUNT_LAST_MODE (account ID) -> kind TEXT, person ID, mode TEXT   [unscoped: what an account is, for whoever signs in with it]
SELECT a.kind, coalesce(o.merged_into, a.person) AS person, (SELECT s.mode FROM session s WHERE s.account = a.id ORDER BY s.id DESC LIMIT 1) AS mode
  FROM account a LEFT JOIN person o ON o.id = a.person WHERE a.id = $account;

-- SESSION_OWNER (id ID) -> account ID
SELECT account FROM session WHERE id = $id AND ended_at IS NULL;

-- ACCOUNTS_ALL () -> login TEXT, kind TEXT, person ID, display_name TEXT, state TEXT
SELECT login, kind, person, display_name, state FROM account ORDER BY id;

-- SESSION_RENAME (id ID, account ID, name TEXT)
UPDATE session SET name = $name WHERE id = $id AND account = $account AND ended_at IS NULL;

-- SESSION_SEEN (id ID, at INSTANT)
UPDATE session SET seen_at = $at WHERE id = $id AND seen_at < $at;

-- Whom a session looks as, and since when.
-- SEEN_AS (id ID) -> account ID, kind TEXT, person ID, display_name TEXT, mode TEXT, from_at INSTANT   [unscoped: who asks, in somebody else's place]
SELECT v.viewed AS account, a.kind, coalesce(o.merged_into, a.person) AS person, a.display_name, v.mode, v.from_at
  FROM seen_as v JOIN account a ON a.id = v.viewed LEFT JOIN person o ON o.id = a.person WHERE v.id = $id AND v.until_at IS NULL AND a.state = 'open';

-- SESSION_VIEW (id ID, viewing ID)
UPDATE session SET viewing = $viewing WHERE id = $id AND ended_at IS NULL;

-- SESSION_VIEWING (id ID) -> viewing ID
SELECT viewing FROM session WHERE id = $id AND viewing IS NOT NULL;

-- What nobody may use any more is not kept.
-- FIRST_SECRETS_OLD (at INSTANT) -> count INT
SELECT count(*) AS count FROM account_secret WHERE first_until <= $at AND first_hash IS NOT NULL;

-- FIRST_SECRETS_END (at INSTANT)
UPDATE account_secret SET first_hash = NULL WHERE first_until <= $at AND first_hash IS NOT NULL;

-- ACCOUNT_SECRET_GONE (account ID)
DELETE FROM account_secret WHERE account = $account;

-- What the first sign-in has yet to ask of who has chosen a password.
-- ACCOUNT_FIRST_STEP (account ID) -> step TEXT
SELECT a.first_step AS step FROM account a JOIN account_secret k ON k.account = a.id WHERE a.id = $account AND k.hash IS NOT NULL;

-- ACCOUNT_CHARTER_AT (account ID) -> at INSTANT
SELECT charter_at AS at FROM account WHERE id = $account;

-- SETTING_VALUE (name TEXT) -> value TEXT
SELECT value FROM setting WHERE name = $name;
