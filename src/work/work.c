#include "work/work.h"

#include <stdarg.h>

const char *const kind_words[] = { "nobody", "supervisor", "staff", "teacher", "guardian", "pupil", "program", NULL };

const Actor program_actor = {
    .kind = KIND_PROGRAM, .rank = 3, .login = "", .display_name = "", .rights = { .bits = { [0 ... RIGHTS_MAX / 64 - 1] = ~UINT64_C(0) } },
    .scope = { .all = true, .day = DAY_OPEN - 1 },
};

void rights_add(Rights *rights, RightId right) { rights->bits[right / 64] |= UINT64_C(1) << (right % 64); }
void rights_take(Rights *rights, RightId right) { rights->bits[right / 64] &= ~(UINT64_C(1) << (right % 64)); }
bool rights_hold(const Rights *rights, RightId right) { return rights->bits[right / 64] >> (right % 64) & 1; }
bool has_right(const Actor *actor, RightId right) { return right == 0 || rights_hold(&actor->rights, right); }

Work *work_new(Arena *mem, Tx *tx, const School *school, const Actor *actor, const char *act) {
    Work *w = NEW(mem, Work);
    *w = (Work){ .mem = mem, .tx = tx, .school = school, .actor = actor, .now = school->still ? school->still : instant_now() };
    w->today = instant_day(w->now);
    w->problems_end = &w->problems;
    work_actor(w, actor, act);
    return w;
}

void work_actor(Work *w, const Actor *actor, const char *act) {
    w->actor = actor;
    tx_scope(w->tx, &actor->scope);
    ChangeBy *by = NEW(w->mem, ChangeBy);
    *by = (ChangeBy){ .account = actor->account, .person = actor->person, .at = w->now, .act = act };
    change_by(w->tx, by);
}

void problem(Work *w, TextId code, const WordArg *args, const char *field_format, ...) {
    va_list field;
    Problem *p = NEW(w->mem, Problem);
    va_start(field, field_format);
    *p = (Problem){ .field = arena_vprintf(w->mem, field_format, field), .code = code, .text = words(w->mem, code, args) };
    va_end(field);
    *w->problems_end = p;
    w->problems_end = &p->next;
}

void problems_take(Work *to, const Work *from) {
    *to->problems_end = from->problems;
    while (*to->problems_end)
        to->problems_end = &(*to->problems_end)->next;
}

TxEnd work_apart(Work *w, const char *act, void (*verb)(Work *own, void *what), void *what) {
    if (!tx_ok(w->tx))
        return TX_FAILED;
    Tx *tx = tx_begin(w->school->store, w->mem, TX_WRITE);
    Work *own = work_new(w->mem, tx, w->school, w->actor, act);
    verb(own, what);
    if (tx_ok(tx) && has_problems(own)) {
        tx_rollback(tx);
        problems_take(w, own);
        return TX_FAILED;
    }
    TxEnd end = tx_commit(tx);          /* of one that has failed: its rollback */
    if (end != TX_DONE)
        tx_fail(w->tx, act, "not written");
    return end;
}

bool has_problems(const Work *w) { return w->problems != NULL; }
bool ok(const Work *w) { return tx_ok(w->tx); }
bool may(const Work *w, RightId right) { return has_right(w->actor, right); }
