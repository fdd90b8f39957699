-- The outbox's statements, one set for each base (outbox.h).

-- YEAR_OUTBOX_KNOWN (dedup TEXT) -> id ID
SELECT id FROM outbox WHERE dedup = $dedup;

-- YEAR_OUTBOX_ADD (channel TEXT, sealed BYTES, next_at INSTANT, dedup TEXT, at INSTANT, mailer ID) -> id ID
INSERT INTO outbox (channel, sealed, state, attempts, next_at, dedup, created_at, mailer)
VALUES ($channel, $sealed, 'queued', 0, $next_at, $dedup, $at, $mailer) RETURNING id;

-- One that is due: queued, or left in sending by a process that died there.
-- YEAR_OUTBOX_DUE (now INSTANT, channel TEXT) -> id ID, sealed BYTES, attempts INT, dedup TEXT, mailer ID
SELECT id, sealed, attempts, dedup, mailer FROM outbox
 WHERE state IN ('queued', 'sending') AND next_at <= $now AND channel = $channel ORDER BY next_at, id LIMIT 1;

-- YEAR_OUTBOX_TAKE (id ID, until INSTANT)
UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_at = $until WHERE id = $id;

-- YEAR_OUTBOX_AGAIN (id ID, attempts INT, next_at INSTANT, reason TEXT)
UPDATE outbox SET state = 'queued', next_at = $next_at, reason = $reason WHERE id = $id AND state = 'sending' AND attempts = $attempts;

-- Held: that was no try.
-- YEAR_OUTBOX_HOLD (id ID, attempts INT, next_at INSTANT, reason TEXT)
UPDATE outbox SET state = 'queued', attempts = attempts - 1, next_at = $next_at, reason = $reason WHERE id = $id AND state = 'sending' AND attempts = $attempts;

-- YEAR_OUTBOX_END (id ID, attempts INT, state TEXT, at INSTANT, reason TEXT)
UPDATE outbox SET state = $state, sealed = NULL, ended_at = $at, reason = $reason
 WHERE id = $id AND state = 'sending' AND attempts = $attempts;

-- What was tried at least once.
-- YEAR_OUTBOX_REPORTED (dedup TEXT, state TEXT, at INSTANT, reason TEXT)
UPDATE outbox SET state = $state, sealed = NULL, ended_at = coalesce(ended_at, $at), reason = $reason
 WHERE dedup = $dedup AND attempts > 0 AND (state IN ('queued', 'sending') OR (state = 'sent' AND $state <> 'sent'));

-- YEAR_OUTBOX_RECALL (dedup TEXT, at INSTANT) -> id ID
UPDATE outbox SET state = 'recalled', sealed = NULL, ended_at = $at WHERE dedup = $dedup AND state = 'queued' RETURNING id;

-- YEAR_OUTBOX_TALLY (prefix TEXT) -> state TEXT, count INT, reason TEXT
SELECT state, count(*) AS count, max(reason) AS reason FROM outbox WHERE substr(dedup, 1, length($prefix)) = $prefix GROUP BY state ORDER BY state;

-- YEAR_OUTBOX_STATE (dedup TEXT) -> state TEXT, attempts INT, reason TEXT
SELECT state, attempts, reason FROM outbox WHERE dedup = $dedup;

-- YEAR_OUTBOX_SWEEP (before INSTANT)
DELETE FROM outbox WHERE ended_at < $before;

-- SCHOOL_OUTBOX_KNOWN (dedup TEXT) -> id ID
SELECT id FROM school_outbox WHERE dedup = $dedup;

-- SCHOOL_OUTBOX_ADD (channel TEXT, sealed BYTES, next_at INSTANT, dedup TEXT, at INSTANT, mailer ID) -> id ID
INSERT INTO school_outbox (channel, sealed, state, attempts, next_at, dedup, created_at, mailer)
VALUES ($channel, $sealed, 'queued', 0, $next_at, $dedup, $at, $mailer) RETURNING id;

-- One that is due: queued, or left in sending by a process that died there.
-- SCHOOL_OUTBOX_DUE (now INSTANT, channel TEXT) -> id ID, sealed BYTES, attempts INT, dedup TEXT, mailer ID
SELECT id, sealed, attempts, dedup, mailer FROM school_outbox
 WHERE state IN ('queued', 'sending') AND next_at <= $now AND channel = $channel ORDER BY next_at, id LIMIT 1;

-- SCHOOL_OUTBOX_TAKE (id ID, until INSTANT)
UPDATE school_outbox SET state = 'sending', attempts = attempts + 1, next_at = $until WHERE id = $id;

-- SCHOOL_OUTBOX_AGAIN (id ID, attempts INT, next_at INSTANT, reason TEXT)
UPDATE school_outbox SET state = 'queued', next_at = $next_at, reason = $reason WHERE id = $id AND state = 'sending' AND attempts = $attempts;

-- Held: that was no try.
-- SCHOOL_OUTBOX_HOLD (id ID, attempts INT, next_at INSTANT, reason TEXT)
UPDATE school_outbox SET state = 'queued', attempts = attempts - 1, next_at = $next_at, reason = $reason WHERE id = $id AND state = 'sending' AND attempts = $attempts;

-- SCHOOL_OUTBOX_END (id ID, attempts INT, state TEXT, at INSTANT, reason TEXT)
UPDATE school_outbox SET state = $state, sealed = NULL, ended_at = $at, reason = $reason
 WHERE id = $id AND state = 'sending' AND attempts = $attempts;

-- What was tried at least once.
-- SCHOOL_OUTBOX_REPORTED (dedup TEXT, state TEXT, at INSTANT, reason TEXT)
UPDATE school_outbox SET state = $state, sealed = NULL, ended_at = coalesce(ended_at, $at), reason = $reason
 WHERE dedup = $dedup AND attempts > 0 AND (state IN ('queued', 'sending') OR (state = 'sent' AND $state <> 'sent'));

-- SCHOOL_OUTBOX_RECALL (dedup TEXT, at INSTANT) -> id ID
UPDATE school_outbox SET state = 'recalled', sealed = NULL, ended_at = $at WHERE dedup = $dedup AND state = 'queued' RETURNING id;

-- SCHOOL_OUTBOX_TALLY (prefix TEXT) -> state TEXT, count INT, reason TEXT
SELECT state, count(*) AS count, max(reason) AS reason FROM school_outbox WHERE substr(dedup, 1, length($prefix)) = $prefix GROUP BY state ORDER BY state;

-- SCHOOL_OUTBOX_STATE (dedup TEXT) -> state TEXT, attempts INT, reason TEXT
SELECT state, attempts, reason FROM school_outbox WHERE dedup = $dedup;

-- SCHOOL_OUTBOX_SWEEP (before INSTANT)
DELETE FROM school_outbox WHERE ended_at < $before;
