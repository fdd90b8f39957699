-- Classes, groups, subjects and who teaches what to whom (PE-12, PE-13).

-- audited
-- topic structures
CREATE TABLE mef (
    code        TEXT NOT NULL,
    label       TEXT,
    label_long  TEXT,
    mefstat     TEXT,
    PRIMARY KEY (code)
);

-- audited
-- topic subjects
CREATE TABLE subject (
    id           AUTO,
    code         TEXT NOT NULL,
    code_short   TEXT,
    label        TEXT,
    label_long   TEXT,
    label_print  TEXT,
    sort_key     BYTES NOT NULL
);
CREATE UNIQUE INDEX subject_code ON subject (code);
CREATE INDEX subject_sort ON subject (sort_key, id);

-- A class (division) or a group; later a part of a class. kind: class, group.
-- audited
-- topic structures
CREATE TABLE structure (
    id        AUTO,
    kind      TEXT NOT NULL,
    code      TEXT NOT NULL,
    label     TEXT,
    planned   INT,
    sort_key  BYTES NOT NULL
);
CREATE UNIQUE INDEX structure_code ON structure (kind, code);
CREATE INDEX structure_sort ON structure (sort_key, id);

-- audited
-- topic structures
CREATE TABLE structure_mef (
    structure  ID   NOT NULL REFERENCES structure (id),
    mef        TEXT NOT NULL,
    PRIMARY KEY (structure, mef)
);

-- The classes whose pupils a group draws from.
-- audited
-- topic structures
CREATE TABLE group_class (
    group_id  ID NOT NULL REFERENCES structure (id),
    class_id  ID NOT NULL REFERENCES structure (id),
    PRIMARY KEY (group_id, class_id)
);
CREATE INDEX group_class_class ON group_class (class_id);

-- Who is in it, when: [from_day, until_day), until_day 9999-12-31 while it lasts. One class at a time.
-- audited
-- topic pupils
CREATE TABLE membership (
    person     ID   NOT NULL REFERENCES person (id),
    structure  ID   NOT NULL REFERENCES structure (id),
    from_day   DAY  NOT NULL,
    until_day  DAY  NOT NULL,
    kind       TEXT NOT NULL,
    PRIMARY KEY (person, structure, from_day)
);
CREATE INDEX membership_structure ON membership (structure, person);

-- audited
-- topic pupils
CREATE TABLE pupil_option (
    person    ID   NOT NULL REFERENCES person (id),
    subject   TEXT NOT NULL,
    modality  TEXT NOT NULL,
    number    TEXT,
    PRIMARY KEY (person, subject, modality)
);

-- What a MEF teaches, and how many hours.
-- audited
CREATE TABLE programme (
    mef       TEXT NOT NULL,
    subject   TEXT NOT NULL,
    modality  TEXT NOT NULL,
    hours     TEXT,
    PRIMARY KEY (mef, subject, modality)
);

-- One subject taught to one class or group: the line of a report card (R-05).
-- audited
-- topic structures
CREATE TABLE service (
    id         AUTO,
    structure  ID   NOT NULL REFERENCES structure (id),
    subject    ID   NOT NULL REFERENCES subject (id),
    modality   TEXT NOT NULL
);
CREATE UNIQUE INDEX service_what ON service (structure, subject, modality);
CREATE INDEX service_subject ON service (subject);

-- audited
-- topic structures
CREATE TABLE service_teacher (
    service  ID NOT NULL REFERENCES service (id),
    teacher  ID NOT NULL REFERENCES person (id),
    PRIMARY KEY (service, teacher)
);
CREATE INDEX service_teacher_teacher ON service_teacher (teacher);

-- audited
-- topic structures
CREATE TABLE main_teacher (
    structure  ID  NOT NULL REFERENCES structure (id),
    teacher    ID  NOT NULL REFERENCES person (id),
    from_day   DAY NOT NULL,
    until_day  DAY NOT NULL,
    PRIMARY KEY (structure, teacher, from_day)
);

-- The ministry's own lists (régimes, liens de parenté, motifs de sortie…), as imported.
-- audited
CREATE TABLE code_entry (
    list         TEXT NOT NULL,
    code         TEXT NOT NULL,
    label_short  TEXT,
    label_long   TEXT,
    PRIMARY KEY (list, code)
);
