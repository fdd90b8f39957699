#include "web/feature.h"

#include "base/vec.h"

const Processing no_processings[] = { { 0 } };

const JobKind *const *feature_jobs(const Feature *const *of, Arena *mem) {
    VEC(const JobKind *) tables = { 0 };
    for (int f = 0; of[f]; f++)
        if (of[f]->jobs)
            *VEC_ADD(mem, &tables) = of[f]->jobs;
    *VEC_ADD(mem, &tables) = NULL;
    return tables.items;
}

const Reference *const *feature_references(const Feature *const *of, Arena *mem) {
    VEC(const Reference *) tables = { 0 };
    for (int f = 0; of[f]; f++)
        if (of[f]->references)
            *VEC_ADD(mem, &tables) = of[f]->references;
    *VEC_ADD(mem, &tables) = NULL;
    return tables.items;
}

const TableHook *feature_hooks(const Feature *const *of, Arena *mem, size_t *count) {
    VEC(TableHook) hooks = { 0 };
    for (int f = 0; of[f]; f++)
        for (const TableHook *h = of[f]->hooks; h && h->table; h++)
            *VEC_ADD(mem, &hooks) = *h;
    *count = hooks.count;
    return hooks.items;
}
