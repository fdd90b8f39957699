#include "test/verb_try.h"

#include "base/must.h"
#include "gen/texts.h"
#include "school/people/people.h"
#include "store/engine.h"

#include <stdarg.h>

Work *verb_begin(const ReadySchool *r, const char *act) {
    SmallSchool *s = r->small;
    Work *w = work_new(s->mem, tx_begin(s->school.store, s->mem, TX_WRITE), &s->school, &program_actor, act);
    w->today = TRY_DAY;
    return w;
}

TextId verb_end(Work *w) {
    bool keep = !has_problems(w) && !tx_conflicts(w->tx);
    TextId code = has_problems(w) ? w->problems->code : keep ? T_NONE : T_ERROR_CONFLICT;
    must(tx_ok(w->tx));
    if (keep)
        must(tx_commit(w->tx) == TX_DONE);
    else
        tx_rollback(w->tx);
    return code;
}

const char *verb_at(const Work *w) { return w->problems ? w->problems->field : ""; }

int64_t verb_number(const ReadySchool *r) {
    Work *w = verb_begin(r, "test");
    int64_t number = person_number_new(w);
    must(verb_end(w) == T_NONE);
    return number;
}

/* One column of one row, as text or as a number. */
static Rows one(const ReadySchool *r, Tx *tx, const char *sql, const char *column) {
    (void) r;
    return db_run(tx, &(Run){ .name = sql, .text = sql, .types = "", .columns = column, .column_count = 1 });
}

const char *verb_text(const ReadySchool *r, const char *sql, ...) {
    va_list args;
    va_start(args, sql);
    Tx *tx = tx_begin(r->small->school.store, r->small->mem, TX_READ);
    Rows rows = one(r, tx, arena_vprintf(r->small->mem, sql, args), "t");
    const char *text = row_next(&rows) ? row_text(&rows, 0, r->small->mem) : NULL;
    rows_end(&rows);
    must(tx_ok(tx));
    tx_rollback(tx);
    va_end(args);
    return text;
}

int64_t verb_int(const ReadySchool *r, const char *sql, ...) {
    va_list args;
    va_start(args, sql);
    int64_t number = ready_number(r->small, arena_vprintf(r->small->mem, sql, args));
    va_end(args);
    return number;
}
