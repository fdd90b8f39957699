-- The school's addresses that letters are sent from, and addresses that do not receive.

-- ---- from where ----

-- One of them, or all (id 0).
-- MAILERS (id ID) -> id ID, label TEXT, address TEXT, name TEXT, reply_to TEXT, host TEXT, port INT, security TEXT, login TEXT, everyone BOOL, usual BOOL, paused BOOL, secret BYTES, at INSTANT, reason TEXT, users INT
SELECT m.id, m.label, m.address, m.name, m.reply_to, m.host, m.port, m.security, m.login, m.everyone, m.usual, m.paused, s.secret, t.at, t.reason,
       (SELECT count(*) FROM mailer_user u WHERE u.mailer = m.id) AS users
  FROM mailer m LEFT JOIN mailer_secret s ON s.mailer = m.id LEFT JOIN mailer_state t ON t.mailer = m.id
 WHERE $id = 0 OR m.id = $id ORDER BY m.usual DESC, m.label, m.id;

-- Those that an account may use now.
-- USABLE_MAILERS (account ID) -> id ID
SELECT m.id FROM mailer m WHERE m.paused = 0 AND (m.everyone = 1 OR EXISTS (SELECT 1 FROM mailer_user u WHERE u.mailer = m.id AND u.account = $account)) ORDER BY m.id;

-- MAILER_LABELLED (label TEXT, but ID) -> id ID
SELECT id FROM mailer WHERE label = $label AND id <> $but;

-- USUAL_MAILERS () -> id ID
SELECT id FROM mailer WHERE usual = 1 ORDER BY id;

-- How many could send although preau.conf names no server.
-- OWN_MAILERS () -> count INT
SELECT count(*) AS count FROM mailer WHERE host IS NOT NULL AND paused = 0;

-- MAILER_USERS (mailer ID) -> account ID, display_name TEXT
SELECT u.account, a.display_name FROM mailer_user u JOIN account a ON a.id = u.account WHERE u.mailer = $mailer ORDER BY a.display_name, a.id;

-- Who works here, has an account, and is not among them yet.
-- MAILER_CANDIDATES (mailer ID) -> account ID, display_name TEXT
SELECT a.id AS account, a.display_name FROM account a
 WHERE a.kind IN ('supervisor', 'staff', 'teacher') AND a.state = 'open' AND NOT EXISTS (SELECT 1 FROM mailer_user u WHERE u.mailer = $mailer AND u.account = a.id) ORDER BY a.display_name, a.id;

-- ---- passwords, and what came of the last letter ----

-- MAILER_SECRET_SET (mailer ID, secret BYTES)
INSERT INTO mailer_secret (mailer, secret) VALUES ($mailer, $secret) ON CONFLICT (mailer) DO UPDATE SET secret = excluded.secret;

-- MAILER_SECRET_END (mailer ID)
DELETE FROM mailer_secret WHERE mailer = $mailer;

-- Of one that is still there.
-- MAILER_STATE_SET (mailer ID, at INSTANT, reason TEXT)
INSERT INTO mailer_state (mailer, at, reason) SELECT m.id, $at, $reason FROM mailer m WHERE m.id = $mailer
    ON CONFLICT (mailer) DO UPDATE SET at = excluded.at, reason = excluded.reason;

-- MAILER_STATE_END (mailer ID)
DELETE FROM mailer_state WHERE mailer = $mailer;

-- ---- addresses that do not receive ----

-- MAIL_REFUSED_SET (address BYTES, at INSTANT)
INSERT INTO mail_refused (address, at) VALUES ($address, $at) ON CONFLICT (address) DO UPDATE SET at = excluded.at;

-- MAIL_REFUSED_END (address BYTES)
DELETE FROM mail_refused WHERE address = $address;

-- MAIL_REFUSED_OF (address BYTES) -> at INSTANT
SELECT at FROM mail_refused WHERE address = $address;

-- MAIL_REFUSED_ALL () -> address BYTES, at INSTANT
SELECT address, at FROM mail_refused ORDER BY at DESC, address;

-- MAIL_REFUSED_SWEEP (before INSTANT)
DELETE FROM mail_refused WHERE at < $before;

-- MAILING_PEOPLE () -> id ID, display_name TEXT, email TEXT, hat TEXT
SELECT n.id, n.display_name, n.email, {term hat n.id} AS hat FROM person n WHERE n.email IS NOT NULL AND n.merged_into IS NULL AND {seen person n.id} ORDER BY n.sort_key, n.id;

-- How many letters wait to leave from it.
-- MAILER_WAITING (mailer ID) -> count INT
SELECT (SELECT count(*) FROM outbox o WHERE o.state = 'queued' AND o.mailer = $mailer) + (SELECT count(*) FROM school_outbox o WHERE o.state = 'queued' AND o.mailer = $mailer) AS count;
