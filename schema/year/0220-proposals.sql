-- What families ask of the school, and it accepts or refuses: other contact data of their own (PE-20), a permission to leave for their child (PO-07).

-- person: whose data it is. kind: contact, exits. state: waiting, accepted, refused, withdrawn. account: who asked.
-- audited
-- person
-- topic proposals
CREATE TABLE proposal (
    id          AUTO,
    person      ID      NOT NULL REFERENCES person (id),
    kind        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    account     ID      NOT NULL,
    at          INSTANT NOT NULL,
    decided_by  ID,
    decided_at  INSTANT,
    reason      TEXT
);
CREATE INDEX proposal_person ON proposal (person, state);
CREATE INDEX proposal_state ON proposal (state, at);

-- One value of it: as it was when it was asked, and as it should be.
-- audited
-- person
CREATE TABLE proposal_value (
    proposal  ID   NOT NULL REFERENCES proposal (id),
    field     TEXT NOT NULL,
    was       TEXT,
    wanted    TEXT,
    PRIMARY KEY (proposal, field)
);
