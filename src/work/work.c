#include "work/work.h"

#include <stdarg.h>

const char *const kind_words[] = { "nobody", "supervisor", "staff", "teacher", "guardian", "pupil", "program", NULL };

const Actor program_actor = {
    .kind = KIND_PROGRAM, .login = "", .display_name = "", .rights = { .bits = { [0 ... RIGHTS_MAX / 64 - 1] = ~UINT64_C(0) } },
    .scope = { .all = true, .day = DAY_OPEN - 1 },
};

bool has_right(const Actor *actor, RightId right) {
    return right == 0 || (actor->rights.bits[right / 64] >> (right % 64) & 1);
}

Work *work_new(Arena *mem, Tx *tx, const School *school, const Actor *actor, const char *act) {
    Work *w = NEW(mem, Work);
    *w = (Work){ .mem = mem, .tx = tx, .school = school, .actor = actor, .now = instant_now() };
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

bool has_problems(const Work *w) { return w->problems != NULL; }
bool ok(const Work *w) { return tx_ok(w->tx); }
bool may(const Work *w, RightId right) { return has_right(w->actor, right); }
