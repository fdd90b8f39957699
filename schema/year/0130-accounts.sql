-- With which account somebody signs in, of whom two records were made one: no other account of theirs opens any more. It stands in the year's base, where
-- two records are made one, so that it is taken back with that. account is an id of the school base.
-- audited
-- topic accounts
CREATE TABLE person_account (
    person   ID PRIMARY KEY REFERENCES person (id),
    account  ID NOT NULL
);
