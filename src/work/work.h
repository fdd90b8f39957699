/* Work: everything a rule may know. One request, one job step or one import call is one Work; rules take it, call
 * named statements and the change door through `tx`, and answer with values or problems. They know neither HTTP nor
 * JSON nor an SQL engine. Its members are frozen: what a feature needs to remember lives in the feature. */
#pragma once

#include "base/arena.h"
#include "base/date.h"
#include "base/words.h"
#include "store/change.h"
#include "store/db.h"

#include <stdbool.h>

/* The school as its folder and settings say; lives as long as the process. */
typedef struct School {
    const char *uai, *name;
    const char *kind;                   /* "college" "lycee" "cite" */
    const char *zone;                   /* holidays: "A" "B" "C" "corse" "autre" */
    const char *folder;
    int year;                           /* start year of the base in service */
    Store *store;
    int64_t files_most, files_person_most;      /* bytes of photos and documents, of all and on one record (preau.conf) */
    int64_t administrative_most;        /* administrative connections at a time; 0: as many as come */
    const uint8_t *secret;              /* 32 bytes from the key file, sodium_malloc: keyed hashes; never printed */
    struct ReadQueue *reads;            /* who was shown what, on its way to the base (school/reads); NULL: this program answers nobody */
    const struct MailServer *mail;      /* where letters go out (mail.h); NULL: nowhere, they wait */
    bool mail_inside;                   /* servers that the school names may be this machine, or in its private network (preau.conf) */
    const struct SmsServer *sms;        /* where text messages go out (sms.h); NULL: nowhere, they wait */
    Instant still;                      /* of tests: it is that time and stays so, for whoever asks; 0: time goes on */
    struct JobRunner *jobs;             /* runs this process's jobs (job.h); NULL: whoever serves the school does */
} School;

typedef enum Kind { KIND_NOBODY, KIND_SUPERVISOR, KIND_STAFF, KIND_TEACHER, KIND_GUARDIAN, KIND_PUPIL, KIND_PROGRAM } Kind;
extern const char *const kind_words[];  /* "nobody" "supervisor" "staff" … as printed in JSON, NULL-ended */

/* How somebody is connected: the permission model in force (school/access). One person may have several, one at a time. */
typedef enum Mode { MODE_NONE, MODE_ADMINISTRATIVE, MODE_SCHOOL_LIFE, MODE_TEACHER, MODE_GUARDIAN, MODE_PUPIL } Mode;

/* Rights are declared by features (feature.h) and numbered at start in the features' order. */
#define RIGHTS_MAX 512
typedef struct Rights { uint64_t bits[RIGHTS_MAX / 64]; } Rights;
typedef int RightId;                    /* 0 is no right: nobody needs it, everybody has it */

/* What a session must still do before it may do anything else, a bit each; of several, the first that stands here. A route says behind which of them it is open
 * (Route.behind); for all others whoever waits at GATE_SECOND is nobody yet. */
typedef enum Gate { GATE_SECOND = 1 /* its second step */, GATE_FIRST = 2 /* replace a first secret */, GATE_ENROL = 4 /* set up a second step, which its school requires */,
    GATE_ALL = 7 } Gate;

typedef struct Actor {
    Kind kind;
    int64_t account, person, session;   /* 0 where there is none */
    const char *login, *display_name;
    unsigned waits;                     /* Gates it stands at; 0: none */
    Instant proved_at;                  /* when it last gave its password or its second step (Route.step_up) */
    Instant idle;                       /* after how much silence its session ends by itself; 0: it does not */
    bool keys_off;                      /* wants no single-key shortcuts */
    Mode mode;
    unsigned modes;                     /* that they may change to: 1 << Mode */
    int rank;                           /* 1 administers the school: the Space of the management is theirs too; 2 names who does, 3 the supervisor; else 0. Only
                                           from above is an account touched */
    bool reading;                       /* holds no right that changes anything: connected in consultation, or of a group that consults */
    bool closed;                        /* its Space is not published now (school/spaces); what is everybody's, and the desk, stay open */
    bool ruled;                         /* not all classes are shown all that its Space has: access_shows says of one pupil */
    bool shared;                        /* its session is on a computer that others use too: nothing stays there (web/answer.h) */
    const char *viewing;                /* whose account this session looks through, by name: nothing can be written; NULL: one's own */
    Rights rights;
    Scope scope;
} Actor;
void rights_add(Rights *rights, RightId right);
void rights_take(Rights *rights, RightId right);
bool rights_hold(const Rights *rights, RightId right);
bool has_right(const Actor *actor, RightId right);

typedef struct Problem {
    const char *field;                  /* "entries.3.minutes_late", "" for the whole */
    TextId code;
    const char *text;                   /* rendered */
    struct Problem *next;
} Problem;

typedef struct Work {
    Arena *mem;
    Tx *tx;
    const School *school;
    const Actor *actor;
    Instant now;
    Day today;
    Problem *problems, **problems_end;
} Work;

/* A Work over an open transaction; also tells the transaction whose scope it has and who changes. */
Work *work_new(Arena *mem, Tx *tx, const School *school, const Actor *actor, const char *act);

/* From now on ACTOR acts in this work: who it is may be known only after the first statements (sessions). */
void work_actor(Work *w, const Actor *actor, const char *act);

/* What is wrong with one input field, in the reader's words. All problems are collected; a work with problems is rolled
 * back by whoever runs it. */
void problem(Work *w, TextId code, const WordArg *args, const char *field_format, ...) __attribute__((format(printf, 4, 5)));
bool has_problems(const Work *w);
void problems_take(Work *to, const Work *from);         /* what FROM was told is told by TO too */
bool ok(const Work *w);                 /* the store has not failed */
bool may(const Work *w, RightId right);

/* A write of its own, by who acts in W, called ACT in the history: of an answer that reads files, hashes or draws, and meanwhile keeps no writer waiting. VERB
 * runs in it. TX_DONE: it is kept. Otherwise nothing is (save TX_UNKNOWN, when it may be), and W has the verb's problems, or has failed as well; W that has
 * failed already writes nothing: from what it read nothing may follow. */
TxEnd work_apart(Work *w, const char *act, void (*verb)(Work *own, void *what), void *what);

/* The program itself: command line, jobs. Sees all, holds every right. */
extern const Actor program_actor;
