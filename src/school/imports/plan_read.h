/* From records to a plan: what each record of the official files says about the rows of the base. */
#pragma once

#include "school/imports/plan.h"
#include "school/imports/record.h"

/* Reads all sources into the plan, in the order their roots require, then settles it. */
void plan_read(Plan *p, const Source *sources, size_t count);

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

/* ---- reading values ---- */

typedef struct FieldColumn { int field, column; } FieldColumn;
/* Says these text columns as the record gives them. Ends with column -1. */
void plan_texts(PlanRow *row, const Record *r, const FieldColumn *map);
void plan_day(Plan *p, PlanRow *row, int column, const char *text);    /* an unreadable date: a warning, nothing said */
void plan_bool(PlanRow *row, int column, const char *text);            /* 0 1 true false O N */
void plan_warn(Plan *p, TextId code, const WordArg *args);             /* at the record being read */

/* Marks that the files speak of what ROW holds. */
void plan_met(Plan *p, PlanRow *row, ReportKind kind, const char *label);
