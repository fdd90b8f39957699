-- Photos and documents of people: what there is to say of each; their bytes lie sealed beside the base (school/files/kept_files.h).

-- kind: photo, document. title: as people call it, for documents. type: the media type, by what it holds. size: of its bytes, in clear. sealed: the name of
-- its file. ended_at: taken off; its bytes stay thirty days. instead_of: the photo before it, which then ended. batch: the archive that brought it.
-- audited
-- topic files
-- person
CREATE TABLE file (
    id          AUTO,
    person      ID      NOT NULL REFERENCES person (id),
    kind        TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    size        INT     NOT NULL,
    sealed      TEXT    NOT NULL,
    added_at    INSTANT NOT NULL,
    account     ID      NOT NULL,
    ended_at    INSTANT,
    instead_of  ID,
    batch       ID
);
CREATE INDEX file_person ON file (person, kind);
CREATE UNIQUE INDEX file_sealed ON file (sealed);
CREATE INDEX file_ended ON file (ended_at);
CREATE INDEX file_batch ON file (batch);

-- May one's face be shown (PE-14)? Dated, [from_day, until_day). No row that day: nobody has asked yet.
-- audited
-- topic files
-- person
CREATE TABLE image_right (
    person     ID   NOT NULL REFERENCES person (id),
    from_day   DAY  NOT NULL,
    until_day  DAY  NOT NULL,
    allowed    BOOL NOT NULL,
    PRIMARY KEY (person, from_day)
);

-- Every file that was sealed for a row, which the history may take back and put in force again: its bytes stay as long as that can be.
CREATE TABLE kept_file (
    sealed  TEXT    PRIMARY KEY NOT NULL,
    at      INSTANT NOT NULL
);
CREATE INDEX kept_file_at ON kept_file (at);

-- An archive of photos. state: reading, done, failed, undone. sealed: its file, until it has been read. named_by: what its names are. work: which placed them.
-- topic photos
CREATE TABLE photo_batch (
    id        AUTO,
    at        INSTANT NOT NULL,
    account   ID      NOT NULL,
    state     TEXT    NOT NULL,
    named_by  TEXT    NOT NULL,
    sealed    TEXT,
    total     INT     NOT NULL DEFAULT 0,
    work      ID
);
CREATE INDEX photo_batch_work ON photo_batch (work);
CREATE INDEX photo_batch_sealed ON photo_batch (sealed);

-- What became of each of its entries. outcome: ready, placed, replaced, or why not (photo_outcome_words). sealed, size: the photo, until it is placed.
-- person
CREATE TABLE photo_entry (
    batch    ID   NOT NULL REFERENCES photo_batch (id),
    number   INT  NOT NULL,
    name     TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    person   ID   REFERENCES person (id),
    sealed   TEXT,
    size     INT,
    PRIMARY KEY (batch, number)
);
CREATE INDEX photo_entry_sealed ON photo_entry (sealed);
CREATE INDEX photo_entry_person ON photo_entry (person);
