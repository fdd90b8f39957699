-- Work that takes longer than a request: who asked for it, how far it is, what came of it (src/work/job.h).

-- state: waiting, running, done, failed, cancelled. lane: of the jobs of one lane one runs at a time; '' has no lane. about: what it works
-- on, "import/7", by which its pages find it. holder, lease_until: who runs it, and until when that is believed. note, error: ids of the
-- catalogue; error_values as words_keep writes them. Never the name of a person.
CREATE TABLE job (
    id            AUTO,
    kind          TEXT    NOT NULL,
    lane          TEXT    NOT NULL,
    about         TEXT    NOT NULL,
    parameters    TEXT    NOT NULL,
    account       ID      NOT NULL,
    person        ID      NOT NULL,
    state         TEXT    NOT NULL,
    step          INT     NOT NULL,
    note          TEXT    NOT NULL,
    done          INT     NOT NULL,
    total         INT     NOT NULL,
    attempts      INT     NOT NULL,
    next_at       INSTANT NOT NULL,
    cancel        BOOL    NOT NULL,
    holder        TEXT,
    lease_until   INSTANT,
    error         TEXT,
    error_values  TEXT,
    created_at    INSTANT NOT NULL,
    started_at    INSTANT,
    ended_at      INSTANT
);
CREATE INDEX job_state ON job (state, id);
CREATE INDEX job_about ON job (about, id);
CREATE INDEX job_kind ON job (kind, id);
CREATE INDEX job_ended ON job (ended_at);
