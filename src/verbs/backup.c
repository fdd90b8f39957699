/* preau backup DIR FILE: a copy of both bases as of one moment, while the school goes on working. */
#include "verbs/backup.h"

#include "base/str.h"
#include "gen/texts.h"
#include "school/files/kept_files.h"
#include "store/years.h"
#include "verbs/folder.h"
#include "work/backup_mark.h"
#include "work/checkpoint.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bases are copied first to files beside the backup, encrypted like the bases themselves; whatever comes, they do not stay. */
typedef struct Copies { const char *year, *school; } Copies;

static void remove_copies(const Copies *c) {
    unlink(c->year);
    unlink(c->school);
}

/* After the base: what it refers to was there before it was copied, and stays for thirty days and more. What came since is in it too, and swept. */
typedef struct Adding { SealedWriter *to; Arena *mem; const char *folder; int year; bool failed; } Adding;

static KeptFate add_file(void *context, const char *name, Instant age) {
    Adding *a = context;
    Arena *mem = arena_child(a->mem);
    const char *place = kept_place(mem, a->year, name);
    (void) age;
    a->failed = a->failed || !backup_add(a->to, mem, place, arena_printf(mem, "%s/%s", a->folder, place));
    arena_free(mem);
    return KEPT_STAYS;
}

static bool add_files(SealedWriter *to, Arena *mem, const char *folder, int year) {
    Adding a = { .to = to, .mem = mem, .folder = folder, .year = year };
    kept_walk(folder, year, add_file, &a);
    return !a.failed;
}

static bool add_year(SealedWriter *to, Arena *mem, const char *path, int year, bool newest, const Copies *copies) {
    Folder f = { 0 };
    const char *fault = NULL;
    if (folder_open(&f, path, year, FOLDER_AS_IT_IS, mem) != 0)
        return false;
    remove_copies(copies);
    /* Before the base is copied, so that no line says more than the copy holds. */
    const char *heads = checkpoints_path(mem, &f.school);
    bool good = store_is_closed(f.school.store) || checkpoint_write(&f.school, instant_now());
    good = good && (access(heads, R_OK) != 0 || backup_add(to, mem, arena_printf(mem, "%d/checkpoints", year), heads));
    good = good && store_snapshot(f.school.store, copies->year, copies->school, mem, &fault);
    folder_close(&f);
    good = good && backup_add(to, mem, arena_printf(mem, "%d/base.db", year), copies->year);
    good = good && add_files(to, mem, path, year);
    good = good && (!newest || backup_add(to, mem, "school.db", copies->school));
    remove_copies(copies);
    return good;
}

/* The newest first: with it the school's own base. */
static bool add_years(SealedWriter *to, Arena *mem, const Folder *f, const Copies *copies) {
    int *years;
    size_t count;
    bool good = folder_years(f, mem, &years, &count) == 0 && count;
    for (size_t i = count; good && i-- > 0; )
        good = add_year(to, mem, f->path, years[i], i + 1 == count, copies);
    return good;
}

static bool write_backup(const Folder *f, Arena *mem, const char *part, const Copies *copies) {
    int fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    SealedWriter *to = sealed_create(mem, fd, f->school.secret, f->school.uai);
    bool good = to && backup_add(to, mem, "preau.conf", arena_printf(mem, "%s/preau.conf", f->path))
        && add_years(to, mem, f, copies) && backup_end(to) && sealed_is_whole(mem, fd);
    return close(fd) == 0 && good;
}

int verb_backup(const Arguments *a, Arena *mem) {
    Folder f = { 0 };
    struct stat st;
    if (a->word_count != 2)
        return wrong_usage(a, mem);
    const char *file = a->words[1], *part = arena_printf(mem, "%s.part", file);
    Copies copies = { arena_printf(mem, "%s.year.part", file), arena_printf(mem, "%s.school.part", file) };
    if (stat(file, &st) == 0)
        return say_error(mem, 1, T_BACKUP_EXISTS, WITH(ARG_TEXT("path", file)));
    int bad = folder_open(&f, a->words[0], 0, FOLDER_AS_IT_IS, mem);
    if (bad)
        return bad;
    if (store_is_postgres(f.school.store))
        bad = say_error(mem, 2, T_BACKUP_POSTGRES, NULL);
    else if (!write_backup(&f, mem, part, &copies) || rename(part, file) != 0)
        bad = say_error(mem, 2, T_BACKUP_FAILED, WITH(ARG_TEXT("path", file)));
    else
        backup_mark(&f.school, instant_now());
    folder_close(&f);
    if (bad) {
        unlink(part);
        return bad;
    }
    if (has_option(a, "--json"))
        printf("{\"bytes\":%lld}\n", stat(file, &st) == 0 ? (long long) st.st_size : 0);
    else
        printf("%s\n", words(mem, T_BACKUP_DONE, WITH(ARG_TEXT("path", file))));
    return 0;
}
