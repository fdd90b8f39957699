-- Imports run as jobs: what each is waiting for, and what it changed.

-- state: reading, planned, unreadable, failed (reading was given up, the files are kept), applying, applied, abandoned, expired.
-- files: the folder of the sealed files, until they go; file_count: how many there must be. answers: the decisions under which the plan shown was
-- made; asked: those to be taken now (import_answers in imports.c). created, updated, gone: of all kinds together.
ALTER TABLE import ADD COLUMN files TEXT;
ALTER TABLE import ADD COLUMN file_count INT;
ALTER TABLE import ADD COLUMN answers TEXT;
ALTER TABLE import ADD COLUMN asked TEXT;
ALTER TABLE import ADD COLUMN created INT;
ALTER TABLE import ADD COLUMN updated INT;
ALTER TABLE import ADD COLUMN gone INT;
CREATE INDEX import_state ON import (state, at);
CREATE INDEX import_files ON import (files);
