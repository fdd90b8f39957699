-- Who saw what of whom: lines are added by reads_flush only, and never changed.

-- READ_LINE_ADD (at INSTANT, quarter INT, account ID, person ID, mode TEXT, what TEXT, thing ID)
INSERT INTO read_line (at, quarter, account, person, mode, what, thing) VALUES ($at, $quarter, $account, $person, $mode, $what, $thing)
    ON CONFLICT (person, account, what, thing, quarter) DO NOTHING;

-- Records merged into one are one person's.
-- READS_OF (person ID, before ID, most INT) -> id ID, at INSTANT, account ID, who TEXT, kind TEXT, mode TEXT, what TEXT, thing ID   [unscoped: guards sees_person, is_own_child, or oneself]
SELECT r.id, r.at, r.account, a.display_name AS who, a.kind, r.mode, r.what, r.thing FROM read_line r JOIN account a ON a.id = r.account
 WHERE r.person IN (SELECT n.id FROM person n WHERE n.id = $person OR n.merged_into = $person) AND r.id < $before ORDER BY r.id DESC LIMIT coalesce($most, 0);

-- READ_PERSON (person ID) -> display_name TEXT, is_pupil BOOL, is_teacher BOOL, is_staff BOOL
SELECT n.display_name, CASE WHEN p.person IS NULL THEN 0 ELSE 1 END AS is_pupil, CASE WHEN t.person IS NULL THEN 0 ELSE 1 END AS is_teacher,
       CASE WHEN s.person IS NULL THEN 0 ELSE 1 END AS is_staff
  FROM person n LEFT JOIN pupil p ON p.person = n.id LEFT JOIN teacher t ON t.person = n.id LEFT JOIN staff s ON s.person = n.id
 WHERE n.id = $person AND {seen person n.id};
