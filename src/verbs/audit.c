/* preau audit verify DIR: the journal of both bases row by row, and against the signed heads (P-22). Exit 1 when something does not fit. */
#include "base/str.h"
#include "gen/texts.h"
#include "verbs/folder.h"
#include "work/checkpoint.h"

#include <stdio.h>

typedef struct Verdicts { int64_t bad[2] /* by Place: first row that does not fit, 0: whole */; CheckpointReport signed_heads; bool read; } Verdicts;

static const char *base_name(Place place) { return place == SCHOOL ? "school.db" : "base.db"; }

static Verdicts verify(const School *school, const char *path, Arena *mem) {
    Verdicts v = { 0 };
    Tx *tx = tx_begin(school->store, mem, TX_READ);
    v.bad[YEAR] = change_verify(tx, YEAR);
    v.bad[SCHOOL] = change_verify(tx, SCHOOL);
    v.signed_heads = checkpoints_verify(school, tx, path);
    v.read = tx_ok(tx);
    tx_rollback(tx);
    return v;
}

static bool is_whole(const Verdicts *v) {
    return !v->bad[YEAR] && !v->bad[SCHOOL] && (v->signed_heads.trouble == CHECKPOINT_WHOLE || v->signed_heads.trouble == CHECKPOINT_NONE);
}

static void print_json(const Verdicts *v) {
    static const char *const words_of[] = { [CHECKPOINT_WHOLE] = "whole", [CHECKPOINT_NONE] = "none", [CHECKPOINT_LINE] = "line", [CHECKPOINT_ROW] = "row" };
    const CheckpointReport *r = &v->signed_heads;
    printf("{\"whole\":%s,\"base\":%lld,\"school\":%lld,\"checkpoints\":\"%s\",\"lines\":%lld,\"line\":%lld,\"row\":%lld}\n", is_whole(v) ? "true" : "false", (long long) v->bad[YEAR],
        (long long) v->bad[SCHOOL], words_of[r->trouble], (long long) r->lines, (long long) (r->trouble >= CHECKPOINT_LINE ? r->line : 0), (long long) r->row);
}

static const char *number(Arena *mem, int64_t n) { return arena_printf(mem, "%lld", (long long) n); }

static void print_words(const Verdicts *v, Arena *mem) {
    const CheckpointReport *r = &v->signed_heads;
    for (Place place = YEAR; place <= SCHOOL; place++)
        if (v->bad[place])
            printf("%s\n", words(mem, T_CHECK_AUDIT, WITH(ARG_TEXT("base", base_name(place)), ARG_TEXT("detail", number(mem, v->bad[place])))));
    if (r->trouble == CHECKPOINT_LINE)
        printf("%s\n", words(mem, T_AUDIT_LINE, WITH(ARG_TEXT("line", number(mem, r->line)))));
    else if (r->trouble == CHECKPOINT_ROW)
        printf("%s\n", words(mem, T_AUDIT_ROW, WITH(ARG_TEXT("base", base_name(r->place)), ARG_TEXT("row", number(mem, r->row)), ARG_TEXT("line", number(mem, r->line)))));
    else if (r->trouble == CHECKPOINT_NONE)
        printf("%s\n", words(mem, T_AUDIT_UNSIGNED, NULL));
    if (is_whole(v) && r->lines)
        printf("%s\n", words(mem, T_AUDIT_WHOLE, WITH(ARG_INT("n", r->lines), ARG_TEXT("day", day_french(mem, instant_day(r->last))))));
}

int verb_audit(const Arguments *a, Arena *mem) {
    Folder f = { 0 };
    if (a->word_count != 2 || !str_equal(a->words[0], "verify"))
        return wrong_usage(a, mem);
    int bad = folder_open(&f, a->words[1], folder_year_asked(a), FOLDER_AS_IT_IS, mem);
    if (bad)
        return bad;
    Verdicts v = verify(&f.school, option(a, "--checkpoints"), mem);
    folder_close(&f);
    if (!v.read)
        return say_error(mem, 2, T_AUDIT_UNREAD, NULL);
    if (has_option(a, "--json"))
        print_json(&v);
    else
        print_words(&v, mem);
    return is_whole(&v) ? 0 : 1;
}
