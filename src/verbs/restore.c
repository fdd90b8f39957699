/* preau restore FILE DIR: all of the backup is read and verified before anything is written, and nothing is ever written over. */
#include "verbs/backup.h"

#include "base/str.h"
#include "gen/texts.h"
#include "verbs/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_free(const char *path) {
    struct stat st;
    if (lstat(path, &st) != 0)
        return true;
    DIR *dir = opendir(path);
    int others = dir ? 0 : 1;
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
        others += !str_equal(e->d_name, ".") && !str_equal(e->d_name, "..");
    if (dir)
        closedir(dir);
    return others == 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk) {
    (void) st; (void) type; (void) walk;
    return remove(path);
}

/* Whole, ours to open, and readable to its last byte; else the exit code after saying which it is not. */
static int verify(Arena *mem, int fd, const char *path, uint8_t key[32]) {
    int files = 0;
    const char *uai = sealed_label(mem, fd);
    if (!uai)
        return say_error(mem, 2, T_RESTORE_NOT_ONE, WITH(ARG_TEXT("path", path)));
    if (!sealed_is_whole(mem, fd))
        return say_error(mem, 2, T_RESTORE_DAMAGED, WITH(ARG_TEXT("path", path)));
    if (!key_read(key_path(mem, uai), key))
        return say_error(mem, 2, T_RESTORE_NO_KEY, WITH(ARG_TEXT("uai", uai), ARG_TEXT("path", key_path(mem, uai))));
    SealedReader *from = sealed_open(mem, fd, key);
    if (!from)
        return say_error(mem, 2, T_RESTORE_WRONG_KEY, WITH(ARG_TEXT("uai", uai), ARG_TEXT("path", key_path(mem, uai))));
    return backup_extract(from, mem, NULL, &files) ? 0 : say_error(mem, 2, T_RESTORE_DAMAGED, WITH(ARG_TEXT("path", path)));
}

/* In a folder beside, then by one rename to its place: never half a school. */
static bool write_folder(Arena *mem, int fd, const uint8_t key[32], const char *path) {
    int files = 0;
    const char *part = arena_printf(mem, "%s.part", path);
    if (mkdir(part, 0700) != 0)
        return false;
    SealedReader *from = sealed_open(mem, fd, key);
    if (from && backup_extract(from, mem, part, &files) && rename(part, path) == 0)
        return true;
    nftw(part, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return false;
}

static int check_restored(Arena *mem, const char *path) {
    Folder f = { 0 };
    size_t count = 0;
    int bad = folder_open(&f, path, 0, FOLDER_AS_IT_IS, mem);
    if (!bad) {
        store_check(f.school.store, mem, &count);
        folder_close(&f);
    }
    return bad ? bad : count ? say_error(mem, 1, T_RESTORE_CHECK, WITH(ARG_TEXT("path", path))) : 0;
}

static const char *without_slash(Arena *mem, const char *path) {
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    return arena_text_n(mem, path, size);
}

int verb_restore(const Arguments *a, Arena *mem) {
    uint8_t key[32];
    if (a->word_count != 2)
        return wrong_usage(a, mem);
    const char *file = a->words[0], *path = without_slash(mem, a->words[1]);
    int fd = open(file, O_RDONLY | O_CLOEXEC), bad = 0;
    if (fd < 0)
        return say_error(mem, 2, T_RESTORE_NOT_ONE, WITH(ARG_TEXT("path", file)));
    bad = is_free(path) ? verify(mem, fd, file, key) : say_error(mem, 1, T_RESTORE_NOT_EMPTY, WITH(ARG_TEXT("path", path)));
    if (!bad && !write_folder(mem, fd, key, path))
        bad = say_error(mem, 2, T_RESTORE_FAILED, WITH(ARG_TEXT("path", path)));
    sodium_memzero(key, sizeof key);
    close(fd);
    bad = bad ? bad : check_restored(mem, path);
    if (!bad)
        printf("%s\n", words(mem, T_RESTORE_DONE, WITH(ARG_TEXT("path", path))));
    return bad;
}
