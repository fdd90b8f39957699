-- Who is in a class or group on a day, and how many: read from the index alone (a teacher’s home counts each of theirs).
CREATE INDEX membership_structure_days ON membership (structure, from_day, until_day, person);
