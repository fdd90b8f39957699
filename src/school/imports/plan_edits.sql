-- What persons wrote by hand into what imports write, and what was written to the same objects since: in the order of writing. What is read from
-- a file bears its source (change.h); the program itself has no account. What was taken back counts for nothing, nor does taking it back.
-- PLAN_EDITS () -> work ID, table_name TEXT, object TEXT, fields TEXT, at INSTANT, by_hand BOOL, by_name TEXT
WITH hand AS (
    SELECT a.table_name, a.object, min(a.id) AS first_id
      FROM year_audit a JOIN year_work w ON w.id = a.work
     WHERE a.source IS NULL AND w.account <> 0 AND w.undoes IS NULL
       AND a.table_name IN ('address', 'person', 'pupil', 'guardian', 'teacher', 'staff', 'post_discipline', 'mef', 'subject', 'structure', 'structure_mef',
           'group_class', 'board', 'guardianship', 'pupil_option', 'service_teacher', 'main_teacher', 'school_year', 'holiday', 'period')
     GROUP BY a.table_name, a.object)
SELECT a.work, a.table_name, a.object, a.fields, w.at, CASE WHEN a.source IS NULL AND w.account <> 0 THEN 1 ELSE 0 END AS by_hand, c.display_name AS by_name
  FROM hand h CROSS JOIN year_audit a JOIN year_work w ON w.id = a.work LEFT JOIN account c ON c.id = w.account
 WHERE a.table_name = h.table_name AND a.object = h.object AND a.id >= h.first_id AND w.undoes IS NULL
 ORDER BY a.id;
