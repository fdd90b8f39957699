/* Requests through one dispatcher, with a feature of the tests' own whose acts show when they are done twice: each makes a holiday. */
#pragma once

#include "test/small_school.h"
#include "web/conversation.h"

#define TRIAL_PIECES 600                /* of 4 KB, in the file of /essai/grand */

typedef struct TrialState {
    int begun;                          /* how often `before` of /essai/avant ran */
    StoreFixture *to_cut;               /* whose connections /essai/coupe ends */
    TextId slow_problem;                /* what /essai/lent refuses with; 0: nothing */
    bool slow_fault;                    /* it fails after it has written */
} TrialState;
extern TrialState trial_state;

typedef struct World { SmallSchool *s; Site site; Dispatcher *d; Arena *mem; } World;

World trial_world(StoreFixture *f, bool limits);
void trial_start(World *w);             /* a new dispatcher of w->site */

typedef struct Asked { const char *cookie, *path, *key, *body; Method method; bool html; const char *address; } Asked;
typedef struct Said { int status; const char *text, *location, *replayed, *wait; } Said;

Said ask(const World *w, Asked a);
Said ask_in(const World *w, Arena *mem, Asked a);       /* for threads, and for what ends with its memory */
Conversation *trial_conversation(Arena *mem, const Asked *a);
Said trial_said(const Conversation *c);

int64_t trial_count(const World *w, const char *sql);
#define HOLIDAYS "SELECT count(*) FROM holiday WHERE label = 'essai'"
#define RECEIPTS "SELECT (SELECT count(*) FROM year_receipt) + (SELECT count(*) FROM school_receipt)"
#define KEY_ONE "cle-d-essai-numero-1"
#define KEY_TWO "cle-d-essai-numero-2"
