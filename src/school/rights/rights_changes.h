/* What changed of who may do what, between two instants (features.md G-02): drawn from the audit, so nothing has to be kept for it, and net: what was done and taken back
 * within them says nothing. Who holds a right by being a teacher, a guardian or a pupil is not in it: that changes with the school's lists. */
#pragma once

#include "school/rights/rights.h"

typedef enum RightsChangeKind {
    CHANGE_MADE, CHANGE_ENDED,          /* of a set; what one that was made holds is AFTER, how many; NULL: every right of its mode */
    CHANGE_NAME, CHANGE_KIND, CHANGE_IDLE,
    CHANGE_GAINED, CHANGE_LOST,         /* a right, of a set */
    CHANGE_SET,                         /* of an account in a mode: BEFORE and AFTER are names of sets, NULL: it may not be in that mode */
    CHANGE_EVERY_CLASS,                 /* AFTER "1": it sees every class; "0": only some */
    CHANGE_CLASS,                       /* one that it sees from then on (AFTER), or no more (BEFORE) */
    CHANGE_EXCEPTION,                   /* of an account: BEFORE, AFTER "1" it has that right, "0" it has not, NULL as its set says; REASON as it is now */
    RIGHTS_CHANGE_KINDS
} RightsChangeKind;
extern const char *const rights_change_words[];         /* "made" "ended" …, NULL-ended */

typedef struct RightsChange {
    RightsChangeKind kind;
    int64_t set, account;               /* whose: the one or the other, else 0 */
    const char *whose;                  /* its name; a set's that is gone too. Never NULL */
    const char *mode;                   /* a word of mode_words; NULL where it is not known any more */
    const char *right;                  /* its name; the program may not know it any more (access_right) */
    const char *before, *after, *reason;
    Instant at;                         /* the last time that it changed */
    const char *by;                     /* NULL: the program itself */
} RightsChange;

/* FROM on, before UNTIL. Those of sets first, then those of accounts; each by whose, then in the order in which they were done. In the work's memory. */
RightsChange *rights_changes(Work *w, Instant from, Instant until, size_t *count);
