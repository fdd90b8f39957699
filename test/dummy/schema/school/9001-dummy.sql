-- audited
CREATE TABLE dummy_setting (
    name   TEXT PRIMARY KEY NOT NULL,
    value  TEXT NOT NULL
);
