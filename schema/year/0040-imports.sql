-- What imports leave alone is what persons wrote last, as the audit tells (src/school/imports/plan_edits.h): found without walking what came from files.
CREATE INDEX year_audit_by_hand ON year_audit (table_name, object, id) WHERE source IS NULL;

-- The calendar's own marks of the same are no longer needed.
ALTER TABLE school_year DROP COLUMN own_dates;
ALTER TABLE school_year DROP COLUMN own_holidays;
ALTER TABLE school_year DROP COLUMN own_periods;
