/* A school for tests: a fresh store filled by importing the invented sample school (test/samples/fictif), its year set up, a supervisor signed in, and one
 * member of staff who sees two classes only. */
#pragma once

#include "school/imports/imports.h"
#include "test/store_fixture.h"
#include "web/serve.h"

typedef struct SmallSchool {
    StoreFixture *fixture;
    Arena *mem;
    School school;
    Site site;
    const char *supervisor, *restricted;        /* session cookies */
    Site asked;                                 /* as the last request found it, … */
    struct Dispatcher *dispatcher;              /* … and what serves it while it stays so */
} SmallSchool;

/* A school life profile of the tests' own, "classes": lists, births and files, of the classes named for an account (access_show_class). */
void small_give_narrow(Work *w, int64_t account);

/* Without people yet: only the year and its accounts. */
SmallSchool *small_school(StoreFixture *f);
SmallSchool *small_school_over(StoreFixture *f);        /* over a copy of one that is set up */

const char *source_path(Arena *mem, const char *name);  /* of a file of the tree, wherever the test runs: "test/matrix.txt" */
const char *sample(Arena *mem, const char *name);       /* the path of a sample: "siecle/Structures.xml" */

Report *import_samples(SmallSchool *s, bool dry_run, const char *first, ...) __attribute__((sentinel));
void import_everything(SmallSchool *s);

/* Imports a file made of ROOT (BEE_ELEVES, STS_EDT…), the parameters of this school exported on 5 September, and BODY. ANSWERS: "DECISION=CHOICE;…" */
Report *import_body(SmallSchool *s, const char *root, const char *body, const char *answers);
Report *import_body_as(SmallSchool *s, ImportMode mode, const char *root, const char *body, const char *answers);

/* A WRITE as the supervisor, whose changes are by hand; not the program's. */
Work *by_hand(SmallSchool *s);

/* One request over S, its answer in MEM: what serves it is made once for all requests while the site stays as it is. With limits, which count there, each has its own. */
void small_ask(SmallSchool *s, Arena *mem, Exchange *e);

/* One request as the holder of COOKIE (NULL: a stranger); BODY posts a form. */
Exchange request(SmallSchool *s, const char *cookie, const char *method, const char *target, const char *body, bool json);
bool answers(const Exchange *e, const char *text);      /* the answer holds TEXT */

/* Column WANTED of the row of TABLE (ALL_PERSON…) whose column KEY is VALUE, as text: "" for NULL, "?" when there is none. */
const char *value_in(SmallSchool *s, const Statement *table, int key, const char *value, int wanted);

/* A digest of every row of the tables a school keeps: equal digests, nothing changed. */
const char *school_digest(SmallSchool *s);
