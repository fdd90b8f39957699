/* From records to a plan: what each record of the official files says about the rows of the base. */
#pragma once

#include "school/imports/plan.h"
#include "school/imports/record.h"

/* Reads all sources into the plan, in the order their roots require, then settles it. */
void plan_read(Plan *p, const Source *sources, size_t count);

/* A number that names two people is a problem of the report. */
void plan_check_numbers(Report *report, const Source *source);

/* The parts, one per family of files. */
void plan_nomenclature(Plan *p, const Record *r);
void plan_structures(Plan *p, const Record *r);
void plan_index_pupils(Plan *p, const Source *sources, size_t count);  /* who the base and the files already name */
void plan_pupils(Plan *p, const Record *r);
void plan_guardians(Plan *p, const Record *r);
void plan_sts(Plan *p, const Record *r);
void plan_calendar(Plan *p, const Record *r);

/* After the last record: names, dated memberships, calling order, references to addresses nobody described. */
void plan_finish_people(Plan *p);
void plan_finish_sts(Plan *p);
void plan_finish_memberships(Plan *p);
void plan_finish_calendar(Plan *p);

PlanRow *plan_pupil_named(const Plan *p, const char *siecle_id);        /* in the files, else in the base */
void plan_join(Plan *p, PlanRow *pupil, PlanRow *structure);            /* NULL: one that nobody knows */
void plan_address_of(Plan *p, PlanRow *person, const char *address);

/* ---- reading values ---- */

typedef struct FieldColumn { int field, column; } FieldColumn;
/* Says these text columns as the record gives them. Ends with column -1. */
void plan_texts(PlanRow *row, const Record *r, const FieldColumn *map);
void plan_day(Plan *p, PlanRow *row, int column, const char *text);    /* an unreadable date: a warning, nothing said */
Day plan_day_of(Plan *p, const char *text);                             /* in either dialect, or NO_DAY */
void plan_bool(Plan *p, PlanRow *row, int column, const char *text);    /* 0 1 true false O N; anything else: a warning, nothing said */

/* A person needs a family name: its own element, else the usage name; when neither is said, what is known stays. False: there is none. */
bool plan_can_name(const Plan *p, const char *system, const char *theirs, const char *family, const char *usage);
void plan_names(PlanRow *person, const char *family, const char *usage);
void plan_warn(Plan *p, TextId code, const WordArg *args);             /* at the record being read */

/* ---- who is who when numbers do not say (plan_identity.c) ---- */

void plan_index_identity(Plan *p, const Source *sources, size_t count);
/* The person of the base that an unknown guardian, teacher or member of staff turns out to be: asked, never assumed. NULL: a new one. */
PlanRow *plan_same_guardian(Plan *p, const Record *r);
PlanRow *plan_same_colleague(Plan *p, const Record *r);
const char *plan_sts_type(const char *type);                            /* "epp" or "local", however the file writes it */

/* Marks that the files speak of what ROW holds. */
void plan_met(Plan *p, PlanRow *row, ReportKind kind, const char *label);
