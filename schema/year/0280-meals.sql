-- On which days pupils eat at school (PE-03). lunch, dinner of days: bit 0 is Monday.

-- A pupil's usual days, dated, [from_day, until_day). Of whom nothing is said here the régime speaks.
-- audited
-- topic meals
CREATE TABLE meal_days (
    person     ID  NOT NULL REFERENCES person (id),
    from_day   DAY NOT NULL,
    until_day  DAY NOT NULL,
    lunch      INT NOT NULL,
    dinner     INT NOT NULL,
    PRIMARY KEY (person, from_day)
);

-- One day otherwise than usual: eats, does not; NULL as usual.
-- audited
-- topic meals
CREATE TABLE meal_change (
    person  ID  NOT NULL REFERENCES person (id),
    day     DAY NOT NULL,
    lunch   BOOL,
    dinner  BOOL,
    PRIMARY KEY (person, day)
);
CREATE INDEX meal_change_day ON meal_change (day);

-- A day on which the kitchen does otherwise than in other weeks, for everybody: served, not; NULL as usual. label: why.
-- audited
-- topic meals
CREATE TABLE meal_day (
    day     DAY PRIMARY KEY,
    lunch   BOOL,
    dinner  BOOL,
    label   TEXT
);
