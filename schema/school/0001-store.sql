-- The store's own tables. Works and audit rows form the history of this base; see src/store/change.h.

-- One row per transaction that changed something audited.
CREATE TABLE school_work (
    id AUTO,
    at INSTANT NOT NULL,
    account ID NOT NULL,                -- 0: the program itself
    person ID NOT NULL,
    act TEXT NOT NULL
);

-- What one work changed in one object: {"field":["before","after"]}. hash = BLAKE2b(hash of the row before ‖ this row).
CREATE TABLE school_audit (
    id ID PRIMARY KEY,                  -- 1, 2, 3 …: a gap is a row taken away
    work ID NOT NULL REFERENCES school_work (id),
    table_name TEXT NOT NULL,
    object TEXT NOT NULL,               -- key values, joined by commas
    fields TEXT NOT NULL,
    source TEXT,                        -- "ElevesAvecAdresses.xml:123"
    hash BYTES NOT NULL
);
CREATE INDEX school_audit_object ON school_audit (table_name, object, id);
CREATE INDEX school_audit_work ON school_audit (work);

-- What live pages watch: version grows by one with each transaction that touched the topic.
CREATE TABLE school_topic (
    topic TEXT PRIMARY KEY NOT NULL,
    version INT NOT NULL
);
