-- The people of one school year. A human is one row of `person`, whatever they are here: pupil, guardian, teacher, staff.

-- audited
-- topic people
CREATE TABLE address (
    id            AUTO,
    siecle_id     TEXT,
    line1         TEXT,
    line2         TEXT,
    line3         TEXT,
    line4         TEXT,
    po_box        TEXT,
    postcode      TEXT,
    city          TEXT,
    insee         TEXT,
    foreign_city  TEXT,
    country_code  TEXT,
    country       TEXT
);
CREATE UNIQUE INDEX address_siecle ON address (siecle_id);

-- audited
-- topic people
-- person
CREATE TABLE person (
    id                ID   PRIMARY KEY,
    title             TEXT,
    family_name       TEXT NOT NULL,
    usage_name        TEXT,
    given_name        TEXT,
    given_name_2      TEXT,
    given_name_3      TEXT,
    sex               TEXT,
    birth_day         DAY,
    birth_city        TEXT,
    birth_insee       TEXT,
    birth_department  TEXT,
    birth_country     TEXT,
    nationality       TEXT,
    email             TEXT,
    phone_home        TEXT,
    phone_mobile      TEXT,
    phone_work        TEXT,
    accepts_sms       BOOL,
    occupation        TEXT,
    address           ID   REFERENCES address (id),
    display_name      TEXT  NOT NULL,   -- silent
    sort_key          BYTES NOT NULL
);
CREATE INDEX person_sort ON person (sort_key, id);
CREATE INDEX person_address ON person (address);
CREATE INDEX person_birth ON person (birth_day);

-- The words by which a person is found, folded; kept up by the change door.
CREATE TABLE person_word (
    word    TEXT NOT NULL,
    person  ID   NOT NULL REFERENCES person (id),
    PRIMARY KEY (word, person)
);
CREATE INDEX person_word_person ON person_word (person);

-- audited
-- topic pupils
-- person
CREATE TABLE pupil (
    person           ID   PRIMARY KEY REFERENCES person (id),
    siecle_id        TEXT,
    elenoet          TEXT,
    ine              TEXT,
    mef              TEXT,
    status           TEXT,
    repeating        BOOL,
    provenance       TEXT,
    entry_day        DAY,
    exit_day         DAY,
    exit_reason      TEXT,
    transport        BOOL,
    previous_mef     TEXT,
    previous_class   TEXT,
    previous_uai     TEXT,
    previous_school  TEXT
);
CREATE UNIQUE INDEX pupil_siecle ON pupil (siecle_id);
CREATE INDEX pupil_ine ON pupil (ine);
CREATE INDEX pupil_elenoet ON pupil (elenoet);
CREATE INDEX pupil_mef ON pupil (mef);

-- Externe, demi-pensionnaire, interne: dated, [from_day, until_day). code is SIECLE's, status ours (R-11).
-- audited
-- topic pupils
CREATE TABLE board (
    person     ID   NOT NULL REFERENCES person (id),
    from_day   DAY  NOT NULL,
    until_day  DAY  NOT NULL,
    status     TEXT NOT NULL,
    code       TEXT,
    PRIMARY KEY (person, from_day)
);

-- audited
-- topic guardians
-- person
CREATE TABLE guardian (
    person         ID   PRIMARY KEY REFERENCES person (id),
    siecle_id      TEXT,
    share_address  BOOL
);
CREATE UNIQUE INDEX guardian_siecle ON guardian (siecle_id);

-- level: 1 legal, 2 in charge, 3 contact. rank: the order in which to call. PE-07.
-- audited
-- topic guardians
CREATE TABLE guardianship (
    pupil          ID   NOT NULL REFERENCES person (id),
    guardian       ID   NOT NULL REFERENCES person (id),
    level          INT  NOT NULL,
    rank           INT  NOT NULL,
    kinship        TEXT,
    pays_fees      BOOL,
    receives_aid   BOOL,
    hosts          BOOL,
    contact_first  BOOL,
    PRIMARY KEY (pupil, guardian)
);
CREATE INDEX guardianship_guardian ON guardianship (guardian);

-- A teacher's number at the ministry is the pair (type, id): local 9 is not epp 9.
-- audited
-- topic teachers
CREATE TABLE teacher (
    person    ID   PRIMARY KEY REFERENCES person (id),
    sts_type  TEXT,
    sts_id    TEXT,
    function  TEXT,
    grade     TEXT
);
CREATE UNIQUE INDEX teacher_sts ON teacher (sts_type, sts_id);

-- audited
-- topic staff
CREATE TABLE staff (
    person    ID   PRIMARY KEY REFERENCES person (id),
    sts_type  TEXT,
    sts_id    TEXT,
    function  TEXT,
    grade     TEXT
);
CREATE UNIQUE INDEX staff_sts ON staff (sts_type, sts_id);

-- audited
-- topic teachers
CREATE TABLE post_discipline (
    teacher  ID   NOT NULL REFERENCES person (id),
    code     TEXT NOT NULL,
    label    TEXT,
    hours    TEXT,
    PRIMARY KEY (teacher, code)
);
