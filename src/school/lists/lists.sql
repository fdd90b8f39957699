-- What people keep of lists: the columns each chose, the views the school shares.

-- LIST_COLUMNS_KEPT (account ID, list TEXT) -> columns TEXT
SELECT columns FROM list_columns WHERE account = $account AND list = $list;

-- LIST_COLUMNS_KEEP (account ID, list TEXT, columns TEXT)
INSERT INTO list_columns (account, list, columns) VALUES ($account, $list, $columns)
ON CONFLICT (account, list) DO UPDATE SET columns = excluded.columns;

-- LIST_COLUMNS_FORGET (account ID, list TEXT)
DELETE FROM list_columns WHERE account = $account AND list = $list;

-- LIST_VIEWS (list TEXT) -> id ID, label TEXT, query TEXT, account ID
SELECT id, label, query, account FROM list_view WHERE list = $list ORDER BY label, id;

-- LIST_VIEW_LIST (view ID) -> list TEXT
SELECT list FROM list_view WHERE id = $view;

-- What changed is called by this (TableText).
-- LIST_VIEW_CALLED (ids IDS) -> id ID, name TEXT
SELECT id, label AS name FROM list_view WHERE id {any $ids};
