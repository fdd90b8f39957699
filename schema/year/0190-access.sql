-- The Spaces of families and staff: when each is open, and what of it whom the school shows (features.md A32, W-01, W-02).

-- A Space by the mode of those whose it is. opens_at NULL: not published. message: what the school says while it is closed.
-- audited
-- topic spaces
CREATE TABLE space (
    mode       TEXT NOT NULL,
    opens_at   INSTANT,
    closes_at  INSTANT,
    message    TEXT,
    PRIMARY KEY (mode)
);

-- Where a rubric of a Space (a right of its set) is not shown to all, always. structure: a class; 0: all that have no line of their own.
-- from_day, until_day: shown from the one to the eve of the other; NULL: always.
-- audited
-- topic spaces
CREATE TABLE space_rule (
    mode        TEXT NOT NULL,
    right_name  TEXT NOT NULL,
    structure   ID   NOT NULL,
    shown       BOOL NOT NULL,
    from_day    DAY,
    until_day   DAY,
    PRIMARY KEY (mode, right_name, structure)
);
