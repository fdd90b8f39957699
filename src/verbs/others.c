/* password, accounts, routes, config: what reports or does one small thing. */
#include "base/str.h"
#include "document/photo.h"
#include "document/table_read.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "school/second/second.h"
#include "verbs/folder.h"
#include "web/routing.h"

#include <stdio.h>

static int open_for(const Arguments *a, Arena *mem, Folder *f) {
    return a->word_count < 1 ? wrong_usage(a, mem) : folder_open(f, a->words[0], folder_year_asked(a), FOLDER_AS_IT_IS, mem);
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
    if (account && has_option(a, "--second-step"))      /* whoever holds the school's key shuts nobody out of it for good */
        means_reset(w, account);
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

/* The child that decodes a photo (document/photo.h). */
int verb_read_photo(const Arguments *a, Arena *mem) {
    (void) mem;
    return photo_child(a->word_count ? a->words[0] : "");
}

/* The child that reads a spreadsheet (document/table_read.h). */
int verb_read_table(const Arguments *a, Arena *mem) {
    (void) a;
    (void) mem;
    return table_child();
}

static const char *portals_of(Arena *mem, const Route *r) {
    Str all = str_new(mem, 40);
    if (r->portals == PORTAL_ANY)
        return "any";
    for (int i = 0; portal_words[i]; i++)
        if (r->portals & 1u << i)
            str_printf(&all, "%s%s", all.size ? " " : "", portal_words[i]);
    return all.data;
}

static void add_word(Str *to, const char *key, const char *word) {
    str_printf(to, ",\"%s\":", key);
    if (word)
        str_quote(to, word);
    else
        str_add(to, "null");
}

/* section: the rubrique of a Space that a route belongs to; the desk has none. */
static void add_route(Str *to, const RouteEntry *e, Arena *mem) {
    const Route *r = e->route;
    str_printf(to, "%s{\"method\":\"%s\"", str_ends(to->data, "[") ? "" : ",", method_words[r->method]);
    add_word(to, "path", r->path);
    add_word(to, "feature", e->feature);
    add_word(to, "guard", routing_guard_name(features, r->guard));
    add_word(to, "portal", portals_of(mem, r));
    add_word(to, "section", NULL);
    add_word(to, "right", r->right);
    str_add(to, ",\"fields\":[");
    for (const Field *f = r->form; f && f->kind != FIELD_END; f++)
        str_printf(to, "%s\"%s\"", f == r->form ? "" : ",", f->name);
    str_add(to, "]");
    add_word(to, "reply", r->page ? r->page->name : NULL);
    str_printf(to, ",\"step_up\":%s}", r->step_up ? "true" : "false");
}

int verb_routes(const Arguments *a, Arena *mem) {
    bool json = has_option(a, "--json");
    Str out = str_new(mem, 16384);
    str_add(&out, json ? "{\"routes\":[" : "");
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++) {
            if (json)
                add_route(&out, &(RouteEntry){ r, features[f]->name, 0 }, mem);
            else
                str_printf(&out, "%-6s %-44s %-16s %-20s %-20s %s\n", method_words[r->method], r->path, portals_of(mem, r),
                    routing_guard_name(features, r->guard), r->right ? r->right : "-", r->page ? r->page->name : "-");
        }
    str_add(&out, json ? "]}\n" : "");
    fputs(out.data, stdout);
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
