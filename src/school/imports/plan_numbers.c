/* The numbers of a file, before it is planned. One number names one person: a file edited by hand may say otherwise, and must be mended first (contract.md, exit 1). */
#include "school/imports/plan_read.h"

#include "base/str.h"
#include "gen/texts.h"

#include <string.h>

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

/* The last letter of a school's number is a key (FX12); some files have a wrong one, so it is only told. */
static void check_school(Report *report, const Source *s, const char *uai) {
    static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
    int64_t number;
    if (!uai || strlen(uai) != 8 || !str_int(arena_text_n(report->mem, uai, 7), 0, 9999999, &number))
        return;
    if ((uai[7] & ~0x20) != letters[number % 23])
        report_warning(report, s->name, 1, T_IMPORT_UAI_KEY, WITH(ARG_TEXT("uai", uai)));
}

void plan_check_numbers(Report *report, const Source *s) {
    static const Numbered numbered[] = { { R_PUPIL, R_PUPIL_SIECLE_ID, -1, T_IMPORT_NUMBER_TWICE }, { R_PERSON, R_PERSON_ID, -1, T_IMPORT_PERSON_TWICE },
        { R_STS_PERSON, R_STS_PERSON_ID, R_STS_PERSON_TYPE, T_IMPORT_PERSON_TWICE } };
    Map lines = map_new(report->mem);
    Record record;
    size_t start = 0;
    if (record_next(s, &start, &record) && record.kind == R_FILE)
        check_school(report, s, record.values[R_FILE_UAI]);
    for (size_t at = 0; record_next(s, &at, &record); )
        for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++)
            if (numbered[i].kind == record.kind)
                check(report, s, &lines, &record, &numbered[i]);
}
