-- Letters by text message.

-- Of text messages, what they count for and cost, in hundredths of a euro; NULL: no text messages, or no price is known.
ALTER TABLE letter_batch ADD COLUMN segments INT;
ALTER TABLE letter_batch ADD COLUMN cost INT;
-- Whose message it was, of those of one number who are told the same; NULL: their own.
ALTER TABLE letter ADD COLUMN message ID;
