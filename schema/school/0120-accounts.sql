-- When its owner last chose a password.
ALTER TABLE account ADD COLUMN password_at INSTANT;

-- What its owner calls a device; `label` stays what the browser said of itself, which others may read.
ALTER TABLE session ADD COLUMN name TEXT;
-- Those that are open are few beside all there have been.
CREATE INDEX session_ended ON session (ended_at);

-- Sessions that somebody else than age, silence or their owner ended, and who it was (an account); when is in `session`.
-- audited
CREATE TABLE session_closing (
    session    ID PRIMARY KEY REFERENCES session (id),
    closed_by  ID NOT NULL
);
