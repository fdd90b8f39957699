-- What people keep of lists: the columns each chose, by their words, and the views that the school shares.

CREATE TABLE list_columns (
    account  ID   NOT NULL,             -- of the school base
    list     TEXT NOT NULL,
    columns  TEXT NOT NULL,             -- "nom,classe,regime"
    PRIMARY KEY (account, list)
);

-- query: the address of the list behind its "?". account: who made it.
-- audited
-- topic lists
CREATE TABLE list_view (
    id       AUTO,
    list     TEXT NOT NULL,
    label    TEXT NOT NULL,
    query    TEXT NOT NULL,
    account  ID   NOT NULL
);
CREATE INDEX list_view_list ON list_view (list, label);
