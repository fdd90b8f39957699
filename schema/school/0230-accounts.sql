-- shared: opened on a computer that others use too, as its owner said or as its network is the school's own: its browser keeps nothing.
ALTER TABLE session ADD COLUMN shared BOOL NOT NULL DEFAULT 0;
