-- Who has forgotten a password and asked for another (features.md X-10). One row for each time somebody asked, whether there is such an account or not, so that
-- both leave the same trace and take the same work. Swept after a day.

-- ticket: hash of 256 bits that the page holds which asked. account: NULL, nobody was written to. code: keyed hash of the code that was sent. tries: how often a code was
-- given. proved_at: since when the right one was.
CREATE TABLE recovery (
    id         AUTO,
    ticket     BYTES    NOT NULL,
    account    ID,
    code       BYTES    NOT NULL,
    tries      INT      NOT NULL,
    at         INSTANT  NOT NULL,
    proved_at  INSTANT
);
CREATE UNIQUE INDEX recovery_ticket ON recovery (ticket);
CREATE INDEX recovery_account ON recovery (account, at);
CREATE INDEX recovery_at ON recovery (at);
