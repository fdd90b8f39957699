-- The four permission models of the founding document (features.md B12), which are never merged: in administrative mode a group says what one may do,
-- in school life mode a profile, for teachers a profile, for guardians and for pupils one set each.

-- mode: administrative, school_life, teacher, guardian, pupil: whom the set is for. name: what the school calls it.
-- kind, of groups: administration (everything, cannot be edited), modification, consultation (nothing that changes anything). model: the code of the
-- built-in set that it was copied from, whose rights a new version of the program adds to.
ALTER TABLE access_profile ADD COLUMN mode TEXT NOT NULL DEFAULT 'administrative';
ALTER TABLE access_profile ADD COLUMN name TEXT;
ALTER TABLE access_profile ADD COLUMN kind TEXT NOT NULL DEFAULT 'modification';
ALTER TABLE access_profile ADD COLUMN model TEXT;

-- The modes in which an account may connect, and the set that holds in each. every_class: of school life mode; else it sees the classes of account_structure only.
-- Teachers, guardians and pupils need no line: they are that by themselves, with the first set of their mode.
-- audited
-- topic access
CREATE TABLE account_mode (
    account      ID   NOT NULL,
    mode         TEXT NOT NULL,
    profile      ID   NOT NULL REFERENCES access_profile (id),
    every_class  BOOL NOT NULL,
    PRIMARY KEY (account, mode)
);
CREATE INDEX account_mode_profile ON account_mode (profile);

-- What one account has, or has not, whatever its set says; and why.
-- audited
-- topic access
CREATE TABLE access_exception (
    account     ID   NOT NULL,
    mode        TEXT NOT NULL,
    right_name  TEXT NOT NULL,
    allowed     BOOL NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (account, mode, right_name)
);

-- Rights that are dangerous together, kept in a set on purpose; and why.
-- audited
-- topic access
CREATE TABLE access_accepted (
    profile  ID   NOT NULL REFERENCES access_profile (id),
    danger   TEXT NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (profile, danger)
);

-- The rights that this base has met: a right that a new version brings is given once to the sets that begin with it.
CREATE TABLE right_known (
    right_name  TEXT NOT NULL,
    PRIMARY KEY (right_name)
);
