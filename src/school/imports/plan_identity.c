/* Who is who when a number is unknown: a guardian whose PERSONNE_ID has changed, a teacher who got a national number. The name must be the same
 * and something else as well; then it is asked, with what is the same said in the question. Who stands in the files under a number of their own
 * is never somebody else, so that homonyms are not asked about. */
#include "school/imports/plan_read.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people.h"

#include <string.h>

typedef struct Noted { const char *text; struct Noted *next; } Noted;
typedef struct Identity {
    Map guardians, colleagues;          /* of the base and free, by folded name → Joining */
    Map guardian_pupils;                /* PERSONNE_ID → Noted: ELEVE_ID, as the files say */
    Map disciplines;                    /* number in STS → Noted: codes */
    Map in_files;                       /* numbers that the files name: "p:300001", "t:epp:1001" */
} Identity;

/* ---- what the files say of everybody, before anything is read ---- */

static void note(Plan *p, Map *map, const char *key, const char *text) {
    Noted *one = NEW(p->mem, Noted);
    *one = (Noted){ .text = text, .next = map_get(map, key) };
    map_put(map, key, one);
}

static const char *sts_number(Plan *p, const char *type, const char *id) {
    return arena_printf(p->mem, "t:%s:%s", plan_sts_type(type), id);
}

static void note_record(Plan *p, Identity *of, const Record *r) {
    const char *const *v = r->values;
    if (r->kind == R_PERSON && v[R_PERSON_ID])
        map_put(&of->in_files, arena_printf(p->mem, "p:%s", v[R_PERSON_ID]), p);
    else if (r->kind == R_GUARDIANSHIP && v[R_GUARDIANSHIP_PERSON] && v[R_GUARDIANSHIP_PUPIL])
        note(p, &of->guardian_pupils, v[R_GUARDIANSHIP_PERSON], v[R_GUARDIANSHIP_PUPIL]);
    else if (r->kind == R_STS_PERSON && v[R_STS_PERSON_ID])
        map_put(&of->in_files, sts_number(p, v[R_STS_PERSON_TYPE], v[R_STS_PERSON_ID]), p);
    else if (r->kind == R_STS_DISCIPLINE && v[R_STS_DISCIPLINE_PERSON] && !str_empty(v[R_STS_DISCIPLINE_CODE]))
        note(p, &of->disciplines, sts_number(p, v[R_STS_DISCIPLINE_TYPE], v[R_STS_DISCIPLINE_PERSON]), v[R_STS_DISCIPLINE_CODE]);
}

/* ---- whom the base has and the files no longer name ---- */

static const char *full_name(Plan *p, const char *name, const char *given) {
    return arena_printf(p->mem, "%s|%s", text_fold(p->mem, name), text_fold(p->mem, given ? given : ""));
}

static void index_by(Plan *p, Map *map, PlanRow *row, const char *name, const char *given) {
    if (str_empty(name))
        return;
    Joining *one = NEW(p->mem, Joining);
    const char *key = full_name(p, name, given);
    *one = (Joining){ .structure = row, .next = map_get(map, key) };
    map_put(map, key, one);
}

static void index_free(Plan *p, Identity *of, PlanTableId table) {
    for (size_t i = 0; i < p->tables[table].rows.count; i++) {
        PlanRow *row = p->tables[table].rows.items[i];
        const PlanRow *person = plan_find(p, PLAN_PERSON, row->key);
        const char *number = table == PLAN_GUARDIAN ? arena_printf(p->mem, "p:%s", plan_value_text(row, COL_GUARDIAN_SIECLE_ID))
            : sts_number(p, plan_value_text(row, COL_TEACHER_STS_TYPE), plan_value_text(row, COL_TEACHER_STS_ID));
        if (!person || map_get(&of->in_files, number))
            continue;
        Map *map = table == PLAN_GUARDIAN ? &of->guardians : &of->colleagues;
        const char *family = plan_value_text(person, COL_PERSON_FAMILY_NAME), *usage = plan_value_text(person, COL_PERSON_USAGE_NAME);
        const char *given = plan_value_text(person, COL_PERSON_GIVEN_NAME);
        index_by(p, map, row, family, given);
        if (!str_equal(family, usage))
            index_by(p, map, row, usage, given);
    }
}

void plan_index_identity(Plan *p, const Source *sources, size_t count) {
    Identity *of = p->identity = NEW(p->mem, Identity);
    of->guardians = of->colleagues = of->guardian_pupils = of->disciplines = of->in_files = map_new(p->mem);
    if (!p->tables[PLAN_GUARDIAN].rows.count && !p->tables[PLAN_TEACHER].rows.count && !p->tables[PLAN_STAFF].rows.count)
        return;                         /* an empty base: everybody is new */
    Record record;
    for (size_t s = 0; s < count; s++)
        for (size_t at = 0; record_next(&sources[s], &at, &record); )
            note_record(p, of, &record);
    index_free(p, of, PLAN_GUARDIAN);
    index_free(p, of, PLAN_TEACHER);
    index_free(p, of, PLAN_STAFF);
}

/* ---- what is the same ---- */

typedef struct Facts { Plan *plan; Str text; int count; } Facts;

static void fact(Facts *f, TextId id, const WordArg *args) {
    f->count++;
    str_add(&f->text, ", ");
    str_add(&f->text, words(f->plan->mem, id, args));
}

/* "+33 6 12…", "06 12…": the nine last digits. */
static bool same_phone(const char *a, const char *b) {
    if (str_empty(a) || str_empty(b))
        return false;
    int same = 0;
    for (size_t i = strlen(a), j = strlen(b); i > 0 && j > 0 && same < 9; ) {
        char x = a[i - 1], y = b[j - 1];
        if (x < '0' || x > '9')
            i--;
        else if (y < '0' || y > '9')
            j--;
        else if (x != y)
            return false;
        else
            i--, j--, same++;
    }
    return same == 9;
}

static void compare_phones(Facts *f, const Record *r, const PlanRow *person) {
    static const int theirs[] = { R_PERSON_PHONE_HOME, R_PERSON_PHONE_MOBILE, R_PERSON_PHONE_WORK };
    static const int ours[] = { COL_PERSON_PHONE_HOME, COL_PERSON_PHONE_MOBILE, COL_PERSON_PHONE_WORK };
    for (int i = 0; i < 9; i++)
        if (same_phone(r->values[theirs[i / 3]], plan_value_text(person, ours[i % 3]))) {
            fact(f, T_IMPORT_FACT_PHONE, NULL);
            return;
        }
}

static bool same_text(Plan *p, const char *a, const char *b) {
    return !str_empty(a) && !str_empty(b) && str_equal(text_fold(p->mem, a), text_fold(p->mem, b));
}

static void compare_address(Facts *f, const Record *r, const PlanRow *person) {
    Plan *p = f->plan;
    const PlanRow *theirs = str_empty(r->values[R_PERSON_ADDRESS]) ? NULL : plan_find(p, PLAN_ADDRESS, r->values[R_PERSON_ADDRESS]);
    const PlanRow *ours = map_get(&p->tables[PLAN_ADDRESS].by_id, plan_number(p->mem, plan_value(person, COL_PERSON_ADDRESS).integer));
    if (!theirs || !ours)
        return;
    bool same = theirs == ours;
    for (int column = COL_ADDRESS_LINE1; !same && column <= COL_ADDRESS_LINE4; column++)       /* the street may stand on any line */
        same = same_text(p, plan_value_text(theirs, column), plan_value_text(ours, column))
            && str_equal(plan_value_text(theirs, COL_ADDRESS_POSTCODE), plan_value_text(ours, COL_ADDRESS_POSTCODE));
    if (same)
        fact(f, T_IMPORT_FACT_ADDRESS, NULL);
}

static void compare_pupils(Facts *f, const Record *r, const PlanRow *guardian) {
    Plan *p = f->plan;
    for (const Noted *n = map_get(&p->identity->guardian_pupils, r->values[R_PERSON_ID]); n; n = n->next) {
        const PlanRow *pupil = plan_pupil_named(p, n->text);
        const PlanRow *link = pupil ? plan_find(p, PLAN_GUARDIANSHIP, plan_key(p, pupil->key, guardian->key, NULL)) : NULL;
        if (!link || !link->now)
            continue;
        fact(f, T_IMPORT_FACT_PUPIL, WITH(ARG_TEXT("name", plan_value_text(plan_find(p, PLAN_PERSON, pupil->key), COL_PERSON_DISPLAY_NAME))));
        return;
    }
}

static void compare_guardian(Facts *f, const Record *r, const PlanRow *guardian) {
    const PlanRow *person = plan_find(f->plan, PLAN_PERSON, guardian->key);
    compare_pupils(f, r, guardian);
    compare_address(f, r, person);
    compare_phones(f, r, person);
    if (same_text(f->plan, r->values[R_PERSON_EMAIL], plan_value_text(person, COL_PERSON_EMAIL)))
        fact(f, T_IMPORT_FACT_EMAIL, NULL);
}

/* Two birth dates that differ are two people; without one, a discipline in common. */
static void compare_colleague(Facts *f, const Record *r, const PlanRow *post) {
    Plan *p = f->plan;
    Value ours = plan_value(plan_find(p, PLAN_PERSON, post->key), COL_PERSON_BIRTH_DAY);
    Day theirs = plan_day_of(p, r->values[R_STS_PERSON_BIRTH_DATE]);
    if (theirs != NO_DAY && ours.kind == VALUE_INT) {
        if (ours.integer == theirs)
            fact(f, T_IMPORT_FACT_BIRTH, NULL);
        return;
    }
    const char *number = sts_number(p, r->values[R_STS_PERSON_TYPE], r->values[R_STS_PERSON_ID]);
    for (const Noted *n = map_get(&p->identity->disciplines, number); n; n = n->next) {
        const PlanRow *row = plan_find(p, PLAN_DISCIPLINE, plan_key(p, post->key, n->text, NULL));
        if (row && row->now) {
            fact(f, T_IMPORT_FACT_DISCIPLINE, WITH(ARG_TEXT("code", n->text)));
            return;
        }
    }
}

/* ---- asking ---- */

typedef struct Search {
    void (*compare)(Facts *f, const Record *r, const PlanRow *row);
    const Record *record;
    PlanRow *best;
    Facts facts;
} Search;

static void search(Plan *p, Search *s, const Map *map, const char *name, const char *given) {
    if (str_empty(name))
        return;
    for (const Joining *j = map_get(map, full_name(p, name, given)); j; j = j->next) {
        Facts f = { .plan = p, .text = str_new(p->mem, 60) };
        if (j->structure->seen)
            continue;                   /* somebody else's already */
        str_add(&f.text, words(p->mem, T_IMPORT_FACT_NAME, NULL));
        s->compare(&f, s->record, j->structure);
        if (f.count > s->facts.count) {
            s->best = j->structure;
            s->facts = f;
        }
    }
}

static PlanRow *ask(Plan *p, const Search *s, Decision question, TextId describe, const char *number_theirs, const char *number_ours) {
    PlanRow *person = plan_find(p, PLAN_PERSON, s->best->key);
    const char *ours = plan_value_text(person, COL_PERSON_DISPLAY_NAME);
    question.id = arena_printf(p->mem, "%s-%s-%s", strchr(question.kind, '_') + 1, number_theirs, s->best->key);
    question.theirs = words(p->mem, describe, WITH(ARG_TEXT("name", question.label), ARG_TEXT("number", number_theirs)));
    question.ours = words(p->mem, describe, WITH(ARG_TEXT("name", ours), ARG_TEXT("number", number_ours)));
    question.facts = s->facts.text.data;
    return str_equal(plan_ask(p, &question)->choice, "same") ? person : NULL;
}

static const char *shown(Plan *p, const char *family, const char *usage, const char *given) {
    Names n = { .family_name = str_empty(family) ? usage : family, .usage_name = str_empty(usage) ? NULL : usage, .given_name = str_empty(given) ? NULL : given };
    return names_display(p->mem, &n);
}

PlanRow *plan_same_guardian(Plan *p, const Record *r) {
    const char *const *v = r->values;
    Search s = { .compare = compare_guardian, .record = r };
    search(p, &s, &p->identity->guardians, v[R_PERSON_FAMILY_NAME], v[R_PERSON_GIVEN_NAME]);
    search(p, &s, &p->identity->guardians, v[R_PERSON_USAGE_NAME], v[R_PERSON_GIVEN_NAME]);
    Decision question = { .kind = "same_guardian", .label = shown(p, v[R_PERSON_FAMILY_NAME], v[R_PERSON_USAGE_NAME], v[R_PERSON_GIVEN_NAME]) };
    return s.best ? ask(p, &s, question, T_IMPORT_DESCRIBE_GUARDIAN, v[R_PERSON_ID], plan_value_text(s.best, COL_GUARDIAN_SIECLE_ID)) : NULL;
}

PlanRow *plan_same_colleague(Plan *p, const Record *r) {
    const char *const *v = r->values;
    Search s = { .compare = compare_colleague, .record = r };
    search(p, &s, &p->identity->colleagues, v[R_STS_PERSON_FAMILY_NAME], v[R_STS_PERSON_GIVEN_NAME]);
    search(p, &s, &p->identity->colleagues, v[R_STS_PERSON_USAGE_NAME], v[R_STS_PERSON_GIVEN_NAME]);
    if (!s.best)
        return NULL;
    Decision question = { .kind = "same_colleague", .label = shown(p, v[R_STS_PERSON_FAMILY_NAME], v[R_STS_PERSON_USAGE_NAME], v[R_STS_PERSON_GIVEN_NAME]) };
    return ask(p, &s, question, T_IMPORT_DESCRIBE_COLLEAGUE, arena_printf(p->mem, "%s:%s", plan_sts_type(v[R_STS_PERSON_TYPE]), v[R_STS_PERSON_ID]),
        arena_printf(p->mem, "%s:%s", plan_value_text(s.best, COL_TEACHER_STS_TYPE), plan_value_text(s.best, COL_TEACHER_STS_ID)));
}
