-- What was imported, by whom, with which report; the files themselves lie sealed in the school folder until the import is applied or
-- abandoned, seven days at most. state: planned, applied, abandoned.
-- topic imports
CREATE TABLE import (
    id          AUTO,
    at          INSTANT NOT NULL,
    account     ID      NOT NULL,
    state       TEXT    NOT NULL,
    digest      TEXT    NOT NULL,
    report      TEXT    NOT NULL,
    applied_at  INSTANT,
    work        ID
);
