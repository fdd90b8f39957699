-- What the school lends.

-- A calculator in a pupil's bag, [since_day, returned_day). number: as painted on its back.
-- audited
-- topic loans
-- person
CREATE TABLE loan (
    id            AUTO,
    pupil         ID   NOT NULL REFERENCES person (id),
    number        TEXT NOT NULL,
    since_day     DAY  NOT NULL,
    returned_day  DAY
);
CREATE INDEX loan_pupil ON loan (pupil);
CREATE INDEX loan_number ON loan (number);
