-- How far an account is on its owner's way in. handed_at: its last first secret was printed or shown, to be handed over. first_step: what its first sign-in
-- has yet to ask once a password is chosen, contact or charter; NULL: nothing.
ALTER TABLE account ADD COLUMN handed_at INSTANT;
ALTER TABLE account ADD COLUMN first_step TEXT;
ALTER TABLE account ADD COLUMN charter_at INSTANT;
