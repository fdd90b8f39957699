-- What a work took back: the number of another work, whose changes it put back (src/store/undo.h).
ALTER TABLE year_work ADD COLUMN undoes ID;
CREATE INDEX year_work_undoes ON year_work (undoes);
-- The history is read by who did it and by day.
CREATE INDEX year_work_account ON year_work (account, id);
CREATE INDEX year_work_at ON year_work (at);
-- An import is found by the work that applied it.
CREATE INDEX import_work ON import (work);
