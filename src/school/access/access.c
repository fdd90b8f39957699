#include "school/access/access.h"

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "web/feature.h"

#include <string.h>

const char *const mode_words[] = { "none", "administrative", "school_life", "teacher", "guardian", "pupil", NULL };

const BuiltIn access_built_in[] = {
    { "super", MODE_ADMINISTRATIVE, "administration", true, T_SET_SUPER },
    { "administration", MODE_ADMINISTRATIVE, "administration", true, T_SET_ADMINISTRATION },
    { "secretariat", MODE_ADMINISTRATIVE, "modification", true, T_SET_SECRETARIAT },
    { "assistants", MODE_ADMINISTRATIVE, "modification", true, T_SET_ASSISTANTS },
    { "council", MODE_ADMINISTRATIVE, "consultation", true, T_SET_COUNCIL },
    { "school_life", MODE_SCHOOL_LIFE, "modification", true, T_SET_FIRST },
    { "cpe", MODE_SCHOOL_LIFE, "modification", true, T_SET_CPE },
    { "teacher", MODE_TEACHER, "modification", false, T_SET_FIRST },
    { "librarian", MODE_TEACHER, "modification", true, T_SET_LIBRARIAN },
    { "guardians", MODE_GUARDIAN, "modification", false, T_SET_GUARDIANS },
    { "pupils", MODE_PUPIL, "modification", false, T_SET_PUPILS },
    { 0 },
};

Mode access_mode(const char *word) {
    for (int i = 1; mode_words[i]; i++)
        if (str_equal(mode_words[i], word))
            return (Mode) i;
    return MODE_NONE;
}

const char *access_first_set(Mode mode) {
    return mode == MODE_TEACHER ? "teacher" : mode == MODE_GUARDIAN ? "guardians" : mode == MODE_PUPIL ? "pupils" : NULL;
}

/* ---- rights ---- */

const RightInfo *access_right(const char *name) {
    for (int f = 0; features[f]; f++)
        for (const RightInfo *r = features[f]->rights; r && r->name; r++)
            if (str_equal(r->name, name))
                return r;
    return NULL;                /* a right of an older program: nobody has it any more */
}

const RightInfo *access_nth(size_t n) {
    for (int f = 0; features[f]; f++)
        for (const RightInfo *r = features[f]->rights; r && r->name; r++)
            if (!n--)
                return r;
    return NULL;
}

bool access_offered(const RightInfo *right, Mode mode) { return right->modes & 1U << mode; }

bool access_starts(const RightInfo *right, const char *code) {
    size_t size = strlen(code);
    for (const char *at = right->starts; at && *at; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == size && strncmp(at, code, size) == 0)
            return true;
    return false;
}

/* All that MODE may have. */
static void give_all(Rights *to, Mode mode) {
    for (int f = 0; features[f]; f++)
        for (const RightInfo *r = features[f]->rights; r && r->name; r++)
            if (access_offered(r, mode))
                rights_add(to, *r->id);
}

static void only_read(Rights *rights) {
    for (int f = 0; features[f]; f++)
        for (const RightInfo *r = features[f]->rights; r && r->name; r++)
            if (r->changes)
                rights_take(rights, *r->id);
}

/* ---- Spaces ---- */

bool access_is_open(Instant opens_at, Instant closes_at, Instant now) { return opens_at && opens_at <= now && (!closes_at || now < closes_at); }

static bool rule_shows(const Rows *r, Day day) {
    return row_int(r, SPACE_RULE_FOR_SHOWN) && (row_null(r, SPACE_RULE_FOR_FROM_DAY) || row_int(r, SPACE_RULE_FOR_FROM_DAY) <= day) &&
        (row_null(r, SPACE_RULE_FOR_UNTIL_DAY) || row_int(r, SPACE_RULE_FOR_UNTIL_DAY) > day);
}

/* Of the rules of the nearest rank, all must show. */
bool access_shows(Work *w, const RightInfo *right, int64_t pupil) {
    if (!may(w, *right->id) || !w->actor->ruled)
        return may(w, *right->id);
    Rows r = db_rows(w->tx, &SPACE_RULE_FOR, VALUES(of_int(pupil), of_text(mode_words[w->actor->mode]), of_text(right->name)));
    int64_t rank = -1;
    bool shown = true;
    while (row_next(&r) && (rank < 0 || row_int(&r, SPACE_RULE_FOR_RANK) == rank)) {
        rank = row_int(&r, SPACE_RULE_FOR_RANK);
        shown = shown && rule_shows(&r, w->actor->scope.day);
    }
    rows_end(&r);
    return shown;
}

/* ---- an actor ---- */

static Day clamped(Day today, Day first, Day last) {
    return today < first ? first : last >= first && today > last ? last : today;
}

/* The rights that NAMES says, a space between, of those that MODE may have; NULL says none. */
static Rights named(Arena *mem, const char *names, Mode mode) {
    Rights said = { 0 };
    char *rest = arena_text(mem, names);
    for (const char *name; rest && (name = strsep(&rest, " ")); ) {
        const RightInfo *r = access_right(name);
        if (r && access_offered(r, mode))
            rights_add(&said, *r->id);
    }
    return said;
}

/* False: the account has no set in MODE. */
static bool fill_from_set(Work *w, Actor *actor, Mode mode, bool *every_class) {
    Rows r = db_rows(w->tx, &ACCESS_OF, VALUES(of_int(actor->account), of_text(mode_words[mode]), of_text(access_first_set(mode))));
    if (!row_next(&r))
        return false;
    const char *kind = row_text(&r, ACCESS_OF_KIND, w->mem);
    actor->scope.all = row_int(&r, ACCESS_OF_SEES_ALL);
    *every_class = row_int(&r, ACCESS_OF_EVERY_CLASS);
    actor->idle = row_int(&r, ACCESS_OF_IDLE_MINUTES) * 60 * 1000;
    actor->rank = !str_equal(kind, "administration") ? 0 : str_equal(row_peek(&r, ACCESS_OF_SET_CODE), "super") ? 2 : 1;
    actor->closed = !access_is_open(row_null(&r, ACCESS_OF_OPENS_AT) ? 0 : row_int(&r, ACCESS_OF_OPENS_AT), row_int(&r, ACCESS_OF_CLOSES_AT), w->now);
    actor->ruled = row_int(&r, ACCESS_OF_RULED);
    Rights held = named(w->mem, row_peek(&r, ACCESS_OF_HELD), mode), added = named(w->mem, row_peek(&r, ACCESS_OF_ADDED), mode), taken = named(w->mem, row_peek(&r, ACCESS_OF_TAKEN), mode);
    rows_end(&r);
    if (actor->rank)
        give_all(&held, mode);
    for (size_t i = 0; i < sizeof held.bits / sizeof *held.bits; i++)
        actor->rights.bits[i] |= (held.bits[i] | added.bits[i]) & ~taken.bits[i];
    actor->reading = actor->reading || str_equal(kind, "consultation");
    return true;
}

unsigned access_modes(Work *w, int64_t account, int64_t person) {
    unsigned modes = 0;
    Rows given = db_rows(w->tx, &ACCESS_MODES_GIVEN, VALUES(of_int(account)));
    Rows hats = db_rows(w->tx, &ACCESS_HATS, VALUES(of_int(person), of_int(w->actor->scope.day ? w->actor->scope.day : w->today)));
    while (row_next(&given))
        modes |= 1U << access_mode(row_peek(&given, ACCESS_MODES_GIVEN_MODE));
    if (row_next(&hats))
        modes |= (row_int(&hats, ACCESS_HATS_TEACHES) ? 1U << MODE_TEACHER : 0) | (row_int(&hats, ACCESS_HATS_ANSWERS) ? 1U << MODE_GUARDIAN : 0)
            | (row_int(&hats, ACCESS_HATS_LEARNS) ? 1U << MODE_PUPIL : 0);
    rows_end(&hats);
    return modes & ~1U;
}

unsigned access_own_mode(Kind kind) {
    return kind == KIND_TEACHER ? 1U << MODE_TEACHER : kind == KIND_GUARDIAN ? 1U << MODE_GUARDIAN : kind == KIND_PUPIL ? 1U << MODE_PUPIL : 0;
}

static Mode first_mode(Kind kind) {
    return kind == KIND_TEACHER ? MODE_TEACHER : kind == KIND_GUARDIAN ? MODE_GUARDIAN : kind == KIND_PUPIL ? MODE_PUPIL : MODE_ADMINISTRATIVE;
}

/* Of staff a line says so; of others their kind, which costs nothing to know; the rest is looked for. */
static bool may_be(Work *w, const Actor *actor, Mode mode) {
    return mode == MODE_ADMINISTRATIVE || mode == MODE_SCHOOL_LIFE || access_own_mode(actor->kind) & 1U << mode ||
        access_modes(w, actor->account, actor->person) & 1U << mode;
}

/* What is shown to none of their classes today they have not. */
static void close_by_rules(Work *w, Actor *actor, Mode mode) {
    for (Rows r = db_rows(w->tx, &SPACE_CLOSED, VALUES(of_int(actor->person), of_text(mode_words[mode]), of_int(actor->scope.day))); row_next(&r); ) {
        const RightInfo *right = access_right(row_peek(&r, SPACE_CLOSED_RIGHT_NAME));
        if (right)
            rights_take(&actor->rights, *right->id);
    }
}

static bool fill_in(Work *w, Actor *actor, Mode mode) {
    bool every_class = true;
    if (!may_be(w, actor, mode) || !fill_from_set(w, actor, mode, &every_class))
        return false;
    actor->mode = mode;
    if (actor->ruled)
        close_by_rules(w, actor, mode);
    if (mode == MODE_SCHOOL_LIFE && !every_class) {
        actor->scope.all = false;
        actor->scope.account = actor->account;
    }
    actor->scope.teacher = mode == MODE_TEACHER ? actor->person : 0;
    actor->scope.guardian = mode == MODE_GUARDIAN ? actor->person : 0;
    if (actor->reading)
        only_read(&actor->rights);
    return true;
}

void access_fill(Work *w, Actor *actor, Mode asked, bool reading, Day first_day, Day last_day) {
    actor->scope = (Scope){ .person = actor->person, .day = clamped(w->today, first_day, last_day) };
    actor->reading = reading;
    if (actor->kind == KIND_SUPERVISOR) {
        actor->scope.all = true;
        actor->rank = 3;
        actor->mode = MODE_ADMINISTRATIVE;
        actor->rights = program_actor.rights;
        return;
    }
    if (fill_in(w, actor, asked ? asked : first_mode(actor->kind)))
        return;
    for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL && !actor->mode; mode++)
        fill_in(w, actor, mode);
}

/* ---- giving ---- */

void access_give(Work *w, int64_t account, const char *code) {
    Rows r = db_rows(w->tx, &ACCESS_PROFILE, VALUES(of_text(code)));
    if (!row_next(&r))
        return;
    int64_t profile = row_int(&r, ACCESS_PROFILE_ID);
    const char *mode = row_text(&r, ACCESS_PROFILE_MODE, w->mem);
    rows_end(&r);
    change_put(w->tx, &TABLE_ACCOUNT_MODE, KEY(of_int(account), of_text(mode)),
        FIELDS(SET(COL_ACCOUNT_MODE_PROFILE, of_int(profile)), SET(COL_ACCOUNT_MODE_EVERY_CLASS, of_int(1))));
}

void access_begin(Work *w, int64_t account, Kind kind, int64_t person) {
    const char *function = kind == KIND_STAFF && person ? db_text(w->tx, &STAFF_FUNCTION_OF, VALUES(of_int(person))) : NULL;
    if (kind != KIND_STAFF)
        return;
    if (str_equal(function, "EDU"))
        access_give(w, account, "cpe");
    else
        access_give(w, account, str_equal(function, "AED") || str_equal(function, "AESH") || str_equal(function, "ASE") ? "school_life" : "secretariat");
}

void access_restrict(Work *w, int64_t account) {
    if (db_int(w->tx, &SCHOOL_LIFE_PROFILE, VALUES(of_int(account))))
        change_put(w->tx, &TABLE_ACCOUNT_MODE, KEY(of_int(account), of_text(mode_words[MODE_SCHOOL_LIFE])), FIELDS(SET(COL_ACCOUNT_MODE_EVERY_CLASS, of_int(0))));
}

void access_show_class(Work *w, int64_t account, int64_t structure) {
    access_restrict(w, account);
    change_put(w->tx, &TABLE_ACCOUNT_STRUCTURE, KEY(of_int(account), of_int(structure)), NULL, 0);
}

/* ---- bringing a base up to the program ---- */

typedef struct Set { int64_t id; const char *code, *model; Mode mode; bool fixed; } Set;
typedef struct Standing { VEC(Set) sets; Map rights; } Standing;       /* what the base has: its sets, and the rights it has met */

static Standing *standing_of(Work *w) {
    Standing *s = NEW(w->mem, Standing);
    Rows sets = db_rows(w->tx, &ACCESS_SETS, NO_VALUES), known = db_rows(w->tx, &RIGHTS_KNOWN, NO_VALUES);
    s->rights = map_new(w->mem);
    while (row_next(&sets))
        *VEC_ADD(w->mem, &s->sets) = (Set){ row_int(&sets, ACCESS_SETS_ID), row_text(&sets, ACCESS_SETS_CODE, w->mem), row_text(&sets, ACCESS_SETS_MODEL, w->mem),
            access_mode(row_peek(&sets, ACCESS_SETS_MODE)), str_equal(row_peek(&sets, ACCESS_SETS_KIND), "administration") };
    while (row_next(&known))
        map_put(&s->rights, row_peek(&known, RIGHTS_KNOWN_RIGHT_NAME), s);
    return s;
}

static bool has_set(const Standing *s, const char *code) {
    for (size_t i = 0; i < s->sets.count; i++)
        if (str_equal(s->sets.items[i].code, code))
            return true;
    return false;
}

static void make_missing(Work *w, Standing *s) {
    for (const BuiltIn *b = access_built_in; b->code; b++) {
        if (has_set(s, b->code))
            continue;
        int64_t id = change_add(w->tx, &TABLE_ACCESS_PROFILE, FIELDS(SET(COL_ACCESS_PROFILE_CODE, of_text(b->code)), SET(COL_ACCESS_PROFILE_SEES_ALL, of_int(b->sees_all)),
            SET(COL_ACCESS_PROFILE_NAME, of_text(words(w->mem, b->name, NULL))),
            SET(COL_ACCESS_PROFILE_MODE, of_text(mode_words[b->mode])), SET(COL_ACCESS_PROFILE_KIND, of_text(b->kind))));
        *VEC_ADD(w->mem, &s->sets) = (Set){ id, b->code, b->code, b->mode, str_equal(b->kind, "administration") };
    }
}

static void give_new_rights(Work *w, const Standing *s) {
    const RightInfo *r;
    for (size_t n = 0; (r = access_nth(n)); n++) {
        if (map_get(&s->rights, r->name))
            continue;
        db_do(w->tx, &RIGHT_KNOW, VALUES(of_text(r->name)));
        for (size_t i = 0; i < s->sets.count; i++) {
            const Set *set = &s->sets.items[i];
            if (!set->fixed && access_offered(r, set->mode) && access_starts(r, set->model))
                change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(set->id), of_text(r->name)), NULL, 0);
        }
    }
}

/* Before there were four models, one toy profile saw everybody ("all"), the other the classes named for the account, or those one teaches. */
static void end_old(Work *w, const char *code) {
    int64_t profile = db_int(w->tx, &ACCESS_OLD_SET, VALUES(of_text(code)));
    if (!profile)
        return;
    for (Rows r = db_rows(w->tx, &PROFILE_RIGHTS, VALUES(of_int(profile))); row_next(&r); )
        change_end(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(profile), of_text(row_text(&r, PROFILE_RIGHTS_RIGHT_NAME, w->mem))));
    change_end(w->tx, &TABLE_ACCESS_PROFILE, KEY(of_int(profile)));
}

static void move_old(Work *w) {
    for (Rows r = db_rows(w->tx, &ACCESS_OLD, NO_VALUES); row_next(&r); ) {
        int64_t account = row_int(&r, ACCESS_OLD_ACCOUNT);
        bool all = str_equal(row_peek(&r, ACCESS_OLD_CODE), "all"), classes = row_int(&r, ACCESS_OLD_CLASSES);
        if (all || classes)
            access_give(w, account, all ? "secretariat" : "school_life");
        if (!all && classes)
            access_restrict(w, account);
        change_end(w->tx, &TABLE_ACCOUNT_PROFILE, KEY(of_int(account)));
    }
    end_old(w, "all");
    end_old(w, "classes");
}

/* ---- from one year to the next ---- */

typedef struct ShapeSet { int64_t id; const char *code, *mode, *name, *kind, *model; int64_t sees_all, idle_minutes; } ShapeSet;
typedef struct ShapeLine { int64_t set; const char *word, *reason; } ShapeLine;
struct AccessShape { VEC(ShapeSet) sets; VEC(ShapeLine) rights, accepted, known; };

const AccessShape *access_shape(Work *w) {
    AccessShape *s = NEW(w->mem, AccessShape);
    for (Rows r = db_rows(w->tx, &SHAPE_SETS, NO_VALUES); row_next(&r); )
        *VEC_ADD(w->mem, &s->sets) = (ShapeSet){ row_int(&r, SHAPE_SETS_ID), row_text(&r, SHAPE_SETS_CODE, w->mem), row_text(&r, SHAPE_SETS_MODE, w->mem), row_text(&r, SHAPE_SETS_NAME, w->mem),
            row_text(&r, SHAPE_SETS_KIND, w->mem), row_text(&r, SHAPE_SETS_MODEL, w->mem), row_int(&r, SHAPE_SETS_SEES_ALL), row_int(&r, SHAPE_SETS_IDLE_MINUTES) };
    for (Rows r = db_rows(w->tx, &SHAPE_RIGHTS, NO_VALUES); row_next(&r); )
        *VEC_ADD(w->mem, &s->rights) = (ShapeLine){ row_int(&r, SHAPE_RIGHTS_PROFILE), row_text(&r, SHAPE_RIGHTS_RIGHT_NAME, w->mem), NULL };
    for (Rows r = db_rows(w->tx, &SHAPE_ACCEPTED, NO_VALUES); row_next(&r); )
        *VEC_ADD(w->mem, &s->accepted) = (ShapeLine){ row_int(&r, SHAPE_ACCEPTED_PROFILE), row_text(&r, SHAPE_ACCEPTED_DANGER, w->mem), row_text(&r, SHAPE_ACCEPTED_REASON, w->mem) };
    for (Rows r = db_rows(w->tx, &RIGHTS_KNOWN, NO_VALUES); row_next(&r); )
        *VEC_ADD(w->mem, &s->known) = (ShapeLine){ 0, row_text(&r, RIGHTS_KNOWN_RIGHT_NAME, w->mem), NULL };
    return s;
}

static int64_t carried(const AccessShape *shape, const int64_t *now, int64_t before) {
    for (size_t i = 0; i < shape->sets.count; i++)
        if (shape->sets.items[i].id == before)
            return now[i];
    return 0;
}

void access_set_up(Work *w, const AccessShape *shape) {
    int64_t *now = NEW_ARRAY(w->mem, int64_t, shape->sets.count + 1);
    for (size_t i = 0; i < shape->sets.count; i++) {
        const ShapeSet *s = &shape->sets.items[i];
        now[i] = change_add(w->tx, &TABLE_ACCESS_PROFILE, FIELDS(SET(COL_ACCESS_PROFILE_CODE, of_text(s->code)), SET(COL_ACCESS_PROFILE_SEES_ALL, of_int(s->sees_all)),
            SET(COL_ACCESS_PROFILE_MODE, of_text(s->mode)), SET(COL_ACCESS_PROFILE_NAME, of_text(s->name)), SET(COL_ACCESS_PROFILE_KIND, of_text(s->kind)),
            SET(COL_ACCESS_PROFILE_MODEL, of_text(s->model)), SET(COL_ACCESS_PROFILE_IDLE_MINUTES, of_int(s->idle_minutes))));
    }
    for (size_t i = 0; i < shape->rights.count; i++) {
        int64_t set = carried(shape, now, shape->rights.items[i].set);
        if (set && access_right(shape->rights.items[i].word))          /* what the program knows no more stays behind */
            change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(set), of_text(shape->rights.items[i].word)), NULL, 0);
    }
    for (size_t i = 0; i < shape->accepted.count; i++) {
        const ShapeLine *a = &shape->accepted.items[i];
        int64_t set = carried(shape, now, a->set);
        if (set)
            change_put(w->tx, &TABLE_ACCESS_ACCEPTED, KEY(of_int(set), of_text(a->word)), FIELDS(SET(COL_ACCESS_ACCEPTED_REASON, of_text(a->reason))));
    }
    for (size_t i = 0; i < shape->known.count; i++)
        db_do(w->tx, &RIGHT_KNOW, VALUES(of_text(shape->known.items[i].word)));
}

bool access_is_up(Work *w) {
    const Standing *s = standing_of(w);
    const RightInfo *r;
    for (const BuiltIn *b = access_built_in; b->code; b++)
        if (!has_set(s, b->code))
            return false;
    for (size_t n = 0; (r = access_nth(n)); n++)
        if (!map_get(&s->rights, r->name))
            return false;
    return true;
}

void access_bring_up(Work *w) {
    Standing *s = standing_of(w);
    make_missing(w, s);
    give_new_rights(w, s);
    move_old(w);
}
