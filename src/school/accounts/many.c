#include "school/accounts/accounts_many.h"

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "school/access/access.h"

const char *const holder_words[] = { "none", "to_hand", "handed", "expired", "personalised", "frozen", NULL };

/* ---- whom it is about ---- */

static HolderState state_of(const char *word) {
    for (int state = 0; holder_words[state]; state++)
        if (str_equal(holder_words[state], word))
            return (HolderState) state;
    return HOLDER_NONE;
}

Rows accounts_ask_holders(Work *w, const int64_t *persons, size_t count) { return db_rows(w->tx, &HOLDERS, VALUES(of_ids(persons, count))); }

Holder accounts_read_holder(const Rows *r, Arena *mem) {
    return (Holder){ .person = row_int(r, HOLDERS_PERSON), .account = row_int(r, HOLDERS_ACCOUNT), .kind = accounts_kind(row_peek(r, HOLDERS_KIND)),
        .account_kind = row_null(r, HOLDERS_ACCOUNT_KIND) ? KIND_NOBODY : accounts_kind(row_peek(r, HOLDERS_ACCOUNT_KIND)),
        .state = state_of(row_peek(r, HOLDERS_STATE)), .name = row_text(r, HOLDERS_NAME, mem), .about = row_text(r, HOLDERS_ABOUT, mem),
        .login = row_text(r, HOLDERS_LOGIN, mem), .last_at = row_int(r, HOLDERS_LAST_AT), .handed_at = row_int(r, HOLDERS_HANDED_AT),
        .until = row_int(r, HOLDERS_UNTIL), .here = row_int(r, HOLDERS_HERE), .rank = (int) row_int(r, HOLDERS_RANK) };
}

Holder *accounts_holders(Work *w, const int64_t *persons, size_t count, size_t *found) {
    VEC(Holder) all = { 0 };
    for (Rows r = accounts_ask_holders(w, persons, count); row_next(&r); )
        *VEC_ADD(w->mem, &all) = accounts_read_holder(&r, w->mem);
    *found = all.count;
    return all.items;
}

bool accounts_may_touch(const Work *w, const Holder *h) {
    return h->account && (!h->rank || w->actor->rank > h->rank || (w->actor->rank == 3 && h->rank == 3));
}

bool accounts_may_freeze(const Work *w, const Holder *h) {
    return accounts_may_touch(w, h) && h->account_kind != KIND_SUPERVISOR && h->account != w->actor->account;
}

/* ---- new ones ---- */

/* As accounts_free_login, over logins that were read once. */
static const char *free_login(Work *w, Map *taken, const char *family_name) {
    const char *base = accounts_login(w->mem, family_name), *login = base = *base ? base : "compte";
    for (int n = 2; !map_add(taken, login, taken); n++)
        login = arena_printf(w->mem, "%s%d", base, n);
    return login;
}

typedef struct Missing { int64_t person; const char *family_name, *display_name; Kind kind; } Missing;

NewAccount *accounts_make(Work *w, const int64_t *persons, size_t count, size_t *made) {
    VEC(Missing) missing = { 0 };
    Map taken = map_new(w->mem);
    Rows r = db_rows(w->tx, &ACCOUNTS_MISSING, VALUES(of_ids(persons, count))), logins = db_rows(w->tx, &ACCOUNT_LOGINS, NO_VALUES);
    while (row_next(&r))
        *VEC_ADD(w->mem, &missing) = (Missing){ row_int(&r, ACCOUNTS_MISSING_PERSON), row_text(&r, ACCOUNTS_MISSING_FAMILY_NAME, w->mem),
            row_text(&r, ACCOUNTS_MISSING_DISPLAY_NAME, w->mem), accounts_kind(row_peek(&r, ACCOUNTS_MISSING_KIND)) };
    while (row_next(&logins))
        map_put(&taken, row_peek(&logins, ACCOUNT_LOGINS_LOGIN), &taken);
    NewAccount *all = NEW_ARRAY(w->mem, NewAccount, missing.count + 1);
    change_reserve(w->tx, &TABLE_ACCOUNT, missing.count);
    for (size_t i = 0; i < missing.count && ok(w); i++) {
        const Missing *m = &missing.items[i];
        all[i] = (NewAccount){ accounts_add(w, m->kind, m->person, free_login(w, &taken, m->family_name), m->display_name), m->person, m->kind };
    }
    *made = missing.count;
    return all;
}

/* ---- first secrets ---- */

/* All at once: a statement for the sessions of all, and nobody watches them end one by one. */
static void end_sessions(Work *w, const int64_t *accounts, size_t count) {
    if (count && db_do(w->tx, &SESSIONS_END_OF_ALL, VALUES(of_ids(accounts, count), of_int(w->now))))
        change_touch(w->tx, SCHOOL, "session");
}

bool accounts_may_hand(const Work *w, const Holder *h, bool chosen) {
    return accounts_may_touch(w, h) && h->state != HOLDER_FROZEN && (h->state != HOLDER_PERSONALISED || chosen);
}

size_t accounts_keep_secrets(Work *w, const Holder *holders, const char *const *secrets, size_t count) {
    int64_t *accounts = NEW_ARRAY(w->mem, int64_t, count + 1);
    size_t done = 0;
    for (size_t i = 0; i < count && ok(w); i++) {
        if (!secrets[i])
            continue;
        accounts_keep_secret(w, holders[i].account, secrets[i]);
        change_put(w->tx, &TABLE_ACCOUNT, KEY(of_int(holders[i].account)), FIELDS(SET(COL_ACCOUNT_HANDED_AT, of_int(w->now))));
        accounts[done++] = holders[i].account;
    }
    end_sessions(w, accounts, done);
    return done;
}

const char **accounts_hand_out(Work *w, const Holder *holders, size_t count, bool chosen, size_t *done) {
    const char **secrets = NEW_ARRAY(w->mem, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        secrets[i] = accounts_may_hand(w, &holders[i], chosen) ? accounts_new_secret(w->mem) : NULL;
    *done = accounts_keep_secrets(w, holders, secrets, count);
    return secrets;
}

bool accounts_end_old_secrets(Store *store, Instant now) {
    Arena *mem = arena_new();
    Tx *tx = tx_begin(store, mem, TX_READ);
    bool some = db_int(tx, &FIRST_SECRETS_OLD, VALUES(of_int(now))) != 0, done = tx_ok(tx);
    tx_rollback(tx);
    if (done && some) {
        tx = tx_begin(store, mem, TX_WRITE);
        db_do(tx, &FIRST_SECRETS_END, VALUES(of_int(now)));
        change_touch(tx, SCHOOL, "accounts");
        done = tx_commit(tx) == TX_DONE;
    }
    arena_free(mem);
    return done;
}

/* ---- frozen, closed ---- */

static size_t set_state(Work *w, const Holder *holders, size_t count, HolderState but, const char *state) {
    int64_t *accounts = NEW_ARRAY(w->mem, int64_t, count + 1);
    size_t done = 0;
    for (size_t i = 0; i < count && ok(w); i++) {
        if (!accounts_may_freeze(w, &holders[i]) || (holders[i].state == HOLDER_FROZEN) == (but == HOLDER_FROZEN))
            continue;
        change_put(w->tx, &TABLE_ACCOUNT, KEY(of_int(holders[i].account)), FIELDS(SET(COL_ACCOUNT_STATE, of_text(state))));
        accounts[done++] = holders[i].account;
    }
    end_sessions(w, accounts, done);
    return done;
}

size_t accounts_freeze(Work *w, const Holder *holders, size_t count) { return set_state(w, holders, count, HOLDER_FROZEN, "frozen"); }
size_t accounts_thaw(Work *w, const Holder *holders, size_t count) { return set_state(w, holders, count, HOLDER_NONE, "open"); }

size_t accounts_close(Work *w, const Holder *holders, size_t count) {
    int64_t *accounts = NEW_ARRAY(w->mem, int64_t, count + 1);
    size_t done = 0;
    for (size_t i = 0; i < count; i++)
        if (accounts_may_touch(w, &holders[i]))
            accounts[done++] = holders[i].account;
    end_sessions(w, accounts, done);
    return done;
}

/* ---- two persons become one ---- */

void accounts_merge(Work *w, int64_t kept, int64_t gone) {
    int64_t account = 0;
    bool any_of_gone = false;
    for (Rows r = db_rows(w->tx, &ACCOUNTS_OF_TWO, VALUES(of_int(kept), of_int(gone))); row_next(&r); ) {
        account = account ? account : row_int(&r, ACCOUNTS_OF_TWO_ACCOUNT);
        any_of_gone = any_of_gone || row_int(&r, ACCOUNTS_OF_TWO_PERSON) == gone;
    }
    if (any_of_gone)
        change_put(w->tx, &TABLE_PERSON_ACCOUNT, KEY(of_int(kept)), FIELDS(SET(COL_PERSON_ACCOUNT_ACCOUNT, of_int(account))));
}
