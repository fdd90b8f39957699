/* preau demo: the invented school, as files or as a school made by importing them. */
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"
#include "school/accounts/accounts.h"
#include "school/spaces/spaces.h"
#include "school/demo/demo.h"
#include "school/imports/imports.h"
#include "verbs/folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int read_options(const Arguments *a, Arena *mem, DemoOptions *o) {
    int64_t seed = 42, step = 0;
    const char *school = option(a, "--school") ? option(a, "--school") : "college";
    if (!demo_school_name(school) || (option(a, "--seed") && !str_int(option(a, "--seed"), 0, INT64_MAX, &seed)) || (option(a, "--step") && !str_int(option(a, "--step"), 0, 1, &step)))
        return wrong_usage(a, mem);
    *o = (DemoOptions){ .school = school, .seed = (uint64_t) seed, .year = folder_year_asked(a), .uai = option(a, "--uai"), .step = (int) step };
    if (o->year < 0)
        return wrong_usage(a, mem);
    if (!o->year)
        o->year = day_school_year(instant_day(instant_now()));
    if (!o->uai)
        o->uai = demo_school_uai(school);
    return 0;
}

static const char *const file_names[] = { "Nomenclature.xml", "Communs.xml", "Structures.xml", "ElevesAvecAdresses.xml", "ResponsablesAvecAdresses.xml" };

/* ---- accounts ---- */

typedef struct Maker { Work *w; const char *hash; } Maker;

static int64_t make_account(Maker *m, Kind kind, int64_t person, const char *family, const char *shown) {
    const char *login = accounts_free_login(m->w, family);
    int64_t account = accounts_add(m->w, kind, person, login, shown);
    if (m->hash)
        accounts_set_hash(m->w, account, m->hash);
    else
        accounts_first_secret(m->w, account);
    return account;
}

/* One account a person: pupils, guardians, teachers and staff. */
static bool make_accounts(const School *school, const char *hash) {
    static const struct { const Statement *people; Kind kind; } all[] = { { &DEMO_STAFF, KIND_STAFF }, { &DEMO_TEACHERS, KIND_TEACHER },
        { &DEMO_GUARDIANS, KIND_GUARDIAN }, { &DEMO_PUPILS, KIND_PUPIL } };
    Arena *mem = arena_new();
    Tx *tx = tx_begin(school->store, mem, TX_WRITE);
    Maker m = { work_new(mem, tx, school, &program_actor, "demo"), hash };
    if (hash)
        accounts_set_hash(m.w, accounts_find(m.w, "superviseur"), hash);
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        for (Rows r = db_rows(tx, all[k].people, NO_VALUES); row_next(&r); )
            make_account(&m, all[k].kind, row_int(&r, DEMO_STAFF_ID), row_text(&r, DEMO_STAFF_FAMILY_NAME, mem), row_text(&r, DEMO_STAFF_DISPLAY_NAME, mem));
    bool done = tx_commit(tx) == TX_DONE;
    arena_free(mem);
    return done;
}

/* The first member of staff is of the secretariat, the second of school life and sees two classes, the others begin by their function; teachers see those they teach. */
static bool give_profiles(const School *school) {
    Arena *mem = arena_new();
    Tx *tx = tx_begin(school->store, mem, TX_WRITE);
    Work *w = work_new(mem, tx, school, &program_actor, "demo");
    int n = 0, classes = 0;
    int64_t restricted = 0;
    for (Rows r = db_rows(tx, &DEMO_DESK_ACCOUNTS, NO_VALUES); row_next(&r); ) {
        bool staff = str_equal(row_peek(&r, DEMO_DESK_ACCOUNTS_KIND), "staff");
        int64_t account = row_int(&r, DEMO_DESK_ACCOUNTS_ID);
        if (staff && n == 1)
            restricted = account;
        if (staff && n++ < 2)
            access_give(w, account, n == 1 ? "secretariat" : "school_life");
        else if (staff)
            access_begin(w, account, KIND_STAFF, row_int(&r, DEMO_DESK_ACCOUNTS_PERSON));
    }
    for (Rows c = db_rows(tx, &DEMO_CLASSES, NO_VALUES); restricted && classes < 2 && row_next(&c); classes++)
        access_show_class(w, restricted, row_int(&c, DEMO_CLASSES_ID));
    for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL; mode++)        /* a school in the middle of its year */
        space_publish(w, mode, w->now);
    bool done = tx_commit(tx) == TX_DONE;
    arena_free(mem);
    return done;
}

static void print_logins(const Folder *f, Arena *mem, const char *secret, const char *password) {
    Tx *tx = tx_begin(f->school.store, mem, TX_READ);
    printf("%s\n", words(mem, T_DEMO_LOGIN, WITH(ARG_TEXT("kind", "superviseur"), ARG_TEXT("login", "superviseur"), ARG_TEXT("secret", password ? password : secret))));
    for (Rows r = db_rows(tx, &DEMO_ONE_OF_EACH, NO_VALUES); password && row_next(&r); )
        printf("%s\n", words(mem, T_DEMO_LOGIN, WITH(ARG_TEXT("kind", row_peek(&r, DEMO_ONE_OF_EACH_KIND)), ARG_TEXT("login", row_peek(&r, DEMO_ONE_OF_EACH_LOGIN)),
            ARG_TEXT("secret", password))));
    tx_rollback(tx);
}

/* ---- the school ---- */

static Report *import_demo(const Folder *f, const DemoOptions *o, const Arguments *a, Arena *mem, const char *folder) {
    const char *paths[6], *names[6];
    for (int i = 0; i < 5; i++) {
        names[i] = file_names[i];
        paths[i] = arena_printf(mem, "%s/%s", folder, names[i]);
    }
    names[5] = arena_printf(mem, "sts_emp_%s_%d.xml", o->uai, o->year);
    paths[5] = arena_printf(mem, "%s/%s", folder, names[5]);
    ImportAsk ask = { .paths = paths, .names = names, .count = 6, .program = a->program };
    Report *r = import_run(&f->school, &program_actor, mem, &ask);
    for (int i = 0; i < 6; i++)
        unlink(paths[i]);
    rmdir(folder);
    return r;
}

static int make_school(const Arguments *a, const DemoOptions *o, Arena *mem) {
    char work[] = "/tmp/preau-demo.XXXXXX";
    const char *secret, *password = option(a, "--password"), *given[1] = { a->words[0] };
    const char *options[] = { "--uai", o->uai, "--name", demo_school_name(o->school), "--year", arena_printf(mem, "%d", o->year), "--kind", o->school, "--zone", "A", NULL, NULL };
    Arguments fresh = { .program = a->program, .words = given, .word_count = 1, .options = options };
    Folder f = { 0 };
    bool key_made;
    int bad = new_school(&fresh, mem, &f, &secret, &key_made);
    if (bad)
        return bad;
    if (!mkdtemp(work) || !demo_write_files(o, work, mem))
        return say_error(mem, 2, T_NEW_FAILED, NULL);
    Report *r = import_demo(&f, o, a, mem, work);
    const char *hash = password ? accounts_hash(mem, password) : NULL;
    if (!r->applied || !make_accounts(&f.school, hash) || !give_profiles(&f.school))
        return say_error(mem, 2, T_NEW_FAILED, NULL);
    printf("%s\n", words(mem, T_NEW_DONE, WITH(ARG_TEXT("name", f.school.name), ARG_TEXT("year", arena_printf(mem, "%d", o->year)), ARG_TEXT("path", f.path))));
    print_logins(&f, mem, secret, password);
    if (password)
        printf("%s\n", words(mem, T_DEMO_PASSWORD, NULL));
    folder_close(&f);
    return 0;
}

int verb_demo(const Arguments *a, Arena *mem) {
    DemoOptions o;
    int bad = read_options(a, mem, &o);
    if (bad)
        return bad;
    if (option(a, "--files"))
        return demo_write_files(&o, option(a, "--files"), mem) ? 0 : say_error(mem, 2, T_NEW_NOT_WRITABLE, WITH(ARG_TEXT("path", option(a, "--files"))));
    return a->word_count == 1 ? make_school(a, &o, mem) : wrong_usage(a, mem);
}
