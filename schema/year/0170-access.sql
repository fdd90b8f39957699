-- idle_minutes: after how much silence a session of this set ends by itself, where that is sooner than for everybody of their kind (promises.md 6.3); 0: it is not.
ALTER TABLE access_profile ADD COLUMN idle_minutes INT NOT NULL DEFAULT 0;
