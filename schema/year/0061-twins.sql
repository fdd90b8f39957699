-- Alike, and said not to be the same: never proposed again. one < other.
-- audited
-- topic people
CREATE TABLE not_twin (
    one    ID NOT NULL REFERENCES person (id),
    other  ID NOT NULL REFERENCES person (id),
    PRIMARY KEY (one, other)
);
CREATE INDEX not_twin_other ON not_twin (other);
