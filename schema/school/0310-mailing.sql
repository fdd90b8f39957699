-- The school's addresses that letters are sent from (src/school/mailing).

-- As in the year's base (schema/year/0310-mailing.sql).
ALTER TABLE school_outbox ADD COLUMN mailer ID;

-- host NULL: they leave by preau.conf's server. security: starttls, tls, none. login: by which it is known there; NULL: it is asked for none. everyone: whoever may
-- send letters may use it; else those of mailer_user. usual: what is sent by itself leaves from it. paused: what would leave from it waits.
-- audited
-- topic mailers
CREATE TABLE mailer (
    id        AUTO,
    label     TEXT  NOT NULL,
    address   TEXT  NOT NULL,
    name      TEXT  NOT NULL,
    reply_to  TEXT,
    host      TEXT,
    port      INT,
    security  TEXT,
    login     TEXT,
    everyone  BOOL  NOT NULL DEFAULT 0,
    usual     BOOL  NOT NULL DEFAULT 0,
    paused    BOOL  NOT NULL DEFAULT 0
);

-- Who may use it.
-- audited
-- topic mailers
CREATE TABLE mailer_user (
    mailer   ID  NOT NULL REFERENCES mailer (id),
    account  ID  NOT NULL REFERENCES account (id),
    PRIMARY KEY (mailer, account)
);
CREATE INDEX mailer_user_account ON mailer_user (account);

-- The password, sealed for that server and that login, apart so that no audit row ever holds it.
CREATE TABLE mailer_secret (
    mailer  ID     PRIMARY KEY REFERENCES mailer (id),
    secret  BYTES  NOT NULL
);

-- What came of the last letter that left from it, or did not: reason a word of ours, NULL: it left.
CREATE TABLE mailer_state (
    mailer  ID       PRIMARY KEY REFERENCES mailer (id),
    at      INSTANT  NOT NULL,
    reason  TEXT
);
