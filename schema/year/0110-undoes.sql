-- Few works take others back: the index holds those only, and an ordinary change does not write in it.
DROP INDEX year_work_undoes;
CREATE INDEX year_work_undoes ON year_work (undoes) WHERE undoes IS NOT NULL;
