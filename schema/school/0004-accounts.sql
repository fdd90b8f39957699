-- Who may come in (accounts outlive years).

-- kind: supervisor, staff, teacher, guardian, pupil. secret: Argon2id text, or the keyed BLAKE2b of a first secret while
-- `first_until` says until when it may be used once. state: open, frozen.
-- audited
-- topic accounts
CREATE TABLE account (
    id            AUTO,
    login         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    person        ID,
    display_name  TEXT NOT NULL,
    state         TEXT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login);
CREATE INDEX account_person ON account (person);

-- Apart from the account, so that no audit row ever holds a secret.
CREATE TABLE account_secret (
    account      ID NOT NULL REFERENCES account (id),
    hash         TEXT,
    first_hash   BYTES,
    first_until  INSTANT,
    PRIMARY KEY (account)
);

-- hash: BLAKE2b of the 256-bit secret that the browser holds.
CREATE TABLE session (
    id            AUTO,
    hash          BYTES   NOT NULL,
    account       ID      NOT NULL REFERENCES account (id),
    opened_at     INSTANT NOT NULL,
    seen_at       INSTANT NOT NULL,
    ended_at      INSTANT,
    label         TEXT,
    address       TEXT
);
CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_account ON session (account);

-- Failed sign-ins that count (P-05): who, when; swept after a day. login is kept as a keyed hash: a mistyped login may be a password.
CREATE TABLE sign_in_failure (
    id     AUTO,
    who    BYTES   NOT NULL,
    at     INSTANT NOT NULL
);
CREATE INDEX sign_in_failure_who ON sign_in_failure (who, at);
