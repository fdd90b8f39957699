#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"
#include "school/accounts/accounts.h"
#include "school/calendar/calendar.h"
#include "verbs/folder.h"

#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct NewSchool { const char *path, *uai, *name, *kind, *zone, *store; int year; } NewSchool;

static bool one_of(const char *const *list, const char *word) {
    for (; *list; list++)
        if (str_equal(*list, word))
            return true;
    return false;
}

static bool is_uai(const char *text) {
    if (!text || strlen(text) != 8 || text[7] < 'A' || text[7] > 'Z')
        return false;
    return strspn(text, "0123456789") == 7;
}

/* A folder that holds anything else is not ours to fill; one that is a school of this UAI gets one more year. */
static int look_at_folder(const NewSchool *n, Arena *mem, bool *exists) {
    Folder f;
    *exists = false;
    if (access(arena_printf(mem, "%s/preau.conf", n->path), F_OK) == 0) {
        int bad = folder_read_conf(&f, n->path, mem);
        if (bad)
            return bad;
        *exists = true;
        return str_equal(folder_setting(&f, "uai"), n->uai) ? 0 : say_error(mem, 1, T_NEW_OTHER_SCHOOL, WITH(ARG_TEXT("uai", folder_setting(&f, "uai"))));
    }
    DIR *dir = opendir(n->path);
    int others = 0;
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
        others += !str_equal(e->d_name, ".") && !str_equal(e->d_name, "..");
    if (dir)
        closedir(dir);
    return others ? say_error(mem, 1, T_NEW_NOT_EMPTY, WITH(ARG_TEXT("path", n->path))) : 0;
}

static int write_conf(const NewSchool *n, Arena *mem) {
    mkdir(n->path, 0700);
    FILE *conf = fopen(arena_printf(mem, "%s/preau.conf", n->path), "wx");
    if (!conf)
        return say_error(mem, 2, T_NEW_NOT_WRITABLE, WITH(ARG_TEXT("path", n->path)));
    fprintf(conf, "uai = %s\nname = %s\nkind = %s\nzone = %s\n", n->uai, n->name, n->kind, n->zone);
    if (n->store)
        fprintf(conf, "store = %s\n", n->store);
    return fclose(conf) == 0 ? 0 : say_error(mem, 2, T_NEW_NOT_WRITABLE, WITH(ARG_TEXT("path", n->path)));
}

/* A school that exists has its key already: another one would only hide that it is missing. */
static int ensure_key(const NewSchool *n, Arena *mem, bool exists, bool *made) {
    uint8_t key[32];
    const char *path = key_path(mem, n->uai);
    *made = false;
    if (exists || access(path, F_OK) == 0)
        return key_read(path, key) ? 0 : say_error(mem, 2, T_KEY_NONE, WITH(ARG_TEXT("path", path)));
    *made = true;
    return key_make(path, key) ? 0 : say_error(mem, 2, T_KEY_NOT_WRITABLE, WITH(ARG_TEXT("path", path)));
}

/* What the year before passes on, if there is one (R-01, copy from N-1): half-days, cycle of weeks and slots; sets of rights (NULL: none). */
static bool shape_before(const Folder *f, Arena *mem, CalendarShape *shape, const AccessShape **access) {
    int *years, before = 0;
    size_t count;
    Folder last = { 0 };
    if (folder_years(f, mem, &years, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++)
        before = years[i] < f->school.year ? years[i] : before;
    if (!before || folder_open(&last, f->path, before, FOLDER_AS_IT_IS, mem) != 0)
        return false;
    Tx *tx = tx_begin(last.school.store, mem, TX_READ);
    Work *w = work_new(mem, tx, &last.school, &program_actor, "new");
    bool found = calendar_shape(w, shape);
    *access = access_shape(w);
    tx_rollback(tx);
    folder_close(&last);
    return found;
}

/* What a new year holds before anything is imported. Sets of rights come without their holders: nobody has a right in it that was not given there. */
static bool fill_year(const Folder *f, const char *zone, Arena *mem) {
    CalendarShape shape;
    const AccessShape *access = NULL;
    Tx *tx = tx_begin(f->school.store, mem, TX_READ);
    bool set_up = db_int(tx, &YEAR_IS_SET_UP, NO_VALUES) != 0;
    tx_rollback(tx);
    if (set_up)
        return true;
    bool copied = shape_before(f, mem, &shape, &access);
    tx = tx_begin(f->school.store, mem, TX_WRITE);
    Work *w = work_new(mem, tx, &f->school, &program_actor, "new");
    calendar_set_up(w, f->school.year, zone ? zone : f->school.zone, copied ? &shape : NULL);
    if (access)
        access_set_up(w, access);
    access_bring_up(w);
    return tx_commit(tx) == TX_DONE;
}

/* The first of all accounts, made once. */
static bool make_supervisor(const Folder *f, Arena *mem, const char **secret) {
    Tx *tx = tx_begin(f->school.store, mem, TX_WRITE);
    Work *w = work_new(mem, tx, &f->school, &program_actor, "new");
    *secret = NULL;
    if (!accounts_find(w, "superviseur"))
        *secret = accounts_first_secret(w, accounts_add(w, KIND_SUPERVISOR, 0, "superviseur", words(mem, T_ACCOUNT_SUPERVISOR, NULL)));
    return tx_commit(tx) == TX_DONE;
}

/* The key once more, in groups that can be typed back; kept on paper, away from the machine. */
static void print_recovery_sheet(const Folder *f, Arena *mem) {
    printf("\n%s\n", words(mem, T_NEW_RECOVERY, WITH(ARG_TEXT("name", f->school.name), ARG_TEXT("path", key_path(mem, f->school.uai)))));
    key_print_sheet(f->school.secret);
}

static int read_arguments(const Arguments *a, Arena *mem, NewSchool *n) {
    static const char *const kinds[] = { "college", "lycee", "cite", NULL };
    *n = (NewSchool){ .path = a->word_count == 1 ? a->words[0] : NULL, .uai = option(a, "--uai"), .name = option(a, "--name"), .kind = option(a, "--kind"),
        .zone = option(a, "--zone"), .store = option(a, "--store"), .year = folder_year_asked(a) };
    n->kind = n->kind ? n->kind : "college";
    n->zone = n->zone ? n->zone : "A";
    if (!n->path || !is_uai(n->uai) || n->year <= 0 || !one_of(kinds, n->kind) || !one_of(zone_words, n->zone))
        return wrong_usage(a, mem);
    n->name = n->name ? n->name : n->uai;
    return strpbrk(n->name, "\r\n") ? wrong_usage(a, mem) : 0;
}

int new_school(const Arguments *a, Arena *mem, Folder *f, const char **secret, bool *key_made) {
    NewSchool n;
    bool exists;
    int bad = read_arguments(a, mem, &n);
    bad = bad ? bad : look_at_folder(&n, mem, &exists);
    bad = bad ? bad : ensure_key(&n, mem, exists, key_made);
    if (!bad && !exists)
        bad = write_conf(&n, mem);
    bad = bad ? bad : folder_open(f, n.path, n.year, FOLDER_NEW_YEAR, mem);
    if (!bad && (!fill_year(f, option(a, "--zone"), mem) || !make_supervisor(f, mem, secret)))
        bad = say_error(mem, 2, T_NEW_FAILED, NULL);
    return bad;
}

int verb_new(const Arguments *a, Arena *mem) {
    Folder f = { 0 };
    const char *secret;
    bool key_made;
    int bad = new_school(a, mem, &f, &secret, &key_made);
    if (bad)
        return bad;
    printf("%s\n", words(mem, T_NEW_DONE, WITH(ARG_TEXT("name", f.school.name), ARG_INT("year", f.school.year), ARG_TEXT("path", f.path))));
    if (secret)
        printf("%s\n", words(mem, T_NEW_SUPERVISOR, WITH(ARG_TEXT("login", "superviseur"), ARG_TEXT("secret", secret))));
    if (key_made)
        print_recovery_sheet(&f, mem);
    folder_close(&f);
    return 0;
}
