/* What the store's seams cost, in CPU time of this thread: an edit through the change door over the bare UPDATE, and the guard of one
 * object for each kind of reader. Prints lines «name;milliseconds;must» for script/bench.
 *     bench-store FOLDER LOGIN-WHO-SEES-TWO-CLASSES
 *     bench-store FOLDER --hold SECONDS        holds the writer meanwhile: reads must not notice
 *     bench-store FOLDER --accounts            of a school where nobody has an account: everybody's, made, handed out and committed */
#include "base/str.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "school/accounts/accounts_many.h"
#include "store/list.h"
#include "verbs/folder.h"
#include "web/serve.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 7, EDITS = 300, GUARDS = 20000 };

static double cpu_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

static void edit(const School *school, int turn, bool through_door) {
    Arena *mem = arena_new();
    Tx *tx = tx_begin(school->store, mem, TX_WRITE);
    const char *label = arena_printf(mem, "M%d", turn);
    work_new(mem, tx, school, &program_actor, "bench");
    if (through_door)
        change_put(tx, &TABLE_SLOT, KEY(of_int(1)), FIELDS(SET(COL_SLOT_LABEL, of_text(label))));
    else
        db_do(tx, TABLE_SLOT.update, VALUES(of_text(label), of_int(480), of_int(535), of_int(1)));
    if (tx_commit(tx) != TX_DONE)
        exit(3);
    arena_free(mem);
}

static double edits(const School *school, bool through_door) {
    static int turn;
    double times[RUNS];
    for (int run = 0; run < RUNS; run++) {
        double start = cpu_ms();
        for (int i = 0; i < EDITS; i++)
            edit(school, ++turn, through_door);
        times[run] = (cpu_ms() - start) / EDITS;
    }
    qsort(times, RUNS, sizeof *times, by_value);
    return times[RUNS / 2];
}

static double guard(const School *school, const Scope *scope, int64_t first, int64_t count) {
    double times[RUNS];
    for (int run = 0; run < RUNS; run++) {
        Arena *mem = arena_new();
        Tx *tx = tx_begin(school->store, mem, TX_READ);
        tx_scope(tx, scope);
        double start = cpu_ms();
        for (int i = 0; i < GUARDS; i++)
            db_int(tx, &PUPIL_SEEN, VALUES(of_int(first + i % count)));
        times[run] = (cpu_ms() - start) / GUARDS;
        tx_rollback(tx);
        arena_free(mem);
    }
    qsort(times, RUNS, sizeof *times, by_value);
    return times[RUNS / 2];
}

static int hold(const School *school, Arena *mem, const char *seconds) {
    int64_t time = 0;
    Tx *tx = tx_begin(school->store, mem, TX_WRITE);
    work_new(mem, tx, school, &program_actor, "bench");
    change_put(tx, &TABLE_SLOT, KEY(of_int(1)), FIELDS(SET(COL_SLOT_LABEL, of_text("held"))));
    if (str_int(seconds, 1, 60, &time))
        sleep((unsigned) time);
    tx_rollback(tx);
    return tx_ok(tx) ? 0 : 3;
}

/* What a request's rights cost: those of the member of staff who holds the most, found out a thousand times. */
static double rights(const School *school, Day day) {
    enum { TIMES = 1000 };
    double times[RUNS];
    int64_t busiest = 0;
    int most = -1;
    Arena *mem = arena_new();
    Tx *tx = tx_begin(school->store, mem, TX_READ);
    Work *w = work_new(mem, tx, school, &program_actor, "bench");
    for (Rows r = db_rows(tx, &ACCOUNTS_ALL, NO_VALUES); row_next(&r); ) {
        Actor a = { .kind = accounts_kind(row_peek(&r, ACCOUNTS_ALL_KIND)), .account = accounts_find(w, row_peek(&r, ACCOUNTS_ALL_LOGIN)), .person = row_int(&r, ACCOUNTS_ALL_PERSON) };
        int held = 0;
        if (a.kind != KIND_STAFF)
            continue;
        access_fill(w, &a, MODE_NONE, false, day, day);
        for (size_t i = 0; access_nth(i); i++)
            held += has_right(&a, *access_nth(i)->id);
        if (held > most)
            most = held, busiest = a.account;
    }
    for (int run = 0; run < RUNS; run++) {
        double start = cpu_ms();
        for (int i = 0; i < TIMES; i++) {
            Actor a = { .kind = KIND_STAFF, .account = busiest };
            access_fill(w, &a, MODE_NONE, false, day, day);
        }
        times[run] = (cpu_ms() - start) / TIMES;
    }
    tx_rollback(tx);
    arena_free(mem);
    qsort(times, RUNS, sizeof *times, by_value);
    return times[RUNS / 2];
}

static int accounts(const School *school, Arena *mem) {
    static const int only_id[] = { 0 };
    int64_t *ids = NEW_ARRAY(mem, int64_t, 5000);
    size_t count = 0, made, handed;
    double start = cpu_ms();
    Tx *tx = tx_begin(school->store, mem, TX_WRITE);
    Work *w = work_new(mem, tx, school, &program_actor, "accounts");
    for (Rows r = list_rows(tx, &LIST_ACCOUNTS, &(ListAsk){ .columns = only_id, .column_count = 1, .size = 5000 }); row_next(&r); )
        ids[count++] = row_int(&r, 0);
    accounts_make(w, ids, count, &made);
    Holder *all = accounts_holders(w, ids, count, &count);
    accounts_hand_out(w, all, count, false, &handed);
    if (tx_commit(tx) != TX_DONE || made != handed)
        return 3;
    printf("%zu accounts made, first secrets stored, cpu;%.0f;1000\n", made, cpu_ms() - start);
    return 0;
}

int main(int argc, char **argv) {
    Folder f = { 0 };
    Arena *mem = arena_new();
    bool holds = argc == 4 && str_equal(argv[2], "--hold"), makes = argc == 3 && str_equal(argv[2], "--accounts");
    if ((argc != 3 && !holds) || sodium_init() < 0 || folder_open(&f, argv[1], 0, FOLDER_AS_IT_IS, mem))
        return 2;
    if (holds)
        return hold(&f.school, mem, argv[3]);
    if (makes)
        return accounts(&f.school, mem);
    Site site = { .school = &f.school, .features = features, .listen = "127.0.0.1:0", .actor = accounts_actor, .watcher = accounts_watcher };
    if (site_check(&site, mem))         /* it numbers the rights */
        return 2;
    double bare = edits(&f.school, false), door = edits(&f.school, true);
    printf("edit, bare UPDATE, cpu;%.4f;\n", bare);
    printf("edit through the change door over it, cpu;%.4f;0.1\n", door - bare);
    Tx *tx = tx_begin(f.school.store, mem, TX_READ);
    Work *w = work_new(mem, tx, &f.school, &program_actor, "bench");
    int64_t account = accounts_find(w, argv[2]), teacher = 0;
    for (Rows r = db_rows(tx, &ALL_SERVICE_TEACHER, NO_VALUES); row_next(&r); )
        teacher = row_int(&r, ALL_SERVICE_TEACHER_TEACHER);
    tx_rollback(tx);
    Day day = day_of(f.school.year, 11, 25);
    printf("rights of who holds the most, found out, cpu;%.4f;0.02\n", rights(&f.school, day));
    printf("guard of a pupil, who sees all, cpu;%.4f;0.01\n", guard(&f.school, &(Scope){ .all = true, .day = day }, 1, 2500));
    printf("guard of a pupil, who sees two classes, cpu;%.4f;0.01\n", guard(&f.school, &(Scope){ .account = account, .day = day }, 1, 2500));
    printf("guard of a pupil, a teacher, cpu;%.4f;0.01\n", guard(&f.school, &(Scope){ .person = teacher, .teacher = teacher, .day = day }, 1, 2500));
    folder_close(&f);
    return 0;
}
