-- Certificates that the school has given (school/certificates). They outlive years: what was given in June is looked at in September.

-- kind: schooling, leaving. number: 1, 2, 3 … in its year. account: who gave it. What it said, as of then: the class, since when, the last day and why. revoked_at: it is good no more.
-- audited
-- topic certificates
-- person
CREATE TABLE certificate (
    id          AUTO,
    year        INT     NOT NULL,
    number      INT     NOT NULL,
    kind        TEXT    NOT NULL,
    person      ID      NOT NULL REFERENCES person_number (id),
    at          INSTANT NOT NULL,
    account     ID      NOT NULL,
    class_code  TEXT,
    from_day    DAY,
    last_day    DAY,
    reason      TEXT,
    revoked_at  INSTANT
);
CREATE UNIQUE INDEX certificate_number ON certificate (year, number);
CREATE INDEX certificate_person ON certificate (person);

-- By what it is known to be ours. digest: keyed, of the code that stands on the paper and nowhere else. family, given: the letters that its names begin with.
CREATE TABLE certificate_code (
    certificate  ID    NOT NULL REFERENCES certificate (id),
    digest       BYTES NOT NULL,
    family       TEXT,
    given        TEXT,
    PRIMARY KEY (certificate)
);
CREATE UNIQUE INDEX certificate_code_digest ON certificate_code (digest);
