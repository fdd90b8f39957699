/* Who has an account, at the desk: the list, what is still to be made and handed out, and the making taken back. */
#include "school/accounts/accounts_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "store/undo.h"

#define MADE_MOST 10

/* ---- the list ---- */

#define SORT(list_sort) .sort = 1 + (list_sort)
static const char *const hat_words[] = { "staff", "teacher", "guardian", "pupil", NULL };

static const GridColumn columns[] = {
    { ACCOUNTS_DISPLAY_NAME, "display_name", .as = GRID_NAME, .word = "nom", .label = T_LIST_NAME, SORT(ACCOUNTS_SORT_NAME), .flag = T_HOLDERS_GONE, .flagged = ACCOUNTS_GONE },
    { ACCOUNTS_KIND, "kind", .as = GRID_WORD, .words = "kind", .word = "qui", .label = T_HOLDERS_KIND, .first = true },
    { ACCOUNTS_CLASS, "class", .word = "classe", .label = T_LIST_CLASS, .first = true },
    { ACCOUNTS_CHILDREN, "children", .word = "enfants", .label = T_LIST_CHILDREN, .first = true },
    { ACCOUNTS_LOGIN, "login", .word = "identifiant", .label = T_HOLDERS_LOGIN, .first = true, SORT(ACCOUNTS_SORT_LOGIN) },
    { ACCOUNTS_STATE, "state", .as = GRID_WORD, .words = "holder", .word = "etat", .label = T_HOLDERS_STATE, .first = true },
    { ACCOUNTS_LAST_AT, "last_at", .as = GRID_INSTANT, .word = "derniere-connexion", .label = T_HOLDERS_LAST, .first = true },
    { ACCOUNTS_HANDED_AT, "handed_at", .as = GRID_INSTANT, .word = "remis-le", .label = T_HOLDERS_HANDED_AT },
    { .key = NULL },
};

static const GridFilter filters[] = {
    { "etat", T_HOLDERS_STATE, ACCOUNTS_FILTER_STATE, FILTER_WORD, .choices = holder_words, .words = "holder" },
    { "qui", T_HOLDERS_KIND, ACCOUNTS_FILTER_KIND, FILTER_WORD, .choices = hat_words, .words = "kind" },
    { "classe", T_LIST_CLASS, ACCOUNTS_FILTER_CLASS, FILTER_ROW, .options = &ACCOUNT_CLASSES },
    { .word = NULL },
};

static const GridAct chosen_acts[] = { { T_HOLDERS_ACT, "/bureau/comptes/choisis", &right_manage }, { .path = NULL } };

const Grid holders_grid = { .name = "comptes", .list = &LIST_ACCOUNTS, .base = "/bureau/comptes", .label = T_HOLDERS_TITLE, .topics = "accounts people pupils guardians teachers staff",
    .right = &right_manage, .page = &PAGE_ACCOUNTS_HOLDERS, .columns = columns, .filters = filters, .acts = chosen_acts, .add = T_HOLDERS_HAND, .add_path = "/bureau/comptes/remettre",
    .add_right = &right_manage, .q = ACCOUNTS_FILTER_Q, .q2 = ACCOUNTS_FILTER_Q2, .code = -1 };

Reply show_holders(Request *rq) { return grid_page(rq, &holders_grid); }

/* ---- what is still to be done ---- */

typedef struct Tally { int64_t of[4][HOLDER_STATES]; } Tally;

static Tally tally(Rows r) {
    Tally t = { 0 };
    while (row_next(&r))
        for (int kind = 0; hat_words[kind]; kind++)
            for (int state = 0; state < HOLDER_STATES && str_equal(row_peek(&r, HOLDER_COUNTS_KIND), hat_words[kind]); state++)
                if (str_equal(row_peek(&r, HOLDER_COUNTS_STATE), holder_words[state]))
                    t.of[kind][state] = row_int(&r, HOLDER_COUNTS_COUNT);
    return t;
}

static void link_to(Doc *d, Arena *mem, const char *key, const char *kind, const char *states) {
    doc_text(d, key, arena_printf(mem, "/bureau/comptes/choisis?tout=1&etat=%s%s%s", states, kind ? "&qui=" : "", kind ? kind : ""));
}

static void doc_tally(Work *w, Doc *d, const Tally *t) {
    int64_t none = 0, waiting = 0;
    for (int kind = 0; hat_words[kind]; kind++) {
        const int64_t *of = t->of[kind];
        Doc *item = doc_add(d, "kinds");
        int64_t total = 0, to_hand = of[HOLDER_TO_HAND] + of[HOLDER_EXPIRED];
        for (int state = 0; state < HOLDER_STATES; state++)
            total += of[state];
        doc_word(item, "kind", hat_words[kind]);
        doc_int(item, "total", total);
        doc_int(item, "none", of[HOLDER_NONE]);
        doc_int(item, "to_hand", to_hand);
        doc_int(item, "handed", of[HOLDER_HANDED]);
        doc_int(item, "personalised", of[HOLDER_PERSONALISED]);
        doc_int(item, "frozen", of[HOLDER_FROZEN]);
        link_to(item, w->mem, "none_href", hat_words[kind], "none");
        link_to(item, w->mem, "hand_href", hat_words[kind], "to_hand,expired");
        none += of[HOLDER_NONE];
        waiting += to_hand;
    }
    doc_int(d, "none", none);
    doc_int(d, "to_hand", waiting);
    link_to(d, w->mem, "none_href", NULL, "none");
    link_to(d, w->mem, "hand_href", NULL, "to_hand,expired");
}

static bool may_take_back(const Work *w, int64_t maker) { return w->actor->scope.all || maker == w->actor->account; }

static void doc_made(Work *w, Doc *d, Rows r) {
    int64_t works[MADE_MOST], by[MADE_MOST] = { 0 };
    Doc *items[MADE_MOST];
    size_t count = 0;
    for (; row_next(&r) && count < MADE_MOST; count++) {
        Doc *item = items[count] = doc_add(d, "made");
        works[count] = row_int(&r, ACCOUNTS_MADE_ID);
        doc_int(item, "id", works[count]);
        doc_int(item, "at", row_int(&r, ACCOUNTS_MADE_AT));
        doc_text(item, "who", row_text(&r, ACCOUNTS_MADE_WHO, w->mem));
        doc_int(item, "count", row_int(&r, ACCOUNTS_MADE_COUNT));
        doc_bool(item, "mine", may_take_back(w, row_int(&r, ACCOUNTS_MADE_ACCOUNT)));
    }
    rows_end(&r);
    history_undone(w->tx, w->mem, SCHOOL, works, by, count);
    for (size_t i = 0; i < count; i++)
        doc_bool(items[i], "undone", by[i] != 0);
}

Reply show_handing(Request *rq) {
    Work *w = rq->work;
    Rows counts = db_rows(w->tx, &HOLDER_COUNTS, NO_VALUES);
    Rows made = db_rows(w->tx, &ACCOUNTS_MADE, VALUES(of_int(w->now - (Instant) UNDO_DAYS * 24 * 3600 * 1000), of_int(MADE_MOST)));
    Tally t = tally(counts);
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_HANDING);
    doc_tally(w, d, &t);
    doc_made(w, d, made);
    return page(rq, &PAGE_ACCOUNTS_HANDING, d);
}

/* ---- the making taken back ---- */

Verdict may_undo_making(Request *rq) {
    WorkDone done;
    bool found = history_work(rq->work->tx, SCHOOL, path_id(rq, "making"), &done) && str_equal(done.act, MAKING_ACT);
    return found && may_take_back(rq->work, done.account) ? ALLOW : UNKNOWN;
}

Reply undo_making(Request *rq) {
    Work *w = rq->work;
    Undo *u = undo_check(w->tx, w->mem, SCHOOL, path_id(rq, "making"), w->now);
    if (ok(w) && u->reason_count)
        problem(w, T_HOLDERS_STAY, WITH(ARG_INT("n", (int64_t) u->reason_count)), "undo");
    if (has_problems(w))
        return again(rq, show_handing);
    if (ok(w))
        undo_run(w->tx, u);
    return see_other(rq, "/bureau/comptes/remettre");
}
