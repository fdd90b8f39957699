/* preau check DIR: everything that can be wrong with a school, each with what to do about it (SH-10). Exit 1 when there is anything. */
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/files/files.h"
#include "verbs/folder.h"
#include "web/limits.h"
#include "work/checkpoint.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

typedef struct Checking { Arena *mem; Folder *f; bool json; int found; } Checking;

static void finding(Checking *c, TextId text, const WordArg *args) {
    const char *said = words(c->mem, text, args);
    if (c->json) {
        Str out = str_new(c->mem, 256);
        str_printf(&out, "%s{\"code\":\"%s\",\"text\":", c->found ? "," : "", words_id(text));
        str_quote(&out, said);
        printf("%s}", out.data);
    } else {
        printf("%s\n", said);
    }
    c->found++;
}

/* ---- bases ---- */

static void check_bases(Checking *c) {
    static const TextId texts[] = { [CHECK_ENGINE] = T_CHECK_ENGINE, [CHECK_REFERENCES] = T_CHECK_REFERENCES, [CHECK_AUDIT] = T_CHECK_AUDIT };
    size_t count;
    const StoreFinding *found = store_check(c->f->school.store, c->mem, &count);
    for (size_t i = 0; i < count; i++)
        finding(c, texts[found[i].check], WITH(ARG_TEXT("base", found[i].place == SCHOOL ? "school.db" : "base.db"), ARG_TEXT("detail", found[i].detail)));
    Tx *tx = tx_begin(c->f->school.store, c->mem, TX_READ);
    CheckpointReport r = checkpoints_verify(&c->f->school, tx, NULL);
    tx_rollback(tx);
    if (r.trouble == CHECKPOINT_LINE || r.trouble == CHECKPOINT_ROW)
        finding(c, T_CHECK_CHECKPOINTS, WITH(ARG_TEXT("line", arena_printf(c->mem, "%lld", (long long) r.line))));
}

/* A base that knows of later than now was written by another clock: this one is late. */
static void check_clock(Checking *c) {
    Tx *tx = tx_begin(c->f->school.store, c->mem, TX_READ);
    Instant now = instant_now(), last = db_int(tx, &CHECK_LAST_YEAR, NO_VALUES), other = db_int(tx, &CHECK_LAST_SCHOOL, NO_VALUES);
    last = last > other ? last : other;
    tx_rollback(tx);
    if (last > now + 5 * 60 * 1000)
        finding(c, T_CHECK_CLOCK, WITH(ARG_TEXT("day", day_french(c->mem, instant_day(last)))));
}

/* ---- files ---- */

static bool open_to_others(const char *path) {
    struct stat st;
    return lstat(path, &st) == 0 && (st.st_mode & 077) != 0;
}

/* OPEN: others can enter the folder, so each file counts; else nobody gets past it and its files may be as they are. */
static void check_files_in(Checking *c, const char *path, bool open, int depth) {
    DIR *dir = opendir(path);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        struct stat st;
        const char *file = arena_printf(c->mem, "%s/%s", path, e->d_name);
        if (e->d_name[0] == '.' || lstat(file, &st) != 0)
            continue;
        if (str_ends(e->d_name, ".part"))
            finding(c, T_CHECK_LEFT_OVER, WITH(ARG_TEXT("path", file)));
        else if (open && st.st_mode & 077 && !S_ISLNK(st.st_mode))
            finding(c, T_CHECK_FILE_MODE, WITH(ARG_TEXT("path", file)));
        if (S_ISDIR(st.st_mode) && depth < 8)
            check_files_in(c, file, open, depth + 1);
    }
    if (dir)
        closedir(dir);
}

static void check_files(Checking *c) {
    const char *path = c->f->path;
    struct statvfs disk;
    bool open = open_to_others(path);
    if (open)
        finding(c, T_CHECK_FOLDER_MODE, WITH(ARG_TEXT("path", path)));
    check_files_in(c, path, open, 0);
    if (statvfs(path, &disk) == 0 && disk.f_blocks && disk.f_bavail < disk.f_blocks / 20)
        finding(c, T_CHECK_NO_SPACE, WITH(ARG_TEXT("path", path)));
}

/* What photos and documents are in: each there, and whole. */
static void check_kept_files(Checking *c) {
    const char *named = NULL;
    size_t missing = files_check(&c->f->school, c->mem, &named);
    if (missing)
        finding(c, T_CHECK_KEPT_FILES, WITH(ARG_INT("n", (int64_t) missing), ARG_TEXT("path", named)));
}

static void check_key(Checking *c) {
    char key[PATH_MAX], folder[PATH_MAX];
    const char *path = key_path(c->mem, c->f->school.uai);
    if (open_to_others(path))
        finding(c, T_CHECK_KEY_MODE, WITH(ARG_TEXT("path", path)));
    if (realpath(path, key) && realpath(c->f->path, folder) && str_starts(key, folder) && key[strlen(folder)] == '/')
        finding(c, T_CHECK_KEY_INSIDE, WITH(ARG_TEXT("path", path)));
}

/* ---- configuration ---- */

static bool one_of(const char *const *list, const char *word) {
    for (; *list; list++)
        if (str_equal(*list, word))
            return true;
    return false;
}

static void check_configuration(Checking *c) {
    static const char *const kinds[] = { "college", "lycee", "cite", NULL }, *const zones[] = { "A", "B", "C", "corse", "autre", NULL };
    const char *behind = folder_setting(c->f, "behind"), *zone = folder_setting(c->f, "zone"), *kind = folder_setting(c->f, "kind");
    const char *time_zone = folder_setting(c->f, "time_zone"), *bad;
    if (str_empty(folder_setting(c->f, "name")))
        finding(c, T_CHECK_NAME_EMPTY, NULL);
    if (!one_of(zones, zone))
        finding(c, T_CHECK_ZONE, WITH(ARG_TEXT("value", zone)));
    if (!one_of(kinds, kind))
        finding(c, T_CHECK_KIND, WITH(ARG_TEXT("value", kind)));
    if (strstr(time_zone, "..") || access(arena_printf(c->mem, "/usr/share/zoneinfo/%s", time_zone), R_OK) != 0)
        finding(c, T_CHECK_TIME_ZONE, WITH(ARG_TEXT("value", time_zone)));
    if (!str_empty(behind) && !str_starts(behind, "https://"))
        finding(c, T_CHECK_BEHIND, NULL);
    else if (!str_empty(behind) && strchr(behind + strlen("https://"), '/'))
        finding(c, T_CHECK_BEHIND_SLASH, NULL);
    TextId mail = folder_mail_mistake(c->f, c->mem);
    if (mail)
        finding(c, mail, NULL);
    TextId sms = folder_sms_mistake(c->f, c->mem);
    if (sms)
        finding(c, sms, NULL);
    if (!limits_networks_fit(folder_setting(c->f, "school_networks"), c->mem, &bad))
        finding(c, T_CHECK_SCHOOL_NETWORKS, WITH(ARG_TEXT("value", bad)));
}

int verb_check(const Arguments *a, Arena *mem) {
    Folder f = { 0 };
    Checking c = { .mem = mem, .f = &f, .json = has_option(a, "--json") };
    int bad = a->word_count != 1 ? wrong_usage(a, mem) : folder_open(&f, a->words[0], folder_year_asked(a), FOLDER_AS_IT_IS, mem);
    if (bad)
        return bad;
    if (c.json)
        printf("{\"findings\":[");
    check_bases(&c);
    check_clock(&c);
    check_files(&c);
    check_kept_files(&c);
    check_key(&c);
    check_configuration(&c);
    folder_close(&f);
    if (c.json)
        printf("]}\n");
    else if (!c.found)
        printf("%s\n", words(mem, T_CHECK_WELL, NULL));
    return c.found ? 1 : 0;
}
