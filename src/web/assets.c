#include "web/assets.h"

#include "base/must.h"
#include "base/str.h"
#include "web/template.h"

#include <string.h>

const Asset *asset_named(const char *name) {
    for (const Asset *a = assets; a->name; a++)
        if (str_equal(a->name, name))
            return a;
    return NULL;
}

const Asset *asset_at(const char *path) {
    for (const Asset *a = assets; a->name; a++)
        if (str_equal(a->path, path))
            return a;
    return NULL;
}

const char *asset_path(const char *name) {
    const Asset *a = asset_named(name);
    must(a);                    /* templates name files that are there */
    return a->path;
}
