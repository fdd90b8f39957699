-- FORGOTTEN_LOGIN (login TEXT) -> account ID, email TEXT   [unscoped: who has forgotten a password; nothing of it is answered]
SELECT a.id AS account, n.email FROM account a LEFT JOIN person o ON o.id = a.person LEFT JOIN person n ON n.id = coalesce(o.merged_into, o.id) WHERE a.login = $login;

-- Every account that a letter reaches. usable: it is open, and its owner has chosen a password.
-- FORGOTTEN_EMAIL () -> account ID, usable BOOL, email TEXT   [unscoped: who has forgotten a password; nothing of it is answered]
SELECT a.id AS account, CASE WHEN a.state = 'open' AND s.hash IS NOT NULL THEN 1 ELSE 0 END AS usable, n.email
  FROM account a JOIN person o ON o.id = a.person JOIN person n ON n.id = coalesce(o.merged_into, o.id)
  LEFT JOIN account_secret s ON s.account = a.id LEFT JOIN person_account k ON k.person = n.id
 WHERE n.email IS NOT NULL AND (k.account IS NULL OR k.account = a.id) ORDER BY a.id;

-- FORGOTTEN_COUNT (account ID, since INSTANT) -> count INT
SELECT count(*) AS count FROM recovery WHERE account = $account AND at > $since;

-- FORGOTTEN_ADD (ticket BYTES, account ID, code BYTES, at INSTANT) -> id ID
INSERT INTO recovery (ticket, account, code, tries, at) VALUES ($ticket, $account, $code, 0, $at) RETURNING id;

-- FORGOTTEN_TRY (ticket BYTES, since INSTANT, most INT) -> id ID
UPDATE recovery SET tries = tries + 1 WHERE ticket = $ticket AND at > $since AND tries < $most RETURNING id;

-- FORGOTTEN_CODE (ticket BYTES, since INSTANT) -> id ID, account ID, code BYTES
SELECT id, account, code FROM recovery WHERE ticket = $ticket AND at > $since;

-- FORGOTTEN_PROVE (id ID, at INSTANT)
UPDATE recovery SET proved_at = $at WHERE id = $id;

-- FORGOTTEN_PROVEN (ticket BYTES, since INSTANT) -> account ID, kind TEXT, login TEXT, display_name TEXT, email TEXT   [unscoped: who has given the code that was sent to them]
SELECT a.id AS account, a.kind, a.login, a.display_name, n.email
  FROM recovery r JOIN account a ON a.id = r.account JOIN account_secret s ON s.account = a.id
  LEFT JOIN person o ON o.id = a.person LEFT JOIN person n ON n.id = coalesce(o.merged_into, o.id) LEFT JOIN person_account k ON k.person = n.id
 WHERE r.ticket = $ticket AND r.proved_at > $since AND a.state = 'open' AND s.hash IS NOT NULL AND (k.account IS NULL OR k.account = a.id);

-- FORGOTTEN_END (account ID)
DELETE FROM recovery WHERE account = $account;

-- FORGOTTEN_SWEEP (before INSTANT)
DELETE FROM recovery WHERE at < $before;
