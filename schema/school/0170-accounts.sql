-- Getting in safely (promises.md P-05): devices that are known at the door, tries by whom they aim at, the alarm, silence by set of rights.

-- Browsers on which an account was signed in to. One that is known is not kept waiting by what strangers get wrong; another one is told to the account's owner.
-- hash: of the 256 bits in the cookie. known: not any more once the password was changed on another one.
CREATE TABLE signed_device (
    id        AUTO,
    account   ID       NOT NULL REFERENCES account (id),
    hash      BYTES    NOT NULL,
    label     TEXT,
    first_at  INSTANT  NOT NULL,
    seen_at   INSTANT  NOT NULL,
    known     BOOL     NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX signed_device_account ON signed_device (account, hash);
CREATE INDEX signed_device_hash ON signed_device (hash);

-- aimed: at a login that nobody has come in by since. Addresses and known devices, which count here too, aim at none.
ALTER TABLE sign_in_failure ADD COLUMN aimed BOOL NOT NULL DEFAULT 0;
CREATE INDEX sign_in_failure_at ON sign_in_failure (at);

-- Many accounts were tried at once, a few times each. logins: how many, when it was noticed.
-- audited
CREATE TABLE sign_in_alarm (
    id       AUTO,
    from_at  INSTANT  NOT NULL,
    logins   INT      NOT NULL
);

-- Until when it went on; beside the alarm, because the history need not say it each minute.
CREATE TABLE sign_in_alarm_last (
    alarm    ID       PRIMARY KEY REFERENCES sign_in_alarm (id),
    last_at  INSTANT  NOT NULL
);
CREATE INDEX sign_in_alarm_last_at ON sign_in_alarm_last (last_at);
