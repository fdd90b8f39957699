/* What a column is called and how its value is read by a person: the features' ColumnText tables (feature.h). For conflicts and histories. */
#pragma once

#include "web/feature.h"

const ColumnText *shown_column(const Feature *const *all, const Table *table, int column);     /* NULL: nobody gave it words */
const char *shown_value(Arena *mem, const ColumnText *text, const Value *value);                    /* TEXT may be NULL; never NULL */

bool shown_to(const Work *w, const Feature *const *all, const ColumnText *text);          /* W's actor may see the column; nobody sees one without words */
const TableText *shown_table(const Feature *const *all, const Table *table);            /* NULL: nobody gave it words */
bool shown_act_stays(const Feature *const *all, const char *act);                       /* ActText.stays */
TextId shown_act(const Feature *const *all, const char *act);                           /* 0: nobody gave it words */

/* The same for a program: days and times as the JSON documents have them. */
const char *shown_plain(Arena *mem, const ColumnText *text, const Value *value);
