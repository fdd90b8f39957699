-- Batches that are safe to send: no form makes two, nobody gets twice what they got unless that is asked for.

-- Which form it came from: sent twice, it is one batch. NULL: from no form.
ALTER TABLE letter_batch ADD COLUMN form_key TEXT;
CREATE UNIQUE INDEX letter_batch_form ON letter_batch (account, form_key);
-- Also to those who had the like within a day, because that was asked for.
ALTER TABLE letter_batch ADD COLUMN repeated BOOL NOT NULL DEFAULT 0;
-- When text messages leave, if the school's quiet hours hold them; NULL: at once. urgent: those hours were overridden, because that was asked for.
ALTER TABLE letter_batch ADD COLUMN leaves_at INSTANT;
ALTER TABLE letter_batch ADD COLUMN urgent BOOL NOT NULL DEFAULT 0;
