-- When a pupil may leave the school by themselves (PE-02): dated, [from_day, until_day). none, half_day (at the end of their half-day), no_lesson (when the last
-- lessons are cancelled), free.
-- audited
-- topic pupils
CREATE TABLE exit_permission (
    person     ID   NOT NULL REFERENCES person (id),
    from_day   DAY  NOT NULL,
    until_day  DAY  NOT NULL,
    status     TEXT NOT NULL,
    PRIMARY KEY (person, from_day)
);
