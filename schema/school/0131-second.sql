-- The second step at sign-in, and when a session last proved whose it is.

-- waits: what a session must do before it is anybody, a bit each (Gate, work.h). proved_at: when its password or its second step was last given.
ALTER TABLE session ADD COLUMN waits INT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN proved_at INSTANT NOT NULL DEFAULT 0;

-- kind: of account. policy: off, optional, required. Without a row: as second.h says.
-- audited
-- topic second
CREATE TABLE second_policy (
    kind    TEXT  PRIMARY KEY,
    policy  TEXT  NOT NULL
);

-- With what somebody proves who they are, beside a password. kind: app, card, pin, passkey. Secrets stand apart, so that no audit row ever holds one: what has
-- none there (a history may bring a row back) counts for nothing.
-- audited
-- topic second
CREATE TABLE second_means (
    id       AUTO,
    account  ID       NOT NULL REFERENCES account (id),
    kind     TEXT     NOT NULL,
    label    TEXT,
    made_at  INSTANT  NOT NULL
);
CREATE INDEX second_means_account ON second_means (account);

-- secret: of an app its key, of a card what its codes come from, both sealed with the school's key; of a PIN a keyed hash; of a passkey its public key.
-- used: of an app the last period that was used, of a card a bit for each code that was, of a passkey its counter. asked: the card's code that is asked for.
CREATE TABLE second_secret (
    means    ID       PRIMARY KEY REFERENCES second_means (id),
    secret   BYTES    NOT NULL,
    used     INT      NOT NULL,
    asked    INT,
    used_at  INSTANT
);

-- By what name a passkey presents itself.
CREATE TABLE passkey (
    means       ID     PRIMARY KEY REFERENCES second_means (id),
    credential  BYTES  NOT NULL
);
CREATE UNIQUE INDEX passkey_credential ON passkey (credential);

-- Challenges that have been answered, until they would be too old anyway.
CREATE TABLE passkey_answered (
    challenge  BYTES    PRIMARY KEY NOT NULL,
    until      INSTANT  NOT NULL
);

-- A means on its way: it counts once it has been used.
CREATE TABLE second_draft (
    account  ID       PRIMARY KEY REFERENCES account (id),
    kind     TEXT     NOT NULL,
    secret   BYTES    NOT NULL,
    asked    INT      NOT NULL,
    at       INSTANT  NOT NULL
);

-- Recovery codes that have not been used: keyed hashes.
CREATE TABLE recovery_code (
    id       AUTO,
    account  ID     NOT NULL REFERENCES account (id),
    hash     BYTES  NOT NULL
);
CREATE INDEX recovery_code_account ON recovery_code (account);

-- Browsers on which the second step was given, and is not asked for again for a while. hash: of the 256 bits in the cookie.
CREATE TABLE known_device (
    id         AUTO,
    account    ID       NOT NULL REFERENCES account (id),
    hash       BYTES    NOT NULL,
    label      TEXT,
    proved_at  INSTANT  NOT NULL
);
CREATE UNIQUE INDEX known_device_account ON known_device (account, hash);
CREATE INDEX known_device_hash ON known_device (hash);

-- Tries that count; one that was right is taken back. Swept after a day.
CREATE TABLE second_try (
    id       AUTO,
    account  ID       NOT NULL,
    at       INSTANT  NOT NULL
);
CREATE INDEX second_try_account ON second_try (account, at);
