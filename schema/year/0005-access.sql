-- Who sees whom. Two toy profiles for now, so that scope and field rights are real from the first day; the four permission
-- models of the founding document replace them.

-- audited
-- topic access
CREATE TABLE access_profile (
    id        AUTO,
    code      TEXT NOT NULL,
    sees_all  BOOL NOT NULL
);
CREATE UNIQUE INDEX access_profile_code ON access_profile (code);

-- audited
-- topic access
CREATE TABLE profile_right (
    profile     ID   NOT NULL REFERENCES access_profile (id),
    right_name  TEXT NOT NULL,
    PRIMARY KEY (profile, right_name)
);

-- account is an id of the school base.
-- audited
-- topic access
CREATE TABLE account_profile (
    account  ID NOT NULL,
    profile  ID NOT NULL REFERENCES access_profile (id),
    PRIMARY KEY (account)
);

-- The classes and groups that a restricted account sees.
-- audited
-- topic access
CREATE TABLE account_structure (
    account    ID NOT NULL,
    structure  ID NOT NULL REFERENCES structure (id),
    PRIMARY KEY (account, structure)
);
CREATE INDEX account_structure_structure ON account_structure (structure);
