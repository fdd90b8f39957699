-- Few works take others back: the index holds those only, and an ordinary change does not write in it.
DROP INDEX school_work_undoes;
CREATE INDEX school_work_undoes ON school_work (undoes) WHERE undoes IS NOT NULL;
