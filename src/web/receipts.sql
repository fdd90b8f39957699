-- RECEIPT_FIND (id BYTES, since INSTANT) -> request BYTES, status INT, location TEXT, body TEXT
SELECT request, status, location, body FROM year_receipt WHERE id = $id AND at > $since
UNION ALL SELECT request, status, location, body FROM school_receipt WHERE id = $id AND at > $since;

-- YEAR_RECEIPT_KEEP (id BYTES, at INSTANT, request BYTES, status INT, location TEXT, body TEXT)
INSERT INTO year_receipt (id, at, request, status, location, body) VALUES ($id, $at, $request, $status, $location, $body)
    ON CONFLICT (id) DO UPDATE SET at = excluded.at, request = excluded.request, status = excluded.status, location = excluded.location,
    body = excluded.body;

-- SCHOOL_RECEIPT_KEEP (id BYTES, at INSTANT, request BYTES, status INT, location TEXT, body TEXT)
INSERT INTO school_receipt (id, at, request, status, location, body) VALUES ($id, $at, $request, $status, $location, $body)
    ON CONFLICT (id) DO UPDATE SET at = excluded.at, request = excluded.request, status = excluded.status, location = excluded.location,
    body = excluded.body;

-- Each receipt that is kept takes away some that are too old: their number stays bounded, and no request pays for a whole day.
-- YEAR_RECEIPT_SWEEP (before INSTANT)
DELETE FROM year_receipt WHERE id IN (SELECT old.id FROM year_receipt old WHERE old.at < $before ORDER BY old.at LIMIT 8);

-- SCHOOL_RECEIPT_SWEEP (before INSTANT)
DELETE FROM school_receipt WHERE id IN (SELECT old.id FROM school_receipt old WHERE old.at < $before ORDER BY old.at LIMIT 8);

-- YEAR_RECEIPT_DROP (id BYTES)
DELETE FROM year_receipt WHERE id = $id;
