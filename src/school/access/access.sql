-- ACCESS_OF (account ID) -> profile ID, sees_all BOOL
SELECT ap.profile, p.sees_all FROM account_profile ap JOIN access_profile p ON p.id = ap.profile WHERE ap.account = $account;

-- ACCESS_RIGHTS (profile ID) -> right_name TEXT
SELECT right_name FROM profile_right WHERE profile = $profile;

-- ACCESS_PROFILE (code TEXT) -> id ID
SELECT id FROM access_profile WHERE code = $code;

-- What changed is called by this (TableText).
-- PROFILE_CALLED (ids IDS) -> id ID, name TEXT
SELECT id, code AS name FROM access_profile WHERE id {any $ids};
