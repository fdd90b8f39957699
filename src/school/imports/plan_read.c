#include "school/imports/plan_read.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/plan_edits.h"

#include <string.h>

void plan_texts(PlanRow *row, const Record *r, const FieldColumn *map) {
    for (; map->column >= 0; map++)
        plan_text(row, map->column, r->values[map->field]);
}

void plan_warn(Plan *p, TextId code, const WordArg *args) {
    report_warning(p->report, p->file, p->line, code, args);
}

bool plan_can_name(const Plan *p, const char *system, const char *theirs, const char *family, const char *usage) {
    if (!str_empty(family) || !str_empty(usage))
        return true;
    const char *name = plan_outside(p->mem, system, theirs);
    const int64_t *known = map_get(&p->person_keys, name);
    const PlanRow *person = plan_find(p, PLAN_PERSON, known ? plan_number(p->mem, *known) : name);
    return person && !str_empty(plan_value_text(person, COL_PERSON_FAMILY_NAME));
}

void plan_names(PlanRow *person, const char *family, const char *usage) {
    if (!str_empty(family))
        plan_text(person, COL_PERSON_FAMILY_NAME, family);
    else if (!str_empty(usage) && str_empty(plan_value_text(person, COL_PERSON_FAMILY_NAME)))
        plan_text(person, COL_PERSON_FAMILY_NAME, usage);
    plan_text(person, COL_PERSON_USAGE_NAME, usage);
}

/* Both dialects write days, some tools add an hour. */
Day plan_day_of(Plan *p, const char *text) {
    if (str_empty(text))
        return NO_DAY;
    const char *day = text[strcspn(text, " T")] ? arena_text_n(p->mem, text, strcspn(text, " T")) : text;
    return strchr(day, '/') ? day_parse_french(day) : day_parse_iso(day);
}

void plan_day(Plan *p, PlanRow *row, int column, const char *text) {
    if (!text)
        return;
    if (!*text) {
        plan_set(row, column, of_null());
        return;
    }
    Day day = plan_day_of(p, text);
    if (day == NO_DAY)
        plan_warn(p, T_IMPORT_BAD_DATE, WITH(ARG_TEXT("value", text)));
    else
        plan_set(row, column, of_int(day));
}

void plan_bool(Plan *p, PlanRow *row, int column, const char *text) {
    static const struct { const char *word; bool value; } words[] = { { "1", true }, { "0", false }, { "true", true }, { "false", false },
        { "o", true }, { "n", false }, { "oui", true }, { "non", false } };
    if (!text)
        return;
    if (!*text) {
        plan_set(row, column, of_null());
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(words[i].word, text) == 0) {
            plan_set(row, column, of_int(words[i].value));
            return;
        }
    plan_warn(p, T_IMPORT_BAD_CODE, WITH(ARG_TEXT("value", text)));
}

void plan_met(Plan *p, PlanRow *row, ReportKind kind, const char *label) {
    if (!row->thing)
        row->thing = plan_thing(p, kind, label);
    row->thing->seen = true;
    row->thing->created = !row->now && !row->away;
    if (!row->thing->line) {
        row->thing->file = p->file;
        row->thing->line = p->line;
    }
}

/* ---- order ---- */

#define RANKS 7

static int rank_of_format(const Source *s) {
    static const char *const order[] = { "BEE_NOMENCLATURES", "BEE_COMMUN", "BEE_STRUCTURES", "BEE_ELEVES", "BEE_RESPONSABLES", "STS_EDT", NULL };
    Record head;
    size_t at = 0;
    const char *root = record_next(s, &at, &head) ? head.values[R_FILE_ROOT] : "";
    for (int i = 0; order[i]; i++)
        if (str_equal(order[i], root))
            return i;
    return RANKS - 1;
}

/* What a record refers to is read before it, wherever it stands in the files: the order of elements says nothing (P-48), and a group may be in STS only. */
#define TURNS 3

static int turn_of(RecordKind kind) {
    switch (kind) {
    case R_PUPIL: case R_PERSON: case R_STS_PERSON: case R_PERIOD: case R_CLOSURE:
        return 1;
    case R_OPTION: case R_MEMBERSHIP: case R_GUARDIANSHIP: case R_DIVISION_MEF: case R_GROUP_MEF: case R_GROUP_DIVISION:
    case R_STS_DISCIPLINE: case R_STS_MAIN_TEACHER: case R_SERVICE:
        return 2;
    default:
        return 0;
    }
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
        e[REPORT_PUPIL] = true;
    else if (str_equal(root, "BEE_RESPONSABLES"))
        e[REPORT_GUARDIAN] = e[REPORT_GUARDIANSHIP] = true;
    else if (str_equal(root, "BEE_STRUCTURES"))
        e[REPORT_CLASS] = e[REPORT_GROUP] = true;
    else if (str_equal(root, "BEE_NOMENCLATURES"))
        e[REPORT_MEF] = e[REPORT_SUBJECT] = true;
    else if (str_equal(root, "STS_EDT"))
        e[REPORT_TEACHER] = e[REPORT_STAFF] = e[REPORT_SERVICE] = true;
}

/* A kind that a file may leave out whole (SansAdresses, options) is expected when the file has one of it. */
static void note_optional(Plan *p, const char *root, RecordKind kind) {
    if (kind == R_OPTION)
        p->expected[REPORT_OPTION] = true;
    else if (kind == R_ADDRESS && str_equal(root, "BEE_ELEVES"))
        p->pupils_addressed = true;
    else if (kind == R_ADDRESS)
        p->guardians_addressed = true;
}

static void read_source(Plan *p, const Source *source, int turn) {
    const char *root = "";
    Record record;
    p->file = source->name;
    for (size_t at = 0; record_next(source, &at, &record); ) {
        if (record.kind == R_FILE) {
            p->root = root = record.values[R_FILE_ROOT];
            expect(p, root);
        } else if (turn_of(record.kind) == turn) {
            note_optional(p, root, record.kind);
            read_record(p, &record);
        }
    }
}

/* A file says how things stand on the day of its export; one that bears no date, today. Never before the year, never long after it. */
static void date_files(Plan *p, const Source *sources, size_t count) {
    Record head;
    Day day = NO_DAY, last = day_of(day_date(p->first_day).year + 1, 7, 31);
    for (size_t i = 0; i < count; i++) {
        size_t start = 0;
        Day exported = record_next(&sources[i], &start, &head) ? plan_day_of(p, head.values[R_FILE_EXPORTED]) : NO_DAY;
        if (exported != NO_DAY && exported > day)
            day = exported;
    }
    if (day == NO_DAY)
        day = instant_day(p->w->now);
    p->day = day < p->first_day ? p->first_day : day > last ? last : day;
}

void plan_read(Plan *p, const Source *sources, size_t count) {
    date_files(p, sources, count);
    plan_index_pupils(p, sources, count);
    plan_index_identity(p, sources, count);
    for (int turn = 0; turn < TURNS; turn++)
        for (int rank = 0; rank < RANKS; rank++)
            for (size_t i = 0; i < count; i++)
                if (rank_of_format(&sources[i]) == rank)
                    read_source(p, &sources[i], turn);
    p->expected[REPORT_ADDRESS] = p->pupils_addressed && p->guardians_addressed;
    plan_finish_calendar(p);
    plan_finish_memberships(p);
    plan_finish_sts(p);
    plan_only_create(p);
    plan_finish_people(p);
    plan_settle(p);
}
