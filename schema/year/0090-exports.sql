-- Copies of data that leave: who took whose, and when; and whole copies of the school, made by a job.

-- Audited, so that it stands in the person's history like any change. asked_as: self, guardian, office, school. person: whose data; NULL: everybody's, or of an
-- account without a record.
-- audited
-- topic exports
-- person
CREATE TABLE data_copy (
    id        AUTO,
    person    ID      REFERENCES person (id),
    asked_as  TEXT    NOT NULL,
    at        INSTANT NOT NULL,
    account   ID      NOT NULL
);
CREATE INDEX data_copy_person ON data_copy (person);

-- state: working, ready, failed, gone. sealed: its file beside the bases, as long as it is there.
-- topic exports
CREATE TABLE school_copy (
    id        AUTO,
    at        INSTANT NOT NULL,
    account   ID      NOT NULL,
    state     TEXT    NOT NULL,
    sealed    TEXT,
    size      INT,
    ended_at  INSTANT
);
