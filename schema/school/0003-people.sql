-- What outlives years: the ids of people, the settings of the school.

-- A person's id is given once, and never again to somebody else: last year's base and this year's speak of the same
-- pupil by the same number. An id reserved by an import that then failed is harmless.
CREATE TABLE person_number (
    id       AUTO,
    made_at  INSTANT NOT NULL
);

-- Who the outside world says this is. system: siecle.eleve, siecle.personne, sts.epp, sts.local.
CREATE TABLE person_key (
    system  TEXT NOT NULL,
    theirs  TEXT NOT NULL,
    person  ID   NOT NULL REFERENCES person_number (id),
    PRIMARY KEY (system, theirs)
);
CREATE INDEX person_key_person ON person_key (person);

-- audited
CREATE TABLE setting (
    name   TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (name)
);
