-- Leavers are few and counted on every page of the desk.
CREATE INDEX pupil_exit ON pupil (exit_day);
