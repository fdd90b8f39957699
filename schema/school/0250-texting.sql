-- Numbers whose owner has answered STOP.

-- Until it is lifted no text message goes there. lifted_by, reason: who let them go again, and why.
-- audited
-- topic sms_stops
CREATE TABLE sms_stop (
    id         AUTO,
    number     TEXT    NOT NULL,
    at         INSTANT NOT NULL,
    lifted_at  INSTANT,
    lifted_by  ID,
    reason     TEXT
);
CREATE INDEX sms_stop_number ON sms_stop (number);
