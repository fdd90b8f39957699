/* preau: one program with verbs (contract.md). */
#include "base/must.h"
#include "base/str.h"
#include "base/vec.h"
#include "gen/texts.h"
#include "verbs/verbs.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const Verb verbs[] = {
    { "new", verb_new, T_HELP_NEW, T_USAGE_NEW, T_DETAILS_NEW, "", "--uai --name --year --kind --zone --store " },
    { "import", verb_import, T_HELP_IMPORT, T_USAGE_IMPORT, T_DETAILS_IMPORT, "--dry-run --accept-year --json ", "--decide --mode --year " },
    { "undo", verb_undo, T_HELP_UNDO, T_USAGE_UNDO, T_DETAILS_UNDO, "--json ", "--year " },
    { "demo", verb_demo, T_HELP_DEMO, T_USAGE_DEMO, T_DETAILS_DEMO, "", "--school --seed --password --files --year --uai --step " },
    { "serve", verb_serve, T_HELP_SERVE, T_USAGE_SERVE, T_DETAILS_SERVE, "", "--listen --behind --limits --year " },
    { "password", verb_password, T_HELP_PASSWORD, T_USAGE_PASSWORD, T_DETAILS_PASSWORD, "--json --second-step ", "--year " },
    { "accounts", verb_accounts, T_HELP_ACCOUNTS, T_USAGE_ACCOUNTS, T_DETAILS_ACCOUNTS, "--json ", "--year " },
    { "routes", verb_routes, T_HELP_ROUTES, T_USAGE_ROUTES, T_DETAILS_ROUTES, "--json ", "--year " },
    { "check", verb_check, T_HELP_CHECK, T_USAGE_CHECK, T_DETAILS_CHECK, "--json ", "--year " },
    { "audit", verb_audit, T_HELP_AUDIT, T_USAGE_AUDIT, T_DETAILS_AUDIT, "--json ", "--year --checkpoints " },
    { "backup", verb_backup, T_HELP_BACKUP, T_USAGE_BACKUP, T_DETAILS_BACKUP, "--json ", "" },
    { "export", verb_export, T_HELP_EXPORT, T_USAGE_EXPORT, T_DETAILS_EXPORT, "--json ", "--year " },
    { "restore", verb_restore, T_HELP_RESTORE, T_USAGE_RESTORE, T_DETAILS_RESTORE, "", "" },
    { "key", verb_key, T_HELP_KEY, T_USAGE_KEY, T_DETAILS_KEY, "", "" },
    { "config", verb_config, T_HELP_CONFIG, T_USAGE_CONFIG, T_DETAILS_CONFIG, "--json ", "--year " },
    { "mail-test", verb_mail_test, T_HELP_MAIL_TEST, T_USAGE_MAIL_TEST, T_DETAILS_MAIL_TEST, "", "" },
    { "sms-test", verb_sms_test, T_HELP_SMS_TEST, T_USAGE_SMS_TEST, T_DETAILS_SMS_TEST, "", "" },
    { "serve-child", verb_serve_child, 0, 0, 0, "", "--listen --behind --limits --year " },
    { "read-file", verb_read_file, 0, 0, 0, "", "" },
    { "read-photo", verb_read_photo, 0, 0, 0, "", "" },
    { "read-table", verb_read_table, 0, 0, 0, "", "" },
    { .name = NULL },
};

static bool listed(const char *list, const char *name) {
    size_t size = strlen(name);
    for (const char *at = list; size && (at = strstr(at, name)); at += size)
        if (at[size] == ' ' && (at == list || at[-1] == ' '))
            return true;
    return false;
}

static int help(Arena *mem) {
    printf("%s\n", words(mem, T_HELP_INTRO, WITH(ARG_TEXT("version", PREAU_VERSION))));
    for (const Verb *v = verbs; v->name; v++)
        if (v->help)
            printf("  preau %-9s %s\n", v->name, words(mem, v->help, NULL));
    return 0;
}

static int help_with(const Verb *v, Arena *mem) {
    if (!v->help)
        return 2;
    printf("%s\n\n%s\n", words(mem, T_HELP_USAGE, WITH(ARG_TEXT("usage", words(mem, v->usage, NULL)))), words(mem, v->details, NULL));
    return 0;
}

static int run(const Verb *v, int argc, char **argv, Arena *mem) {
    VEC(const char *) given = { 0 };
    VEC(const char *) options = { 0 };
    for (int i = 2; i < argc; i++) {
        bool value = listed(v->values, argv[i]);
        if (str_equal(argv[i], "--help"))
            return help_with(v, mem);
        if (!str_starts(argv[i], "--")) {
            *VEC_ADD(mem, &given) = argv[i];
        } else if (value ? i + 1 < argc : listed(v->flags, argv[i])) {
            *VEC_ADD(mem, &options) = argv[i];
            *VEC_ADD(mem, &options) = value ? argv[++i] : NULL;
        } else {
            return say_error(mem, 2, T_HELP_UNKNOWN_OPTION, WITH(ARG_TEXT("option", argv[i]), ARG_TEXT("verb", v->name)));
        }
    }
    int count = (int) given.count;
    *VEC_ADD(mem, &given) = NULL;
    *VEC_ADD(mem, &options) = NULL;
    *VEC_ADD(mem, &options) = NULL;
    Arguments a = { .program = "/proc/self/exe", .words = given.items, .word_count = count, .options = options.items, .usage = v->usage };
    return v->run(&a, mem);
}

int main(int argc, char **argv) {
    Arena *mem = arena_new();
    int exit = 2;
    must(sodium_init() >= 0);
    umask(077);                         /* bases, keys and backups are nobody else's */
    if (argc < 2 || str_equal(argv[1], "--help") || str_equal(argv[1], "help")) {
        exit = argc < 2 ? 2 : 0;
        help(mem);
    } else if (str_equal(argv[1], "--version")) {
        printf("preau %s\n", PREAU_VERSION);
        exit = 0;
    } else {
        const Verb *v = verbs;
        while (v->name && !str_equal(v->name, argv[1]))
            v++;
        exit = v->name ? run(v, argc, argv, mem) : say_error(mem, 2, T_HELP_UNKNOWN_VERB, WITH(ARG_TEXT("verb", argv[1])));
    }
    arena_free(mem);
    return exit;
}
