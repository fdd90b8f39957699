/* Signed heads of the audit (P-22). The chain (store/change.h) shows a row that was edited, removed or put in; who can write the base could still chain all of it anew, or cut
 * its tail. So every five minutes in which something changed the heads of both bases are signed (Ed25519) and appended to FOLDER/YEAR/checkpoints: with a key derived from the
 * school's secret, which lies in neither. Each line signs the one before, so none is missing in the middle. The file goes into every backup: a copy that lies elsewhere shows
 * even a tail that was cut from base and file at once (`preau audit verify DIR --checkpoints COPY`).
 *
 * Several processes may write (serving, making a backup): one at a time.
 *
 * A line: number, instant, id and hash of the year's head, id and hash of the school's, signature; words apart by a blank, hashes in hexadecimal. */
#pragma once

#include "work/work.h"

/* Appends a line if a head has moved since the last one. What a crash left of a line is cut off first. False: it could not be written. */
bool checkpoint_write(const School *school, Instant now);

typedef enum CheckpointTrouble {
    CHECKPOINT_WHOLE,
    CHECKPOINT_NONE,                    /* no file, or no line in it */
    CHECKPOINT_LINE,                    /* LINE is not as it was signed, or one before it is missing */
    CHECKPOINT_ROW,                     /* ROW of PLACE's audit is not the one that LINE signed, or is not there */
} CheckpointTrouble;
typedef struct CheckpointReport {
    CheckpointTrouble trouble;
    int64_t lines, line, row;           /* how many are good; the first that is not */
    Place place;
    Instant last;                       /* of the last good line */
} CheckpointReport;

/* Compares TX's bases with the lines of the file at PATH; NULL: the school's own. It says nothing of the rows between: change_verify does. */
CheckpointReport checkpoints_verify(const School *school, Tx *tx, const char *path);

const char *checkpoints_path(Arena *mem, const School *school);
