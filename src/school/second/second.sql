-- SECOND_POLICIES () -> kind TEXT, policy TEXT
SELECT kind, policy FROM second_policy;

-- SECOND_POLICY_OF (kind TEXT) -> policy TEXT
SELECT policy FROM second_policy WHERE kind = $kind;

-- SECOND_ACCOUNT (account ID) -> kind TEXT, policy TEXT
SELECT a.kind, p.policy FROM account a LEFT JOIN second_policy p ON p.kind = a.kind WHERE a.id = $account;

-- MEANS_OF (account ID) -> id ID, kind TEXT, label TEXT, made_at INSTANT, used_at INSTANT
SELECT m.id, m.kind, m.label, m.made_at, s.used_at FROM second_means m JOIN second_secret s ON s.means = m.id WHERE m.account = $account ORDER BY m.made_at, m.id;

-- MEANS_SECRET (account ID, kind TEXT) -> id ID, secret BYTES, used INT, asked INT
SELECT m.id, s.secret, s.used, s.asked FROM second_means m JOIN second_secret s ON s.means = m.id WHERE m.account = $account AND m.kind = $kind ORDER BY m.id DESC LIMIT 1;

-- MEANS_ALL (account ID) -> id ID
SELECT id FROM second_means WHERE account = $account;

-- MEANS_NAMED (account ID, kind TEXT) -> id ID
SELECT id FROM second_means WHERE account = $account AND kind = $kind;

-- MEANS_OWNER (id ID) -> account ID
SELECT m.account FROM second_means m JOIN second_secret s ON s.means = m.id WHERE m.id = $id;

-- MEANS_SECRET_ADD (means ID, secret BYTES, used INT, asked INT, at INSTANT)
INSERT INTO second_secret (means, secret, used, asked, used_at) VALUES ($means, $secret, $used, $asked, $at);

-- MEANS_SECRET_END (means ID)
DELETE FROM second_secret WHERE means = $means;

-- MEANS_USED (means ID, used INT, asked INT, at INSTANT)
UPDATE second_secret SET used = $used, asked = $asked, used_at = $at WHERE means = $means;

-- DRAFT_SET (account ID, kind TEXT, secret BYTES, asked INT, at INSTANT)
INSERT INTO second_draft (account, kind, secret, asked, at) VALUES ($account, $kind, $secret, $asked, $at)
    ON CONFLICT (account) DO UPDATE SET kind = excluded.kind, secret = excluded.secret, asked = excluded.asked, at = excluded.at;

-- DRAFT_OF (account ID, kind TEXT, since INSTANT) -> secret BYTES, asked INT
SELECT secret, asked FROM second_draft WHERE account = $account AND kind = $kind AND at > $since;

-- DRAFT_END (account ID)
DELETE FROM second_draft WHERE account = $account;

-- RECOVERY_ADD (account ID, hash BYTES)
INSERT INTO recovery_code (account, hash) VALUES ($account, $hash);

-- RECOVERY_USE (account ID, hash BYTES)
DELETE FROM recovery_code WHERE account = $account AND hash = $hash;

-- RECOVERY_END (account ID)
DELETE FROM recovery_code WHERE account = $account;

-- RECOVERY_LEFT (account ID) -> count INT
SELECT count(*) AS count FROM recovery_code WHERE account = $account;

-- PASSKEY_KEEP (means ID, credential BYTES)
INSERT INTO passkey (means, credential) VALUES ($means, $credential);

-- PASSKEY_END (means ID)
DELETE FROM passkey WHERE means = $means;

-- PASSKEY_KEPT (credential BYTES) -> means ID, account ID, secret BYTES, used INT
SELECT p.means, m.account, s.secret, s.used FROM passkey p JOIN second_means m ON m.id = p.means JOIN second_secret s ON s.means = p.means
  JOIN account a ON a.id = m.account WHERE p.credential = $credential AND a.state = 'open';

-- PASSKEYS_OF (account ID) -> credential BYTES
SELECT p.credential FROM second_means m JOIN passkey p ON p.means = m.id WHERE m.account = $account ORDER BY m.id;

-- PASSKEY_ANSWERED (challenge BYTES) -> until INSTANT
SELECT until FROM passkey_answered WHERE challenge = $challenge;

-- PASSKEY_ANSWER (challenge BYTES, until INSTANT)
INSERT INTO passkey_answered (challenge, until) VALUES ($challenge, $until);

-- PASSKEY_SWEEP (before INSTANT)
DELETE FROM passkey_answered WHERE until < $before;

-- SECOND_TRIES (account ID, since INSTANT) -> count INT, first INSTANT
SELECT count(*) AS count, coalesce(min(at), 0) AS first FROM second_try WHERE account = $account AND at > $since;

-- SECOND_TRY_ADD (account ID, at INSTANT) -> id ID
INSERT INTO second_try (account, at) VALUES ($account, $at) RETURNING id;

-- SECOND_TRY_END (id ID)
DELETE FROM second_try WHERE id = $id;

-- SECOND_TRIES_SWEEP (account ID, before INSTANT)
DELETE FROM second_try WHERE account = $account AND at < $before;

-- DEVICE_KNOWN (account ID, hash BYTES, since INSTANT) -> id ID
SELECT id FROM known_device WHERE account = $account AND hash = $hash AND proved_at > $since;

-- DEVICE_RENEW (old BYTES, new BYTES)
UPDATE known_device SET hash = $new WHERE hash = $old;

-- DEVICE_ADD (account ID, hash BYTES, label TEXT, at INSTANT)
INSERT INTO known_device (account, hash, label, proved_at) VALUES ($account, $hash, $label, $at)
    ON CONFLICT (account, hash) DO UPDATE SET label = excluded.label, proved_at = excluded.proved_at;

-- DEVICES_OF (account ID, since INSTANT) -> id ID, label TEXT, proved_at INSTANT
SELECT id, label, proved_at FROM known_device WHERE account = $account AND proved_at > $since ORDER BY proved_at DESC, id DESC LIMIT 100;

-- DEVICES_SWEEP (account ID, before INSTANT)
DELETE FROM known_device WHERE account = $account AND proved_at < $before;

-- DEVICE_OWNER (id ID) -> account ID
SELECT account FROM known_device WHERE id = $id;

-- DEVICE_FORGET (id ID, account ID)
DELETE FROM known_device WHERE id = $id AND account = $account;

-- DEVICES_FORGET (account ID)
DELETE FROM known_device WHERE account = $account;

-- SECOND_FIGURES () -> kind TEXT, accounts INT, equipped INT
SELECT q.kind, count(*) AS accounts, coalesce(CAST(sum(q.equipped) AS bigint), 0) AS equipped
  FROM (SELECT a.kind, CASE WHEN EXISTS (SELECT 1 FROM second_means m JOIN second_secret s ON s.means = m.id WHERE m.account = a.id) THEN 1 ELSE 0 END AS equipped
          FROM account a WHERE a.state = 'open') q
 GROUP BY q.kind;

-- Whose second step whoever asks may take away: of a person they see; a supervisor's by a supervisor.
-- SECOND_ACCOUNTS (supervisor BOOL) -> account ID, display_name TEXT, login TEXT, kind TEXT, means INT
SELECT a.id AS account, a.display_name, a.login, a.kind, q.means
  FROM (SELECT m.account, count(*) AS means FROM second_means m JOIN second_secret s ON s.means = m.id GROUP BY m.account) q
  JOIN account a ON a.id = q.account LEFT JOIN person o ON o.id = a.person LEFT JOIN person n ON n.id = coalesce(o.merged_into, o.id)
 WHERE {seen person n.id} AND ($supervisor = 1 OR a.kind <> 'supervisor') ORDER BY a.display_name, a.id;

-- SECOND_RESETTABLE (account ID, supervisor BOOL) -> account ID
SELECT a.id AS account FROM account a LEFT JOIN person o ON o.id = a.person LEFT JOIN person n ON n.id = coalesce(o.merged_into, o.id)
 WHERE a.id = $account AND EXISTS (SELECT 1 FROM second_means m JOIN second_secret s ON s.means = m.id WHERE m.account = a.id)
   AND {seen person n.id} AND ($supervisor = 1 OR a.kind <> 'supervisor');
