-- Who was shown the most private data (class D3) of whom, and when (promises.md PRIV-03). In the school's base: a closed year is still read, and takes no line.

-- what: a word of a route (Route.reads); thing: which one of theirs, a document's number, or 0. mode: in which the reader was connected. quarter: of an hour, counted
-- from 1970: the same reader, person, what and thing make one line in it.
-- topic reads
-- person
CREATE TABLE read_line (
    id       AUTO,
    at       INSTANT NOT NULL,
    quarter  INT     NOT NULL,
    account  ID      NOT NULL REFERENCES account (id),
    person   ID      NOT NULL REFERENCES person_number (id),
    mode     TEXT    NOT NULL,
    what     TEXT    NOT NULL,
    thing    ID      NOT NULL
);
CREATE UNIQUE INDEX read_line_once ON read_line (person, account, what, thing, quarter);
CREATE INDEX read_line_account ON read_line (account, id);
CREATE INDEX read_line_at ON read_line (at);
