-- Letters, labels and e-mails by which people are given their accounts, made in batches by a job.

-- way: letter, label, mail. state: working, ready (its file can be fetched), sent, recalled, stopped, failed, gone. site: the address that they name. people: those it was for.
-- left_out: those who could not be written to. sealed: its file beside the bases, as long as it is there.
-- topic letters
CREATE TABLE letter_batch (
    id        AUTO,
    at        INSTANT NOT NULL,
    account   ID      NOT NULL,
    way       TEXT    NOT NULL,
    state     TEXT    NOT NULL,
    site      TEXT    NOT NULL,
    people    INT     NOT NULL,
    left_out  INT     NOT NULL,
    sealed    TEXT,
    size      INT,
    ended_at  INSTANT
);

-- Who was written to, when, by whom; never what with. version: of the text (letter_version, in the school's base); NULL: the program's own.
-- audited
-- topic letters
-- person
CREATE TABLE letter (
    id        AUTO,
    person    ID      NOT NULL REFERENCES person (id),
    batch     ID      NOT NULL REFERENCES letter_batch (id),
    way       TEXT    NOT NULL,
    version   ID,
    at        INSTANT NOT NULL,
    account   ID      NOT NULL,
    recalled  BOOL    NOT NULL DEFAULT 0
);
CREATE INDEX letter_person ON letter (person);
CREATE INDEX letter_batch_of ON letter (batch);
