-- What will be sent: mail, text messages, notifications (src/work/outbox.h). Written in the transaction that decided it.

-- channel: mail, sms, push. state: queued, sending, sent, delivered, failed, recalled. sealed: to whom and what, under a key that is not in
-- the base; erased once it is over. dedup: what a receiver would call the same message twice. reason: a word, never what a server said.
CREATE TABLE school_outbox (
    id           AUTO,
    channel      TEXT    NOT NULL,
    sealed       BYTES,
    state        TEXT    NOT NULL,
    attempts     INT     NOT NULL,
    next_at      INSTANT NOT NULL,
    dedup        TEXT    NOT NULL,
    reason       TEXT,
    created_at   INSTANT NOT NULL,
    ended_at     INSTANT
);
CREATE UNIQUE INDEX school_outbox_dedup ON school_outbox (dedup);
CREATE INDEX school_outbox_state ON school_outbox (state, next_at);
CREATE INDEX school_outbox_ended ON school_outbox (ended_at);
