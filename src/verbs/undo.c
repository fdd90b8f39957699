/* undo: an import is taken back, all of it, or what stands in the way is said. */
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/history/history.h"
#include "verbs/folder.h"

#include <stdio.h>

/* The work that applied it; 0: no such import, or it was never applied. */
static int64_t work_of(Tx *tx, int64_t import) {
    Rows r = db_rows(tx, &IMPORT_READ, VALUES(of_int(import)));
    int64_t work = row_next(&r) ? row_int(&r, IMPORT_READ_WORK) : 0;
    rows_end(&r);
    return work;
}

static void print_json(const Work *w, int64_t import, int64_t undo, Arena *mem) {
    Str out = str_new(mem, 200);
    str_printf(&out, "{\"import\":%lld,\"undone\":%s,\"work\":%lld,\"problems\":[", (long long) import, undo ? "true" : "false", (long long) undo);
    for (const Problem *p = w->problems; p; p = p->next) {
        str_add(&out, p == w->problems ? "{\"text\":" : ",{\"text\":");
        str_quote(&out, p->text);
        str_add(&out, "}");
    }
    printf("%s]}\n", out.data);
}

/* What became of it: the exit. */
static int tell(const Arguments *a, const Work *w, int64_t import, int64_t undo, Arena *mem) {
    if (has_option(a, "--json"))
        print_json(w, import, undo, mem);
    else if (undo)
        printf("%s\n", words(mem, T_UNDO_IMPORT_DONE, WITH(ARG_TEXT("number", arena_printf(mem, "%lld", (long long) undo)))));
    for (const Problem *p = w->problems; p; p = p->next)
        fprintf(stderr, "%s\n", p->text);
    return undo ? 0 : 1;
}

int verb_undo(const Arguments *a, Arena *mem) {
    Folder f = { 0 };
    int64_t import;
    if (a->word_count != 2 || !str_int(a->words[1], 1, INT64_MAX, &import))
        return wrong_usage(a, mem);
    int bad = folder_open(&f, a->words[0], folder_year_asked(a), FOLDER_AS_IT_IS, mem);
    if (bad)
        return bad;
    Tx *tx = tx_begin(f.school.store, mem, TX_WRITE);
    Work *w = work_new(mem, tx, &f.school, &program_actor, "undo");
    int64_t work = work_of(tx, import);
    if (work)
        history_undo(w, work);
    else
        problem(w, T_UNDO_NO_IMPORT, WITH(ARG_TEXT("number", a->words[1])), "import");
    bool refused = has_problems(w) || tx_conflicts(tx), done = false;
    if (refused)
        tx_rollback(tx);
    else
        done = tx_commit(tx) == TX_DONE;
    int exit = refused || done ? tell(a, w, import, done ? change_work(tx) : 0, mem) : say_error(mem, 2, T_NEW_FAILED, NULL);
    folder_close(&f);
    return exit;
}
