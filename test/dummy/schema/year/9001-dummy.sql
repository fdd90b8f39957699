-- The tables of the tests' dummy feature.

-- audited, person, topic dummies
CREATE TABLE dummy (
    id          AUTO,
    name        TEXT  NOT NULL,
    note        TEXT,
    rank        INT   NOT NULL DEFAULT 3,
    colour      TEXT  NOT NULL DEFAULT 'bleu d''eau',
    born        DAY,
    cheerful    BOOL,
    sort_key    BYTES NOT NULL,
    shout       TEXT                        -- silent
);
CREATE INDEX dummy_sort ON dummy (sort_key, id);
CREATE INDEX dummy_rank ON dummy (rank, id);

-- audited
-- topic dummies
CREATE TABLE dummy_link (
    dummy   ID   NOT NULL REFERENCES dummy (id),
    word    TEXT NOT NULL,
    weight  INT,
    PRIMARY KEY (dummy, word)
);

-- audited
CREATE TABLE dummy_pair (
    a  ID NOT NULL,
    b  ID NOT NULL,
    PRIMARY KEY (a, b)
);

-- Kept up by a hook, as search words are.
CREATE TABLE dummy_word (
    word   TEXT NOT NULL,
    dummy  ID   NOT NULL,
    PRIMARY KEY (word, dummy)
);
