-- Who else may come for a pupil (PE-02): dated, [from_day, until_day). tie: how they are bound, in the family's words.
-- audited
-- person
-- topic pickups
CREATE TABLE pickup (
    id         AUTO,
    pupil      ID   NOT NULL REFERENCES person (id),
    name       TEXT NOT NULL,
    tie        TEXT,
    phone      TEXT,
    from_day   DAY  NOT NULL,
    until_day  DAY  NOT NULL
);
CREATE INDEX pickup_pupil ON pickup (pupil, until_day);
