/* When a backup of the school was last made, kept beside its bases so that whoever serves the school can say how old it is. It says nothing of where the backup is. */
#pragma once

#include "work/work.h"

/* A backup was written whole, NOW. What cannot be noted is no reason to call the backup bad. */
void backup_mark(const School *school, Instant now);
Instant backup_marked(Arena *mem, const School *school);        /* 0: none is known of */
