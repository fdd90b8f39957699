-- Tables that somebody brings from a spreadsheet to a list (school/sheets). state: read, planned, applied, undone, abandoned, expired. name: of the file, '' when it
-- was pasted. content: packed (document/table_read.h), as long as it may still be applied. list, asked: which list, what its columns are (JSON). headers: a hash of
-- its titles, by which the same columns are known again. report: what was shown (JSON). made: how many lines make somebody new. work: which applied it.
CREATE TABLE spreadsheet (
    id          AUTO,
    at          INSTANT NOT NULL,
    account     ID      NOT NULL,
    state       TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    content     BYTES,
    list        TEXT    NOT NULL DEFAULT '',
    asked       TEXT,
    headers     TEXT    NOT NULL DEFAULT '',
    report      TEXT,
    digest      TEXT    NOT NULL DEFAULT '',
    made        INT     NOT NULL DEFAULT 0,
    changed     INT     NOT NULL DEFAULT 0,
    applied_at  INSTANT,
    work        ID
);
CREATE INDEX spreadsheet_account ON spreadsheet (account, id);
CREATE INDEX spreadsheet_headers ON spreadsheet (headers, list);
CREATE INDEX spreadsheet_work ON spreadsheet (work);
CREATE INDEX spreadsheet_at ON spreadsheet (at);
