-- What a work took back: the number of another work, whose changes it put back (src/store/undo.h).
ALTER TABLE school_work ADD COLUMN undoes ID;
CREATE INDEX school_work_undoes ON school_work (undoes);
-- The history is read by who did it and by day.
CREATE INDEX school_work_account ON school_work (account, id);
CREATE INDEX school_work_at ON school_work (at);
