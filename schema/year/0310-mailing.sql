-- By which of the school's addresses letters leave (src/school/mailing), and which addresses do not receive.

-- mailer: an address of the school's, its id in the school's base; -1: the usual one when it leaves; NULL: as preau.conf says.
ALTER TABLE outbox ADD COLUMN mailer ID;
-- From which address an e-mail batch was sent; NULL: as preau.conf says, or it is none.
ALTER TABLE letter_batch ADD COLUMN mailer ID;

-- Where a server has refused a letter for good. address: a keyed hash of it, never itself: whose it is, is found among those who are here.
-- topic mail_refused
CREATE TABLE mail_refused (
    address  BYTES   PRIMARY KEY NOT NULL,
    at       INSTANT NOT NULL
);
CREATE INDEX mail_refused_at ON mail_refused (at);
