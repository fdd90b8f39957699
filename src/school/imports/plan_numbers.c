/* One number names one person: a file edited by hand may say otherwise, and must be mended first (contract.md, exit 1). */
#include "school/imports/plan_read.h"

#include "base/str.h"
#include "gen/texts.h"

typedef struct Numbered { RecordKind kind; int number, type; TextId twice; } Numbered;

static void check(Report *report, const Source *s, Map *lines, const Record *r, const Numbered *n) {
    const char *number = r->values[n->number];
    if (str_empty(number))
        return;
    const char *key = arena_printf(report->mem, "%d:%s:%s", r->kind, n->type < 0 ? "" : plan_sts_type(r->values[n->type]), number);
    uint32_t *first = map_get(lines, key);
    if (first) {
        report_problem(report, 1, s->name, r->line, n->twice, WITH(ARG_TEXT("number", number), ARG_INT("line", *first)));
        return;
    }
    first = NEW(report->mem, uint32_t);
    *first = r->line;
    map_put(lines, key, first);
}

void plan_check_numbers(Report *report, const Source *s) {
    static const Numbered numbered[] = { { R_PUPIL, R_PUPIL_SIECLE_ID, -1, T_IMPORT_NUMBER_TWICE }, { R_PERSON, R_PERSON_ID, -1, T_IMPORT_PERSON_TWICE },
        { R_STS_PERSON, R_STS_PERSON_ID, R_STS_PERSON_TYPE, T_IMPORT_PERSON_TWICE } };
    Map lines = map_new(report->mem);
    Record record;
    for (size_t at = 0; record_next(s, &at, &record); )
        for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++)
            if (numbered[i].kind == record.kind)
                check(report, s, &lines, &record, &numbered[i]);
}
