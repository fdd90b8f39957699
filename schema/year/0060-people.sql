-- What is edited by hand ends on a day, and is not taken away (PE-07, PE-10, PE-11).

-- Colleagues leave: from this day on they are no longer here.
ALTER TABLE teacher ADD COLUMN exit_day DAY;
ALTER TABLE staff ADD COLUMN exit_day DAY;
-- Until when somebody answers for a pupil. An import says nothing of it: what was ended by hand stays ended.
ALTER TABLE guardianship ADD COLUMN until_day DAY NOT NULL DEFAULT 2932896;
-- Twins that were made one: this number is the other one's from now on (merge.h).
ALTER TABLE person ADD COLUMN merged_into ID REFERENCES person (id);
CREATE INDEX person_merged ON person (merged_into);
-- Who follows a subject: whether it can go.
CREATE INDEX pupil_option_subject ON pupil_option (subject);
