-- Who is told what, how (PE-07, PE-08, PE-09).

-- What somebody wants to be told, and how; who has no row has said nothing yet.
-- audited
-- topic people
CREATE TABLE contact_preference (
    person          ID   PRIMARY KEY REFERENCES person (id),
    letter_life     BOOL NOT NULL,
    letter_results  BOOL NOT NULL,
    letter_news     BOOL NOT NULL,
    mail_life       BOOL NOT NULL,
    mail_results    BOOL NOT NULL,
    mail_news       BOOL NOT NULL,
    sms_life        BOOL NOT NULL,
    sms_results     BOOL NOT NULL,
    sms_news        BOOL NOT NULL,
    discussion      BOOL NOT NULL
);
-- The one of a pupil's guardians who comes first whatever the files say.
ALTER TABLE guardianship ADD COLUMN preferred BOOL NOT NULL DEFAULT 0;
-- Gets what is sent home about the pupil, if more than a contact: everybody, until somebody chooses one for each address.
ALTER TABLE guardianship ADD COLUMN recipient BOOL NOT NULL DEFAULT 1;
