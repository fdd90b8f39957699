-- Where a rubric of a Space is not shown to all classes of a level: kept as the level, so that a class which comes later follows. level: the first four figures of the MEFSTAT of
-- what a class teaches, or the code of its MEF where there is none. A class's own rule comes before its level's, which comes before everybody's (space_rule).
-- audited
-- topic spaces
CREATE TABLE space_level_rule (
    mode        TEXT NOT NULL,
    right_name  TEXT NOT NULL,
    level       TEXT NOT NULL,
    shown       BOOL NOT NULL,
    from_day    DAY,
    until_day   DAY,
    PRIMARY KEY (mode, right_name, level)
);
