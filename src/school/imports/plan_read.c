#include "school/imports/plan_read.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"

void plan_texts(PlanRow *row, const Record *r, const FieldColumn *map) {
    for (; map->column >= 0; map++)
        plan_text(row, map->column, r->values[map->field]);
}

void plan_warn(Plan *p, TextId code, const WordArg *args) {
    report_warning(p->report, p->file, p->line, code, args);
}

static Day day_either(const char *text) {
    Day day = day_parse_french(text);
    return day == NO_DAY ? day_parse_iso(text) : day;
}

void plan_day(Plan *p, PlanRow *row, int column, const char *text) {
    if (!text)
        return;
    if (!*text) {
        plan_set(row, column, of_null());
        return;
    }
    Day day = day_either(text);
    if (day == NO_DAY)
        plan_warn(p, T_IMPORT_BAD_DATE, WITH(ARG_TEXT("value", text)));
    else
        plan_set(row, column, of_int(day));
}

void plan_bool(PlanRow *row, int column, const char *text) {
    if (!text)
        return;
    if (!*text)
        plan_set(row, column, of_null());
    else
        plan_set(row, column, of_int(str_equal(text, "1") || str_equal(text, "true") || str_equal(text, "O")));
}

void plan_met(Plan *p, PlanRow *row, ReportKind kind, const char *label) {
    if (!row->thing)
        row->thing = plan_thing(p, kind, label);
    row->thing->seen = true;
    row->thing->created = row->now == NULL;
    if (!row->thing->line) {
        row->thing->file = p->file;
        row->thing->line = p->line;
    }
}

/* ---- order ---- */

static int rank_of_format(const Source *s) {
    static const char *const order[] = { "BEE_NOMENCLATURES", "BEE_COMMUN", "BEE_STRUCTURES", "BEE_ELEVES", "BEE_RESPONSABLES", "STS_EDT", NULL };
    Record head;
    size_t at = 0;
    const char *root = record_next(s, &at, &head) ? head.values[R_FILE_ROOT] : "";
    for (int i = 0; order[i]; i++)
        if (str_equal(order[i], root))
            return i;
    return 99;
}

static void read_record(Plan *p, const Record *r) {
    p->line = r->line;
    switch (r->kind) {
    case R_MEF: case R_SUBJECT: case R_PROGRAMME: case R_CODE:
        plan_nomenclature(p, r);
        break;
    case R_DIVISION: case R_DIVISION_MEF: case R_GROUP: case R_GROUP_MEF: case R_GROUP_DIVISION:
        plan_structures(p, r);
        break;
    case R_PUPIL: case R_OPTION: case R_MEMBERSHIP:
        plan_pupils(p, r);
        break;
    case R_ADDRESS: case R_PERSON: case R_GUARDIANSHIP:
        plan_guardians(p, r);
        break;
    case R_STS_PERSON: case R_STS_DISCIPLINE: case R_STS_MAIN_TEACHER: case R_SERVICE:
        plan_sts(p, r);
        break;
    case R_YEAR: case R_PERIOD: case R_CLOSURE:
        plan_calendar(p, r);
        break;
    default:
        break;
    }
}

/* Which kinds each root lists in full: whoever is not in it is gone. */
static void expect(Plan *p, const char *root) {
    bool *e = p->expected;
    if (str_equal(root, "BEE_ELEVES"))
        e[REPORT_PUPIL] = e[REPORT_OPTION] = true;
    else if (str_equal(root, "BEE_RESPONSABLES"))
        e[REPORT_GUARDIAN] = e[REPORT_GUARDIANSHIP] = true;
    else if (str_equal(root, "BEE_STRUCTURES"))
        e[REPORT_CLASS] = e[REPORT_GROUP] = true;
    else if (str_equal(root, "BEE_NOMENCLATURES"))
        e[REPORT_MEF] = e[REPORT_SUBJECT] = true;
    else if (str_equal(root, "STS_EDT"))
        e[REPORT_TEACHER] = e[REPORT_STAFF] = e[REPORT_SERVICE] = true;
}

void plan_read(Plan *p, const Source *sources, size_t count) {
    plan_index_pupils(p, sources, count);
    for (int rank = 0; rank < 100; rank++)
        for (size_t i = 0; i < count; i++) {
            if (rank_of_format(&sources[i]) != rank)
                continue;
            Record record;
            p->file = sources[i].name;
            for (size_t at = 0; record_next(&sources[i], &at, &record); )
                if (record.kind == R_FILE)
                    expect(p, p->root = record.values[R_FILE_ROOT]);
                else
                    read_record(p, &record);
        }
    p->expected[REPORT_ADDRESS] = p->expected[REPORT_PUPIL] && p->expected[REPORT_GUARDIAN];
    plan_finish_calendar(p);
    plan_finish_memberships(p);
    plan_finish_sts(p);
    plan_finish_people(p);
    plan_settle(p);
}
