-- Single-key shortcuts of the desk can be switched off (WCAG 2.1.4): a choice of the account, because nothing of it may be kept in the browser.
ALTER TABLE account ADD COLUMN keys_off BOOL NOT NULL DEFAULT 0;
