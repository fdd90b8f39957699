/* Accounts for a whole school at once: the invented one, and later the batch of letters of the rentrée. */
#include "school/accounts/accounts.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"


typedef struct Newcomer { int64_t person; Kind kind; const char *name, *display_name; } Newcomer;
typedef VEC(Newcomer) Newcomers;

static void read_newcomers(Work *w, Newcomers *list) {
    Rows r = db_rows(w->tx, &PERSONS_WITHOUT_ACCOUNT, NO_VALUES);
    while (row_next(&r)) {
        const char *usage = row_text(&r, PERSONS_WITHOUT_ACCOUNT_USAGE_NAME, w->mem), *family = row_text(&r, PERSONS_WITHOUT_ACCOUNT_FAMILY_NAME, w->mem);
        *VEC_ADD(w->mem, list) = (Newcomer){ .person = row_int(&r, PERSONS_WITHOUT_ACCOUNT_ID), .kind = accounts_kind(row_peek(&r, PERSONS_WITHOUT_ACCOUNT_KIND)),
            .name = str_empty(usage) ? family : usage, .display_name = row_text(&r, PERSONS_WITHOUT_ACCOUNT_DISPLAY_NAME, w->mem) };
    }
}

int64_t accounts_make_all(Work *w) {
    Newcomers list = { 0 };
    read_newcomers(w, &list);
    for (size_t i = 0; i < list.count && ok(w); i++)
        accounts_add(w, list.items[i].kind, list.items[i].person, accounts_free_login(w, list.items[i].name), list.items[i].display_name);
    return (int64_t) list.count;
}

void accounts_personalise_all(Work *w, const char *password) {
    const char *hash = accounts_hash(w->mem, password);
    if (hash)
        db_do(w->tx, &ACCOUNTS_PERSONALISE_ALL, VALUES(of_text(hash)));
    else
        tx_fail(w->tx, "Argon2id", "no memory");
}
