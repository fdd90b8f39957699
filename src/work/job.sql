-- Jobs: taken, held, ended by the runner (job.h). All of it in the year's base.

-- JOB_ADD (kind TEXT, lane TEXT, about TEXT, parameters TEXT, account ID, person ID, at INSTANT) -> id ID
INSERT INTO job (kind, lane, about, parameters, account, person, state, step, note, done, total, attempts, next_at, cancel, created_at)
VALUES ($kind, $lane, $about, $parameters, $account, $person, 'waiting', 0, '', 0, 0, 0, $at, 0, $at) RETURNING id;

-- The first that may run now: it waits, or whoever ran it has let its lease lapse; nothing else of its lane runs.
-- JOB_DUE (now INSTANT) -> id ID
SELECT j.id FROM job j
 WHERE ((j.state = 'waiting' AND j.next_at <= $now) OR (j.state = 'running' AND j.lease_until <= $now))
   AND (j.lane = '' OR NOT EXISTS (SELECT 1 FROM job o WHERE o.state = 'running' AND o.lane = j.lane AND o.lease_until > $now))
 ORDER BY j.id LIMIT 1;

-- JOB_READ (id ID) -> id ID, kind TEXT, about TEXT, parameters TEXT, account ID, person ID, state TEXT, step INT, note TEXT, done INT, total INT,
--     attempts INT, cancel BOOL, error TEXT, error_values TEXT, created_at INSTANT, started_at INSTANT, ended_at INSTANT
SELECT id, kind, about, parameters, account, person, state, step, note, done, total, attempts, cancel, error, error_values, created_at, started_at,
       ended_at
  FROM job WHERE id = $id;

-- JOB_ABOUT (about TEXT) -> id ID
SELECT id FROM job WHERE about = $about ORDER BY id DESC LIMIT 1;

-- JOB_LAST (kind TEXT) -> created_at INSTANT
SELECT created_at FROM job WHERE kind = $kind ORDER BY id DESC LIMIT 1;

-- JOB_TAKE (id ID, holder TEXT, until INSTANT, now INSTANT)
UPDATE job SET state = 'running', holder = $holder, lease_until = $until, attempts = attempts + 1, started_at = coalesce(started_at, $now)
 WHERE id = $id;

-- Still ours? No row: somebody else has taken it over.
-- JOB_HOLD (id ID, holder TEXT, until INSTANT) -> cancel BOOL
UPDATE job SET lease_until = $until WHERE id = $id AND state = 'running' AND holder = $holder RETURNING cancel;

-- JOB_PROGRESS (id ID, note TEXT, done INT, total INT)
UPDATE job SET note = $note, done = $done, total = $total WHERE id = $id;

-- JOB_STEP (id ID, step INT)
UPDATE job SET step = $step, attempts = 1 WHERE id = $id;

-- JOB_AGAIN (id ID, attempts INT, next_at INSTANT, error TEXT, error_values TEXT)
UPDATE job SET state = 'waiting', holder = NULL, lease_until = NULL, attempts = $attempts, next_at = $next_at, error = $error,
       error_values = $error_values
 WHERE id = $id;

-- JOB_END (id ID, state TEXT, at INSTANT, error TEXT, error_values TEXT)
UPDATE job SET state = $state, ended_at = $at, holder = NULL, lease_until = NULL, error = $error, error_values = $error_values WHERE id = $id;

-- JOB_CANCEL (id ID, now INSTANT)
UPDATE job SET cancel = 1, next_at = $now WHERE id = $id AND state IN ('waiting', 'running') AND cancel = 0;

-- When nobody else can be running them: what the last process left behind is due at once.
-- JOBS_LAPSE ()
UPDATE job SET lease_until = 0 WHERE state = 'running';

-- JOBS_SWEEP (before INSTANT)
DELETE FROM job WHERE ended_at < $before;
