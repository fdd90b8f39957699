#include "school/support/support.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "work/sealed_cell.h"

#include <string.h>

const char *const support_kind_words[] = { "pap", "pps", "pai", "ppre", "ulis", "upe2a", "segpa", "ctr", "other", NULL };

#define PIECES 5                        /* kind, label, reference, adaptations, note, each with its NUL */

/* ---- sealing ---- */

typedef struct Owner { uint8_t bytes[16]; } Owner;

/* The version's number and the pupil's, whatever the machine. */
static Owner owner_of(int64_t version, int64_t pupil) {
    Owner o;
    for (int i = 0; i < 8; i++) {
        o.bytes[i] = (uint8_t) ((uint64_t) version >> (56 - 8 * i));
        o.bytes[8 + i] = (uint8_t) ((uint64_t) pupil >> (56 - 8 * i));
    }
    return o;
}

static CellPlace place_of(const Owner *o) { return (CellPlace){ "preau support_text.sealed", o, sizeof *o }; }

static int64_t write_version(Work *w, int64_t pupil, const SupportText *text) {
    const char *const pieces[PIECES] = { support_kind_words[text->kind], text->label, text->reference, text->adaptations, text->note };
    Str plain = str_new(w->mem, 500);
    for (int i = 0; i < PIECES; i++)
        str_add_n(&plain, pieces[i] ? pieces[i] : "", pieces[i] ? strlen(pieces[i]) + 1 : 1);
    int64_t id = db_int(w->tx, &SUPPORT_TEXT_ADD, VALUES(of_int(pupil), of_int(w->now)));
    const Owner owner = owner_of(id, pupil);
    const CellPlace place = place_of(&owner);
    uint8_t *sealed = arena_alloc(w->mem, plain.size + SEALED_CELL_MORE, 1);
    cell_seal(w->school, &place, plain.data, plain.size, sealed);
    db_do(w->tx, &SUPPORT_TEXT_SEAL, VALUES(of_int(id), of_bytes(sealed, plain.size + SEALED_CELL_MORE)));
    return id;
}

static bool take_pieces(const char *plain, size_t size, SupportText *text) {
    const char *pieces[PIECES];
    for (int i = 0; i < PIECES; i++) {
        const char *end = size ? memchr(plain, '\0', size) : NULL;
        if (!end)
            return false;
        pieces[i] = end > plain ? plain : NULL;
        size -= (size_t) (end - plain) + 1;
        plain = end + 1;
    }
    for (int kind = 0; support_kind_words[kind]; kind++)
        if (str_equal(support_kind_words[kind], pieces[0])) {
            *text = (SupportText){ kind, pieces[1], pieces[2], pieces[3], pieces[4] };
            return true;
        }
    return false;
}

/* A version that was written for another pupil is none of this one's, unless the two records have become one. */
static bool is_written_for(Work *w, int64_t written_for, int64_t pupil) {
    return written_for == pupil || db_int(w->tx, &SUPPORT_MERGED, VALUES(of_int(written_for))) == pupil;
}

/* The statements of plans have the same columns, in the same order. What is sealed is opened when all rows are read. */
typedef struct Read { SupportPlan plan; int64_t written_for; const void *sealed; size_t size; } Read;

static void open_plan(Work *w, Read *r) {
    const Owner owner = owner_of(r->plan.version, r->written_for);
    const CellPlace place = place_of(&owner);
    if (!r->sealed || r->size < SEALED_CELL_MORE || !is_written_for(w, r->written_for, r->plan.pupil))
        return;
    size_t size = r->size - SEALED_CELL_MORE;
    char *plain = arena_alloc(w->mem, size + 1, 1);
    r->plan.readable = cell_open(w->school, &place, r->sealed, r->size, plain) && take_pieces(plain, size, &r->plan.text);
}

static SupportPlan *read_plans(Work *w, Rows rows, size_t *count) {
    VEC(Read) all = { 0 };
    while (row_next(&rows)) {
        Read *r = VEC_ADD(w->mem, &all);
        *r = (Read){ .plan = { .id = row_int(&rows, SUPPORT_PLANS_OF_ID), .pupil = row_int(&rows, SUPPORT_PLANS_OF_PUPIL), .version = row_int(&rows, SUPPORT_PLANS_OF_VERSION),
            .from = (Day) row_int(&rows, SUPPORT_PLANS_OF_FROM_DAY), .until = (Day) row_int(&rows, SUPPORT_PLANS_OF_UNTIL_DAY) },
            .written_for = row_int(&rows, SUPPORT_PLANS_OF_WRITTEN_FOR) };
        r->sealed = row_bytes(&rows, SUPPORT_PLANS_OF_SEALED, w->mem, &r->size);
    }
    SupportPlan *plans = NEW_ARRAY(w->mem, SupportPlan, all.count + 1);
    for (size_t i = 0; i < all.count; i++) {
        open_plan(w, &all.items[i]);
        plans[i] = all.items[i].plan;
    }
    *count = all.count;
    return plans;
}

SupportPlan *support_plans(Work *w, int64_t pupil, size_t *count) { return read_plans(w, db_rows(w->tx, &SUPPORT_PLANS_OF, VALUES(of_int(pupil))), count); }

bool support_plan(Work *w, int64_t id, SupportPlan *plan) {
    size_t count;
    const SupportPlan *found = read_plans(w, db_rows(w->tx, &SUPPORT_PLAN_READ, VALUES(of_int(id))), &count);
    if (count)
        *plan = *found;
    return count != 0;
}

bool support_unseal(Work *w, int64_t id, const char **texts) {
    SupportPlan plan;
    if (!support_plan(w, id, &plan) || !plan.readable)
        return false;
    TextId kind = words_find(arena_printf(w->mem, "support_kind.%s", support_kind_words[plan.text.kind]));
    const char *const all[PIECES] = { words(w->mem, kind, NULL), plan.text.label, plan.text.reference, plan.text.adaptations, plan.text.note };
    memcpy(texts, all, sizeof all);
    return true;
}

/* ---- what may be said ---- */

static const char *short_text(Work *w, const char *text, size_t most, const char *field) {
    if (text && text_length(text) > most)
        problem(w, T_SUPPORT_TOO_LONG, WITH(ARG_INT("n", (int64_t) most)), "%s", field);
    return str_empty(text) ? NULL : text;
}

static const char *lines_of(Work *w, const char *text) {
    Str all = str_new(w->mem, 200);
    int count = 0;
    bool long_line = false;
    for (const char *at = text ? text : ""; *at; ) {
        size_t size = strcspn(at, "\r\n");
        const char *line = text_trim(w->mem, arena_text_n(w->mem, at, size));
        long_line = long_line || text_length(line) > SUPPORT_LINE_MOST;
        if (*line) {
            str_add(&all, count++ ? "\n" : "");
            str_add(&all, line);
        }
        at += size + strspn(at + size, "\r\n");
    }
    if (long_line)
        problem(w, T_SUPPORT_LONG_LINE, WITH(ARG_INT("n", SUPPORT_LINE_MOST)), "adaptations");
    if (count > SUPPORT_LINES_MOST)
        problem(w, T_SUPPORT_MANY_LINES, WITH(ARG_INT("n", SUPPORT_LINES_MOST)), "adaptations");
    return count ? all.data : NULL;
}

SupportText support_checked(Work *w, const SupportText *text) {
    SupportText t = { text->kind, short_text(w, text->label, SUPPORT_LABEL_MOST, "label"), short_text(w, text->reference, SUPPORT_REFERENCE_MOST, "reference"),
        lines_of(w, text->adaptations), short_text(w, text->note, SUPPORT_NOTE_MOST, "note") };
    must(t.kind >= 0 && t.kind <= SUPPORT_OTHER);
    if (t.kind == SUPPORT_OTHER && !t.label)
        problem(w, T_SUPPORT_WHICH, NULL, "label");
    return t;
}

/* From its first day until the one behind its last. */
static Day until_of(Work *w, Day from, Day last) {
    if (from == NO_DAY)
        problem(w, T_FORM_REQUIRED, NULL, "from");
    else if (last != NO_DAY && last < from)
        problem(w, T_SUPPORT_ENDS_BEFORE, NULL, "last");
    return last == NO_DAY ? DAY_OPEN : last + 1;
}

/* ---- verbs ---- */

static int64_t add(Work *w, int64_t pupil, const SupportText *text, Day from, Day until) {
    return change_add(w->tx, &TABLE_SUPPORT_PLAN, FIELDS(SET(COL_SUPPORT_PLAN_PUPIL, of_int(pupil)), SET(COL_SUPPORT_PLAN_FROM_DAY, of_int(from)),
        SET(COL_SUPPORT_PLAN_UNTIL_DAY, of_int(until)), SET(COL_SUPPORT_PLAN_TEXT, of_int(write_version(w, pupil, text)))));
}

int64_t support_add(Work *w, int64_t pupil, const SupportText *text, Day from, Day last) {
    SupportText t = support_checked(w, text);
    Day until = until_of(w, from, last);
    return has_problems(w) || !ok(w) ? 0 : add(w, pupil, &t, from, until);
}

static bool has_one(const SupportPlan *plans, size_t count, int64_t pupil, const SupportText *text) {
    for (size_t i = 0; i < count; i++)
        if (plans[i].pupil == pupil && plans[i].readable && plans[i].text.kind == text->kind &&
            str_equal(plans[i].text.label ? plans[i].text.label : "", text->label ? text->label : ""))
            return true;
    return false;
}

void support_add_all(Work *w, const int64_t *pupils, size_t count, const SupportText *text, Day from, Day last, size_t *done, size_t *had) {
    SupportText t = support_checked(w, text);
    Day until = until_of(w, from, last);
    VEC(int64_t) seen = { 0 };
    size_t plan_count = 0;
    *done = *had = 0;
    for (Rows r = db_rows(w->tx, &PUPILS_NAMED, VALUES(of_ids(pupils, count))); row_next(&r); )
        *VEC_ADD(w->mem, &seen) = row_int(&r, PUPILS_NAMED_PUPIL);
    if (!seen.count && !has_problems(w))
        problem(w, T_SUPPORT_NOBODY, NULL, "pupils");
    if (has_problems(w))
        return;
    const SupportPlan *plans = read_plans(w, db_rows(w->tx, &SUPPORT_PLANS_OF_ALL, VALUES(of_ids(seen.items, seen.count), of_int(from), of_int(until))), &plan_count);
    for (size_t i = 0; i < seen.count && ok(w); i++) {
        if (has_one(plans, plan_count, seen.items[i], &t))
            (*had)++;
        else if (add(w, seen.items[i], &t, from, until))
            (*done)++;
    }
}

static bool same_text(const char *a, const char *b) { return str_equal(a ? a : "", b ? b : ""); }

static bool says_the_same(const SupportPlan *p, const SupportText *t) {
    return p->readable && p->text.kind == t->kind && same_text(p->text.label, t->label) && same_text(p->text.reference, t->reference) &&
        same_text(p->text.adaptations, t->adaptations) && same_text(p->text.note, t->note);
}

void support_change(Work *w, int64_t id, const SupportText *text, Day from, Day last, const SupportPlan *was) {
    SupportPlan now;
    SupportText t = support_checked(w, text);
    Day until = until_of(w, from, last);
    if (has_problems(w) || !support_plan(w, id, &now))
        return;
    int64_t version = says_the_same(&now, &t) ? now.version : write_version(w, now.pupil, &t);
    ChangeField fields[3];
    size_t count = 0;
    if (from != was->from)
        fields[count++] = SET_IF(COL_SUPPORT_PLAN_FROM_DAY, of_int(from), of_int(was->from));
    if (until != was->until)
        fields[count++] = SET_IF(COL_SUPPORT_PLAN_UNTIL_DAY, of_int(until), of_int(was->until));
    if (version != now.version)
        fields[count++] = SET_IF(COL_SUPPORT_PLAN_TEXT, of_int(version), of_int(was->version));
    change_put(w->tx, &TABLE_SUPPORT_PLAN, KEY(of_int(id)), fields, count);
}

void support_end(Work *w, int64_t id, Day last) {
    SupportPlan now;
    if (!support_plan(w, id, &now))
        return;
    Day until = until_of(w, now.from, last);
    if (last == NO_DAY)
        problem(w, T_FORM_REQUIRED, NULL, "last");
    if (!has_problems(w))
        change_put(w->tx, &TABLE_SUPPORT_PLAN, KEY(of_int(id)), FIELDS(SET(COL_SUPPORT_PLAN_UNTIL_DAY, of_int(until))));
}

void support_tidy(Work *w) {
    VEC(int64_t) old = { 0 };
    for (Rows r = db_rows(w->tx, &SUPPORT_PLANS_OLD, VALUES(of_int(w->today - SUPPORT_KEPT_DAYS), of_int(w->now - SUPPORT_KEPT_DAYS * DAY_LONG))); row_next(&r); )
        *VEC_ADD(w->mem, &old) = row_int(&r, SUPPORT_PLANS_OLD_ID);
    for (size_t i = 0; i < old.count && ok(w); i++)
        change_end(w->tx, &TABLE_SUPPORT_PLAN, KEY(of_int(old.items[i])));
    db_do(w->tx, &SUPPORT_TEXT_HELD, NO_VALUES);
    db_do(w->tx, &SUPPORT_TEXT_LOOSE, VALUES(of_int(w->now)));
    db_do(w->tx, &SUPPORT_TEXT_GONE, VALUES(of_int(w->now - SUPPORT_LOOSE_DAYS * DAY_LONG)));
}
