-- mode: in which permission model the session is (schema/year/0140-access.sql); NULL: what its owner is first of all. modes: those that its owner had when it
-- began, a bit each. reading: an administrative session in consultation, when the school's limit let no other in. viewing: the line of seen_as, while it
-- looks at the school as somebody else sees it.
ALTER TABLE session ADD COLUMN mode TEXT;
ALTER TABLE session ADD COLUMN modes INT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN reading BOOL NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN viewing ID;

-- Who looked at the school as somebody else sees it, and when (features.md X-05).
-- audited
-- topic seen_as
CREATE TABLE seen_as (
    id       AUTO,
    account  ID      NOT NULL REFERENCES account (id),
    viewed   ID      NOT NULL REFERENCES account (id),
    mode     TEXT    NOT NULL,
    from_at  INSTANT NOT NULL,
    until_at INSTANT
);
CREATE INDEX seen_as_viewed ON seen_as (viewed);
CREATE INDEX seen_as_account ON seen_as (account);
