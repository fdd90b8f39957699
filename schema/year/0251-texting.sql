-- What text messages have counted for: against the school's quota of a month.

-- about: of whom it was, the beginning of the keys of its messages. segments: what is left of them once some were taken back.
CREATE TABLE sms_use (
    id        AUTO,
    at        INSTANT NOT NULL,
    account   ID      NOT NULL,
    about     TEXT    NOT NULL,
    segments  INT     NOT NULL
);
CREATE INDEX sms_use_at ON sms_use (at);
