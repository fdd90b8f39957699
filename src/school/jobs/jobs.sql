-- JOBS_RECENT (account ID, everybody BOOL) -> id ID, kind TEXT, about TEXT, account ID, login TEXT, state TEXT, note TEXT, done INT, total INT,
--     attempts INT, cancel BOOL, error TEXT, error_values TEXT, created_at INSTANT, started_at INSTANT, ended_at INSTANT
SELECT j.id, j.kind, j.about, j.account, a.display_name AS login, j.state, j.note, j.done, j.total, j.attempts, j.cancel, j.error, j.error_values,
       j.created_at, j.started_at, j.ended_at
  FROM job j LEFT JOIN account a ON a.id = j.account
 WHERE $everybody = 1 OR j.account = $account
 ORDER BY j.id DESC LIMIT 100;
