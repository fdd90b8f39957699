#include "store/years.h"

#include "base/str.h"
#include "store/engine.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A folder 2026 with a base in it. */
static void years_of_folder(const StoreOptions *o, Arena *mem, YearList *to) {
    DIR *dir = opendir(o->folder);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        int64_t year;
        if (strlen(e->d_name) == 4 && str_int(e->d_name, YEAR_LEAST, YEAR_MOST, &year)
                && access(arena_printf(mem, "%s/%s/base.db", o->folder, e->d_name), F_OK) == 0)
            *VEC_ADD(mem, to) = (int) year;
    }
    if (dir)
        closedir(dir);
}

static int by_year(const void *a, const void *b) { return *(const int *) a - *(const int *) b; }

bool store_years(const StoreOptions *options, Arena *mem, int **years, size_t *count, StoreError *error) {
    YearList all = { 0 };
    *error = (StoreError){ 0 };
    bool done = true;
    if (options->postgres)
        done = postgres_years(options, mem, &all, error);
    else
        years_of_folder(options, mem, &all);
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, by_year);
    *years = all.items;
    *count = all.count;
    return done;
}

bool store_is_closed(const Store *store) { return store->read_only; }

bool tx_met_closed_year(const Tx *tx) { return tx->fault.reason == closed_year; }
