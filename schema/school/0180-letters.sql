-- What is written to everybody when they get their account, as the school has changed it; what it has not changed is the program's own (school/letters).

-- A version of one of these texts: the newest holds. audience: staff, teacher, guardian, pupil. way: letter, label, mail. head: what stands at the top of a letter.
-- audited
-- topic letter_texts
CREATE TABLE letter_version (
    id        AUTO,
    audience  TEXT    NOT NULL,
    way       TEXT    NOT NULL,
    head      TEXT,
    subject   TEXT,
    body      TEXT    NOT NULL,
    at        INSTANT NOT NULL,
    account   ID      NOT NULL REFERENCES account (id)
);
CREATE INDEX letter_version_of ON letter_version (audience, way, id);
