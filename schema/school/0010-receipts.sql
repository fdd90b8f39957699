-- Answers to requests that came with an Idempotency-Key, for who asks again; kept a day (src/web/receipts.h). A receipt stands in the base that its
-- request wrote: both were committed, or neither.
CREATE TABLE school_receipt (
    id        BYTES   PRIMARY KEY NOT NULL,
    at        INSTANT NOT NULL,
    request   BYTES   NOT NULL,
    status    INT     NOT NULL,         -- 0: begun, its answer is not known yet
    location  TEXT,
    body      TEXT
);
CREATE INDEX school_receipt_at ON school_receipt (at);
