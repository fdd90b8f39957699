-- Support plans of pupils (PE-04): what there is to say of them is class D3, and lies sealed (school/support/support.h).

-- One version of what a plan says, sealed under its own number and that of the pupil it was written for. It never changes: who changes a plan writes another, and the
-- plan's history tells numbers of versions. loose_at: since when no plan holds it. sealed: NULL only while its row is being made.
CREATE TABLE support_text (
    id          AUTO,
    written_for ID      NOT NULL,
    at          INSTANT NOT NULL,
    sealed      BYTES,
    loose_at    INSTANT
);
CREATE INDEX support_text_loose ON support_text (loose_at);

-- A plan, [from_day, until_day); a pupil may have several at once. text: the version in force.
-- audited
-- topic support
-- person
CREATE TABLE support_plan (
    id         AUTO,
    pupil      ID  NOT NULL REFERENCES person (id),
    from_day   DAY NOT NULL,
    until_day  DAY NOT NULL,
    text       ID  NOT NULL REFERENCES support_text (id)
);
CREATE INDEX support_plan_pupil ON support_plan (pupil);
CREATE INDEX support_plan_text ON support_plan (text);
CREATE INDEX support_plan_until ON support_plan (until_day);
