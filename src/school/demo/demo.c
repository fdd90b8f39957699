#include "school/demo/demo.h"

#include "base/str.h"
#include "school/demo/demo_write.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

const char *demo_school_uai(const char *school) {
    const DemoKind *k = kind_of(school);
    return k ? k->uai : NULL;
}

const char *demo_school_name(const char *school) {
    const DemoKind *k = kind_of(school);
    return k ? k->name : NULL;
}

static Demo *make_school(const DemoOptions *o, const DemoKind *kind, Arena *mem) {
    Demo *d = NEW(mem, Demo);
    *d = (Demo){ .mem = mem, .kind = kind, .seed = o->seed, .year = o->year, .step = o->step, .uai = o->uai ? o->uai : kind->uai };
    make_structures(d);
    make_staff(d);
    make_pupils(d);
    make_hard_cases(d);
    make_guardians(d);
    if (d->step)
        make_later(d);
    for (int i = 0; i < d->pupil_count; i++)
        if (in_files(d, i) && d->pupils[i].division != NOBODY && !d->pupils[i].exit)
            d->divisions[d->pupils[i].division].pupils++;
    choose_groups(d);
    return d;
}

static bool write_file(const char *folder, const char *name, const XmlOut *out, Arena *mem) {
    const char *path = arena_printf(mem, "%s/%s", folder, name);
    Str bytes = put_latin9(&out->text);
    FILE *f = fopen(path, "wb");
    bool good = f && fwrite(bytes.data, 1, bytes.size, f) == bytes.size;
    if (f)
        good = fclose(f) == 0 && good;
    return good;
}

bool demo_write_files(const DemoOptions *o, const char *folder, Arena *mem) {
    static const struct { const char *name; XmlOut (*write)(const Demo *d); } files[] = { { "Nomenclature.xml", write_nomenclature },
        { "Communs.xml", write_communs }, { "Structures.xml", write_structures }, { "ElevesAvecAdresses.xml", write_pupils },
        { "ResponsablesAvecAdresses.xml", write_guardians }, { NULL, write_sts } };
    const DemoKind *kind = kind_of(o->school);
    if (!kind || (mkdir(folder, 0777) != 0 && errno != EEXIST))
        return false;
    Demo *d = make_school(o, kind, mem);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        XmlOut out = files[i].write(d);
        const char *name = files[i].name ? files[i].name : arena_printf(mem, "sts_emp_%s_%d.xml", d->uai, d->year);
        if (!write_file(folder, name, &out, mem))
            return false;
    }
    return true;
}
