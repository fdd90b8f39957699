/* Finding, reading and writing files. */
#include "../common/common.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool ends_with(const char *name, const char *suffix) {
    size_t size = strlen(name), end = strlen(suffix);
    return size > end && !strcmp(name + size - end, suffix);
}

void find_files(Paths *found, const char *folder, const char *suffix) {
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        char *path = format("%s/%s", folder, entry->d_name);
        struct stat info;
        if (stat(path, &info))
            continue;
        if (S_ISDIR(info.st_mode))
            find_files(found, path, suffix);
        else if (ends_with(entry->d_name, suffix)) {
            found->items = more(found->items, sizeof *found->items, found->count);
            found->items[found->count++] = path;
        }
    }
    closedir(dir);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *) a, *(char *const *) b);
}

void sort_paths(Paths *found) {
    if (found->count)
        qsort(found->items, found->count, sizeof *found->items, by_name);
}

char *read_whole(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    Text text = { 0 };
    char buffer[8192];
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, f)) > 0;)
        text_add_n(&text, buffer, n);
    fclose(f);
    text_add(&text, "");
    return text.data;
}

bool write_output(const char *folder, const char *name, const char *data, size_t size) {
    const char *path = format("%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    bool written = f && (size == 0 || fwrite(data, 1, size, f) == size);
    if (f && fclose(f))
        written = false;
    if (!written)
        fprintf(stderr, "%s cannot be written\n", path);
    return written;
}
