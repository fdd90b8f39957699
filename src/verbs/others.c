/* password, accounts, routes, config: what reports or does one small thing. */
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "verbs/folder.h"
#include "web/feature.h"

#include <stdio.h>

static int open_for(const Arguments *a, Arena *mem, Folder *f) {
    return a->word_count < 1 ? wrong_usage(a, mem) : folder_open(f, a->words[0], folder_year_asked(a), false, mem);
}

int verb_password(const Arguments *a, Arena *mem) {
    Folder f = { 0 };
    const char *secret = NULL;
    int bad = open_for(a, mem, &f);
    if (bad || a->word_count != 2)
        return bad ? bad : wrong_usage(a, mem);
    Tx *tx = tx_begin(f.school.store, mem, TX_WRITE);
    Work *w = work_new(mem, tx, &f.school, &program_actor, "password");
    int64_t account = accounts_find(w, a->words[1]);
    if (account)
        secret = accounts_first_secret(w, account);
    bool done = tx_commit(tx) == TX_DONE;
    folder_close(&f);
    if (!account)
        return say_error(mem, 1, T_PASSWORD_NO_LOGIN, WITH(ARG_TEXT("login", a->words[1])));
    if (!done)
        return say_error(mem, 2, T_NEW_FAILED, NULL);
    if (has_option(a, "--json"))
        printf("{\"login\":\"%s\",\"secret\":\"%s\"}\n", a->words[1], secret);
    else
        printf("%s\n", words(mem, T_PASSWORD_NEW, WITH(ARG_TEXT("login", a->words[1]), ARG_TEXT("secret", secret))));
    return 0;
}

int verb_accounts(const Arguments *a, Arena *mem) {
    Folder f = { 0 };
    int bad = open_for(a, mem, &f);
    if (bad)
        return bad;
    Tx *tx = tx_begin(f.school.store, mem, TX_READ);
    Rows r = db_rows(tx, &ACCOUNTS_ALL, NO_VALUES);
    Str out = str_new(mem, 4096);
    bool json = has_option(a, "--json");
    for (bool first = true; row_next(&r); first = false) {
        const char *login = row_text(&r, ACCOUNTS_ALL_LOGIN, mem), *kind = row_text(&r, ACCOUNTS_ALL_KIND, mem), *state = row_text(&r, ACCOUNTS_ALL_STATE, mem);
        const char *name = row_text(&r, ACCOUNTS_ALL_DISPLAY_NAME, mem);
        if (!json) {
            str_printf(&out, "%-20s %-10s %-30s %s\n", login, kind, name, state);
            continue;
        }
        str_printf(&out, "%s{\"login\":", first ? "" : ",");
        str_quote(&out, login);
        str_printf(&out, ",\"kind\":\"%s\",\"person\":", kind);
        if (row_null(&r, ACCOUNTS_ALL_PERSON))
            str_add(&out, "null");
        else
            str_add_int(&out, row_int(&r, ACCOUNTS_ALL_PERSON));
        str_add(&out, ",\"display_name\":");
        str_quote(&out, name);
        str_printf(&out, ",\"state\":\"%s\"}", state);
    }
    bool good = tx_ok(tx);
    tx_rollback(tx);
    folder_close(&f);
    printf(json ? "{\"accounts\":[%s]}\n" : "%s", out.data);
    return good ? 0 : 2;
}

static void print_route(const Route *r, bool json, bool first) {
    static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };
    if (!json) {
        printf("%-6s %-44s %-20s %s\n", methods[r->method], r->path, r->right ? r->right : "-", r->page ? r->page->name : "-");
        return;
    }
    printf("%s{\"method\":\"%s\",\"path\":\"%s\",\"portals\":%u,\"right\":", first ? "" : ",", methods[r->method], r->path, r->portals);
    if (r->right)
        printf("\"%s\"", r->right);
    else
        printf("null");
    printf(",\"guard\":%s,\"fields\":[", r->guard == guard_open ? "\"open\"" : r->guard == guard_signed_in ? "\"signed_in\"" : "\"object\"");
    for (const Field *f = r->form; f && f->kind != FIELD_END; f++)
        printf("%s\"%s\"", f == r->form ? "" : ",", f->name);
    printf("],\"reply\":");
    if (r->page)
        printf("\"%s\"}", r->page->name);
    else
        printf("null}");
}

int verb_routes(const Arguments *a, Arena *mem) {
    bool json = has_option(a, "--json"), first = true;
    (void) mem;
    if (json)
        printf("{\"routes\":[");
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++, first = false)
            print_route(r, json, first);
    if (json)
        printf("]}\n");
    return 0;
}

int verb_config(const Arguments *a, Arena *mem) {
    Folder f;
    int bad = a->word_count < 1 ? wrong_usage(a, mem) : folder_read_conf(&f, a->words[0], mem);
    if (bad)
        return bad;
    Str out = str_new(mem, 1024);
    for (int i = 0; settings[i].name; i++) {
        if (!has_option(a, "--json")) {
            str_printf(&out, "%s = %s\n    %s (%s)\n", settings[i].name, folder_setting(&f, settings[i].name), words(mem, settings[i].meaning, NULL), settings[i].fallback);
            continue;
        }
        str_printf(&out, "%s{\"name\":\"%s\",\"value\":", i ? "," : "", settings[i].name);
        str_quote(&out, folder_setting(&f, settings[i].name));
        str_add(&out, ",\"default\":");
        str_quote(&out, settings[i].fallback);
        str_add(&out, ",\"meaning\":");
        str_quote(&out, words(mem, settings[i].meaning, NULL));
        str_add(&out, "}");
    }
    printf(has_option(a, "--json") ? "{\"settings\":[%s]}\n" : "%s", out.data);
    return 0;
}
