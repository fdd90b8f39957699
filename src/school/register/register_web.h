/* The register of processing activities (RGPD, article 30; features.md G-01): one sheet, drawn up anew each time it is asked for. What the program knows is never typed: activities and
 * what they keep (Feature.processings, TableText, ColumnText), how many persons, who may see it now (sets of rights, exceptions, Spaces and their rules), how long (constants and the
 * jobs that tidy), what protects it, who carries its messages. What it cannot know is a text of the school's, kept in its settings as "register.controller",
 * "register.schooling.kept": those are the only things that are written here.
 *
 * Rights: register.see, register.edit. */
#pragma once

#include "base/vec.h"
#include "web/feature.h"

extern RightId register_see, register_edit;

#define REGISTER_TEXT_MOST 1000         /* characters */

/* What the school says by itself: of the whole sheet, then of each activity. */
typedef enum RegisterSaid { SAID_CONTROLLER, SAID_ADDRESS, SAID_CONTACT, SAID_OFFICER, SAID_OFFICER_CONTACT, SAID_HOST, SAID_TRANSFERS, SAID_MEASURES, SAID_COUNT } RegisterSaid;
typedef enum RegisterOwn { OWN_NOTE, OWN_RECIPIENTS, OWN_KEPT, OWN_COUNT } RegisterOwn;
extern const char *const register_said_names[], *const register_own_names[];      /* "controller" …, "note" …; NULL-ended */

/* columns: their labels, joined. */
typedef struct RegisterData { const char *label, *columns; int data_class; } RegisterData;
/* Who sees it by a set; closed: its Space is not published. rules: how many narrow it. all: everybody, not only those of their own. */
typedef struct RegisterReader { const char *name, *mode, *rights; int64_t people, rules; bool all, closed; } RegisterReader;
typedef struct RegisterJob { const char *label; int hours; Instant at /* 0: not within JOBS_KEPT_DAYS */; } RegisterJob;
typedef struct RegisterActivity {
    const Processing *said;             /* the part that says what it is */
    unsigned persons;
    int data_class;                     /* the highest */
    VEC(RegisterData) data;
    VEC(RegisterReader) readers;
    int64_t exceptions;                 /* how many accounts have one of its rights by themselves */
    VEC(const char *) kept;
    VEC(RegisterJob) jobs;
    const char *own[OWN_COUNT];         /* NULL: nothing */
} RegisterActivity;

typedef struct RegisterMeasure { const char *label, *text; bool look; /* something is to be looked at */ } RegisterMeasure;
typedef struct RegisterCounts { int64_t pupils, gone, guardians, teachers, others, accounts; } RegisterCounts;
typedef struct Register {
    const char *said[SAID_COUNT];
    RegisterCounts counts;
    int64_t supervisors;
    VEC(RegisterActivity) activities;
    VEC(RegisterMeasure) measures, carriers /* processors that the program knows of (article 28) */;
} Register;

Register *register_read(const Request *rq);
const Processing *register_activity(const char *name);          /* the part that says what the activity is; NULL: there is none */
void register_measures(const Request *rq, Register *r);          /* the part of register_read that looks around the program */

/* Keeps what the school says; NULL, "": nothing. NAME: "controller" or "schooling.kept". */
void register_say(Work *w, const char *name, const char *text);
