#include "school/register/register_web.h"

#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/exports/exports.h"
#include "school/rights/rights.h"
#include "school/spaces/spaces.h"
#include "web/shown.h"

#include <string.h>

const char *const register_said_names[] = { "controller", "address", "contact", "officer", "officer_contact", "host", "transfers", "measures", NULL };
const char *const register_own_names[] = { "note", "recipients", "kept", NULL };

const Processing *register_activity(const char *name) {
    for (int f = 0; features[f]; f++)
        for (const Processing *p = features[f]->processings; p && p->name; p++)
            if (p->label && str_equal(p->name, name))
                return p;
    return NULL;
}

/* ---- what the school says ---- */

#define PREFIX "register."

static Map read_said(Work *w) {
    Map said = map_new(w->mem);
    for (Rows r = db_rows(w->tx, &REGISTER_SAID, NO_VALUES); row_next(&r); ) {
        const char *value = row_text(&r, REGISTER_SAID_VALUE, w->mem);
        if (!str_empty(value))
            map_keep(&said, arena_text(w->mem, row_peek(&r, REGISTER_SAID_NAME) + strlen(PREFIX)), (void *) (uintptr_t) value);
    }
    return said;
}

void register_say(Work *w, const char *name, const char *text) {
    change_put(w->tx, &TABLE_SETTING, KEY(of_text(arena_printf(w->mem, PREFIX "%s", name))), FIELDS(SET(COL_SETTING_VALUE, of_text(text ? text_trim(w->mem, text) : ""))));
}

/* ---- what is kept ---- */

static int class_of(const Processing *p, const Table *t, int column) {
    const ColumnText *text = shown_column(features, t, column);
    const RightInfo *right = text && text->right ? access_right(text->right) : NULL;
    return right && right->data_class > p->data_class ? right->data_class : p->data_class;
}

static void add_word(Str *to, const char *word) { str_printf(to, "%s%s", to->size ? ", " : "", word); }

static bool tells(Map *told, const char *word) {
    if (map_get(told, word))
        return false;
    map_keep(told, word, told);
    return true;
}

static void add_table(Work *w, RegisterActivity *a, const Processing *p, const Table *t) {
    Str columns = str_new(w->mem, 200);
    Map told = map_new(w->mem);
    int class = p->data_class;
    if (!export_has(t) || !export_table_named(t))
        return;
    for (int i = 0; i < t->column_count; i++) {
        if (!export_has_column(t, i) || !export_column_named(t, i))
            continue;
        const char *label = export_column_label(w->mem, t, i);
        class = class_of(p, t, i) > class ? class_of(p, t, i) : class;
        if (tells(&told, label))
            add_word(&columns, label);
    }
    for (int n = 0; export_unsealed_name(t, n); n++)
        add_word(&columns, export_unsealed_label(w->mem, t, n));
    if (columns.size)
        *VEC_ADD(w->mem, &a->data) = (RegisterData){ export_table_label(w->mem, t), columns.data, class };
    a->data_class = class > a->data_class ? class : a->data_class;
}

static void add_kept(Work *w, RegisterActivity *a, const char *text) {
    for (size_t i = 0; i < a->kept.count; i++)
        if (str_equal(a->kept.items[i], text))
            return;
    *VEC_ADD(w->mem, &a->kept) = text;
}

/* One feature's part. */
static void add_part(Work *w, RegisterActivity *a, const Processing *p) {
    a->persons |= p->persons;
    for (const Table *const *t = p->tables; t && *t; t++)
        add_table(w, a, p, *t);
    if (p->also)
        *VEC_ADD(w->mem, &a->data) = (RegisterData){ words(w->mem, p->also, NULL), NULL, p->data_class };
    if (p->kept)
        add_kept(w, a, words(w->mem, p->kept, WITH(ARG_INT("n", p->days))));
    a->data_class = p->tables && p->data_class > a->data_class ? p->data_class : a->data_class;
}

static void add_jobs(Work *w, RegisterActivity *a, const Feature *f, const Map *tidied) {
    for (const JobKind *k = f->jobs; k && k->name; k++)
        if (k->every_hours) {
            const Instant *at = map_get(tidied, k->name);
            *VEC_ADD(w->mem, &a->jobs) = (RegisterJob){ words(w->mem, k->label, NULL), k->every_hours, at ? *at : 0 };
        }
}

static Map read_tidied(Work *w) {
    Map tidied = map_new(w->mem);
    for (Rows r = db_rows(w->tx, &REGISTER_TIDIED, NO_VALUES); row_next(&r); ) {
        Instant *at = NEW(w->mem, Instant);
        *at = row_null(&r, REGISTER_TIDIED_AT) ? 0 : row_int(&r, REGISTER_TIDIED_AT);
        map_put(&tidied, row_peek(&r, REGISTER_TIDIED_KIND), at);
    }
    return tidied;
}

/* ---- who sees it ---- */

/* How rights are held now. rules: of "guardian space.team", how many. */
typedef struct Held { const RightsSets *sets; Map rules; bool open[MODE_PUPIL + 1]; } Held;

static Held read_held(Work *w) {
    Held h = { .rules = map_new(w->mem) };
    Rows rules = db_rows(w->tx, &REGISTER_RULES, NO_VALUES);
    h.sets = rights_sets(w);
    while (row_next(&rules)) {
        int64_t *count = NEW(w->mem, int64_t);
        *count = row_int(&rules, REGISTER_RULES_RULES);
        map_put(&h.rules, arena_printf(w->mem, "%s %s", row_peek(&rules, REGISTER_RULES_MODE), row_peek(&rules, REGISTER_RULES_RIGHT_NAME)), count);
    }
    for (Mode mode = MODE_GUARDIAN; mode <= MODE_PUPIL; mode++) {
        Space s = space_read(w, mode);
        h.open[mode] = access_is_open(s.opens_at, s.closes_at, w->now);
    }
    return h;
}

static bool has_word(const char *all, const char *word) {
    size_t size = strlen(word);
    for (const char *at = all; at && *at; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == size && strncmp(at, word, size) == 0)
            return true;
    return false;
}

/* Is RIGHT one of those by which the activity NAME is seen? */
static bool opens(const char *name, const RightInfo *right) {
    for (int f = 0; features[f]; f++)
        for (const Processing *p = features[f]->processings; p && p->name; p++)
            if (str_equal(p->name, name) && has_word(p->rights, right->name))
                return true;
    return false;
}

static void add_reader(Work *w, RegisterActivity *a, const Held *h, const RightsSet *set) {
    const RightInfo *right;
    Str rights = str_new(w->mem, 200);
    Mode mode = access_mode(set->mode);
    RegisterReader reader = { .name = set->name, .mode = set->mode, .people = set->people, .all = set->sees_all };
    for (size_t n = 0; (right = access_nth(n)); n++) {
        if (!access_offered(right, mode) || !rights_gives(set, right) || !opens(a->said->name, right))
            continue;
        const int64_t *rules = map_get(&h->rules, arena_printf(w->mem, "%s %s", set->mode, right->name));
        add_word(&rights, words(w->mem, right->label, NULL));
        reader.rules += rules ? *rules : 0;
    }
    if (!rights.size || !set->people)
        return;                         /* it gives nothing here, or nobody has it */
    reader.rights = rights.data;
    reader.closed = mode >= MODE_GUARDIAN && !h->open[mode];
    *VEC_ADD(w->mem, &a->readers) = reader;
}

static void add_readers(Work *w, RegisterActivity *a, const Held *h) {
    for (size_t i = 0; i < h->sets->rows.count; i++)
        add_reader(w, a, h, &h->sets->rows.items[i]);
    for (size_t i = 0; i < h->sets->exceptions.count; i++)
        a->exceptions += h->sets->exceptions.items[i].allowed && opens(a->said->name, h->sets->exceptions.items[i].right);
}

/* ---- the whole ---- */

static RegisterActivity *activity_called(Register *r, const char *name) {
    for (size_t i = 0; i < r->activities.count; i++)
        if (str_equal(r->activities.items[i].said->name, name))
            return &r->activities.items[i];
    return NULL;
}

/* In the order of the features, those that say what an activity is first. */
static void read_activities(Work *w, Register *r, const Map *said) {
    Map tidied = read_tidied(w);
    Held held = read_held(w);
    for (int f = 0; features[f]; f++)
        for (const Processing *p = features[f]->processings; p && p->name; p++)
            if (p->label)
                *VEC_ADD(w->mem, &r->activities) = (RegisterActivity){ .said = p };
    for (int f = 0; features[f]; f++)
        for (const Processing *p = features[f]->processings; p && p->name; p++) {
            RegisterActivity *a = activity_called(r, p->name);
            add_part(w, a, p);
            if (p->tables)
                add_jobs(w, a, features[f], &tidied);
        }
    for (size_t i = 0; i < r->activities.count; i++) {
        RegisterActivity *a = &r->activities.items[i];
        add_readers(w, a, &held);
        for (int n = 0; n < OWN_COUNT; n++)
            a->own[n] = map_get(said, arena_printf(w->mem, "%s.%s", a->said->name, register_own_names[n]));
    }
    r->supervisors = held.sets->supervisors;
}

Register *register_read(const Request *rq) {
    Work *w = rq->work;
    Register *r = NEW(w->mem, Register);
    Map said = read_said(w);
    for (int i = 0; i < SAID_COUNT; i++)
        r->said[i] = map_get(&said, register_said_names[i]);
    for (Rows c = db_rows(w->tx, &REGISTER_COUNTS, VALUES(of_int(w->actor->scope.day))); row_next(&c); )
        r->counts = (RegisterCounts){ row_int(&c, REGISTER_COUNTS_PUPILS), row_int(&c, REGISTER_COUNTS_GONE), row_int(&c, REGISTER_COUNTS_GUARDIANS),
            row_int(&c, REGISTER_COUNTS_TEACHERS), row_int(&c, REGISTER_COUNTS_OTHERS), row_int(&c, REGISTER_COUNTS_ACCOUNTS) };
    read_activities(w, r, &said);
    register_measures(rq, r);
    return r;
}
