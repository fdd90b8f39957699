/* Classes and groups. Groups across classes first (languages, options), then halves of classes until the wanted number is reached. */
#include "school/demo/demo_model.h"

#include "base/must.h"
#include "base/str.h"

static void add_divisions(Demo *d) {
    int count = 0;
    for (int l = 0; l < LEVELS; l++)
        count += d->kind->classes[l];
    d->divisions = NEW_ARRAY(d->mem, Division, (size_t) count);
    for (int l = 0; l < LEVELS; l++)
        for (int i = 0; i < d->kind->classes[l]; i++)
            d->divisions[d->division_count++] = (Division){ .code = arena_printf(d->mem, "%s%c", demo_levels[l].prefix, 'A' + i),
                .label = arena_printf(d->mem, "%s %c", demo_levels[l].label, 'A' + i), .level = l, .main_teacher = NOBODY };
}

/* Group codes are short (8): no blank, no slash, at most four letters of the subject. */
static const char *group_code(Demo *d, const char *before, const DemoSubject *s, int letters, char last) {
    Str code = str_new(d->mem, 12);
    for (; *before; before++)
        if (*before != ' ' && *before != '/')
            str_add_char(&code, *before);
    for (int i = 0; i < letters && s->short_code[i]; i++)
        str_add_char(&code, s->short_code[i]);
    str_add_char(&code, last);
    return code.data;
}

static void add_cross(Demo *d, int level, int first, int count, const DemoSubject *s, bool language, int bundle) {
    if (!taught_in(d->kind, s) || d->group_count == d->kind->groups)
        return;
    const DemoLevel *l = &demo_levels[level];
    d->groups[d->group_count++] = (Group){ .code = group_code(d, l->prefix, s, 4, (char) ('A' + bundle)),
        .label = arena_printf(d->mem, "%s %s GR %d", s->label, l->formation, bundle + 1), .subject = s, .level = level, .first_division = first,
        .division_count = count, .language = language };
}

/* Classes whose groups meet at the same hours: about four. */
static void add_bundle(Demo *d, int level, int first, int count, int bundle) {
    const char *list = demo_levels[level].languages, *word;
    int size;
    while ((word = next_word(&list, &size)))
        add_cross(d, level, first, count, subject_of(word, size), true, bundle);
    list = demo_levels[level].options;
    while ((word = next_word(&list, &size)))
        add_cross(d, level, first, count, subject_of(word, size), false, bundle);
}

static void add_cross_groups(Demo *d) {
    for (int l = 0, first = 0; l < LEVELS; first += d->kind->classes[l++]) {
        int classes = d->kind->classes[l], bundles = (classes + 3) / 4;
        for (int b = 0; b < bundles; b++) {
            int from = classes * b / bundles, to = classes * (b + 1) / bundles;
            add_bundle(d, l, first + from, to - from, b);
        }
    }
}

static void add_half(Demo *d, int division, const DemoSubject *s, int half) {
    const Division *of = &d->divisions[division];
    d->groups[d->group_count++] = (Group){ .code = group_code(d, of->code, s, 3, (char) ('0' + half)),
        .label = arena_printf(d->mem, "%s %s GR%d", s->short_code, of->code, half), .subject = s, .level = of->level, .first_division = division,
        .division_count = 1, .half = half };
}

static void add_halves(Demo *d) {
    for (int round = 0; d->group_count + 1 < d->kind->groups; round++) {
        must(round < 2);
        for (int i = 0; i < d->division_count && d->group_count + 1 < d->kind->groups; i++) {
            const char *list = demo_levels[d->divisions[i].level].halves, *word = NULL;
            int size = 0;
            for (int r = 0; r <= round; r++)
                word = next_word(&list, &size);
            for (int half = 1; word && half <= 2; half++)
                add_half(d, i, subject_of(word, size), half);
        }
    }
}

void make_structures(Demo *d) {
    add_divisions(d);
    d->groups = NEW_ARRAY(d->mem, Group, (size_t) d->kind->groups);
    add_cross_groups(d);
    add_halves(d);
    if (d->group_count < d->kind->groups)       /* an odd one: extra help at the first level */
        for (int l = 0, first = 0; l < LEVELS; first += d->kind->classes[l++])
            if (d->kind->classes[l] && d->group_count < d->kind->groups)
                add_cross(d, l, first, d->kind->classes[l], subject_of("ACCPE", 5), false, 0);
}

/* ---- who is in which group ---- */

static void join(Demo *d, Pupil *p, int group) {
    if (p->group_count < PUPIL_GROUPS)
        p->groups[p->group_count++] = group;
    d->groups[group].pupils += p->exit == NULL;
}

static bool of_division(const Group *g, int division) {
    return division >= g->first_division && division < g->first_division + g->division_count;
}

/* Specialities: as many as the level asks; options: one pupil in three has one. Counted from a start of the pupil's own. */
static void choose_options(Demo *d, Pupil *p, int number) {
    int options[24], count = 0;
    Chance c = chance_for(d, OF_CHOICE, number);
    for (int g = 0; g < d->group_count && count < 24; g++)
        if (!d->groups[g].half && !d->groups[g].language && of_division(&d->groups[g], p->division))
            options[count++] = g;
    int wanted = demo_levels[p->level].choices;
    if (!wanted)
        wanted = chance_percent(&c, 33);
    for (int start = count ? chance_below(&c, count) : 0, i = 0; i < wanted && i < count; i++)
        join(d, p, options[(start + i) % count]);
}

void choose_groups(Demo *d) {
    for (int i = 0; i < d->pupil_count; i++) {
        Pupil *p = &d->pupils[i];
        int languages[8], count = 0;
        if (p->division == NOBODY || !in_files(d, i))
            continue;
        for (int g = 0; g < d->group_count; g++) {
            if (!of_division(&d->groups[g], p->division))
                continue;
            if (d->groups[g].half && d->groups[g].half == 1 + i % 2)
                join(d, p, g);
            else if (d->groups[g].language && count < 8)
                languages[count++] = g;
        }
        if (count)
            join(d, p, languages[p->language % count]);
        choose_options(d, p, i);
    }
}
