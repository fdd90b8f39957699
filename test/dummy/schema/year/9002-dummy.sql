-- What refers, and what may not be there twice: for undoing.

-- audited
-- topic dummies
CREATE TABLE dummy_child (
    id      AUTO,
    parent  ID   REFERENCES dummy (id),
    code    TEXT,
    place   INT
);
CREATE UNIQUE INDEX dummy_child_code ON dummy_child (code, place);
CREATE INDEX dummy_child_parent ON dummy_child (parent);

-- Not audited: only the engine knows that it refers.
CREATE TABLE dummy_note (
    dummy  ID   NOT NULL REFERENCES dummy (id),
    text   TEXT NOT NULL,
    PRIMARY KEY (dummy)
);
