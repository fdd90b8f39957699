-- The school year itself: its dates, holidays, slots and periods (R-01).

-- One row, id 1. noon: minutes at which the second half-day begins. week_days: bit 0 is Monday.
-- audited
-- topic calendar
CREATE TABLE school_year (
    id                  ID   PRIMARY KEY,
    first_day           DAY  NOT NULL,
    last_day            DAY  NOT NULL,
    teachers_first_day  DAY,
    zone                TEXT NOT NULL,
    noon                INT  NOT NULL,
    week_days           INT  NOT NULL,
    week_cycle          BOOL NOT NULL
);

-- Closed from first_day to the eve of resume_day. kind: vacation, public (jour férié), closure.
-- audited
-- topic calendar
CREATE TABLE holiday (
    id          AUTO,
    kind        TEXT NOT NULL,
    label       TEXT NOT NULL,
    first_day   DAY  NOT NULL,
    resume_day  DAY  NOT NULL
);

-- A slot of the timetable grid; each has its own length.
-- audited
-- topic calendar
CREATE TABLE slot (
    id          AUTO,
    label       TEXT NOT NULL,
    from_time   INT  NOT NULL,
    until_time  INT  NOT NULL
);

-- kind: trimester, semester, year, custom.
-- audited
-- topic calendar
CREATE TABLE period (
    id         AUTO,
    kind       TEXT NOT NULL,
    number     INT  NOT NULL,
    label      TEXT NOT NULL,
    first_day  DAY  NOT NULL,
    last_day   DAY  NOT NULL
);
