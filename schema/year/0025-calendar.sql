-- The week and its half-days, the cycle of weeks A and B, and what the school keeps by hand (R-01).

-- Half-days with school, bit 0 is Monday: week_days the mornings, afternoons from noon on.
ALTER TABLE school_year ADD COLUMN afternoons INT NOT NULL DEFAULT 31;
-- Weeks alternate from the week of cycle_from, an A (NULL: the first of the year). Weeks without school take no letter, unless they count.
ALTER TABLE school_year ADD COLUMN cycle_from DAY;
ALTER TABLE school_year ADD COLUMN cycle_counts_closed BOOL NOT NULL DEFAULT 0;
-- What somebody changed by hand: an import no longer changes it, it says what differs.
ALTER TABLE school_year ADD COLUMN own_dates BOOL NOT NULL DEFAULT 0;
ALTER TABLE school_year ADD COLUMN own_holidays BOOL NOT NULL DEFAULT 0;
ALTER TABLE school_year ADD COLUMN own_periods BOOL NOT NULL DEFAULT 0;
