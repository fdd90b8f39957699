#include "school/demo/demo_model.h"

#include "base/str.h"

#include <string.h>

/* splitmix64 (public domain) */
uint64_t demo_random(DemoModel *m) {
    uint64_t z = (m->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

int demo_pick(DemoModel *m, int below) { return (int) (demo_random(m) % (uint64_t) below); }
bool demo_chance(DemoModel *m, int percent) { return demo_pick(m, 100) < percent; }

/* ---- structures ---- */

static void make_levels_and_classes(DemoModel *m) {
    int levels = (int) strlen(m->size->levels), made = 0;
    for (int l = 0; l < levels; l++) {
        int index = 0, here = (m->size->classes - made) / (levels - l);
        while (demo_levels[index].code != m->size->levels[l])
            index++;
        for (int c = 0; c < here; c++, made++) {
            const char *code = here <= 26 ? arena_printf(m->mem, "%c%s%c", m->size->levels[l], c == 2 ? " " : "", 'A' + c) : arena_printf(m->mem, "%c%02d", m->size->levels[l], c + 1);
            *VEC_ADD(m->mem, &m->classes) = (DemoClass){ code, index };
        }
    }
}

static void make_subjects(DemoModel *m) {
    m->subjects = NEW_ARRAY(m->mem, DemoSubject, (size_t) m->size->subjects);
    for (int i = 0; i < m->size->subjects; i++)
        m->subjects[i] = i < demo_subject_count ? demo_subjects[i] : (DemoSubject){ arena_printf(m->mem, "04%02dA0", i), arena_printf(m->mem, "OPT%02d", i),
            arena_printf(m->mem, "Enseignement optionnel %d", i - demo_subject_count + 1) };
}

/* Half of the groups split one class in two; the others gather pupils of two or three classes of a level. */
static void make_groups(DemoModel *m) {
    static const int cross[] = { 13, 14, 15, 16 }, split[] = { 4, 5, 3 };
    for (int g = 0; g < m->size->groups; g++) {
        int class = g * 7 % (int) m->classes.count, level = m->classes.items[class].level, last = class;
        bool gathers = g % 2 == 0;
        while (gathers && last < class + 2 && last + 1 < (int) m->classes.count && m->classes.items[last + 1].level == level)
            last++;
        int subject = gathers ? cross[g / 2 % 4] : split[g / 2 % 3];
        *VEC_ADD(m->mem, &m->groups) = (DemoGroup){ arena_printf(m->mem, "%c%sG%d", demo_levels[level].code, m->subjects[subject].short_code, g + 1),
            arena_printf(m->mem, "%s %s GR %d", m->subjects[subject].short_code, demo_levels[level].label, g + 1), level, class, last, subject };
    }
}

/* ---- people ---- */

static const char *given_name(DemoModel *m, bool girl) {
    return girl ? demo_girls[demo_pick(m, demo_girl_count)] : demo_boys[demo_pick(m, demo_boy_count)];
}

static int add_address(DemoModel *m) {
    int id = 500001 + (int) m->addresses.count, city = demo_pick(m, demo_city_count);
    DemoAddress a = { .id = id, .line1 = arena_printf(m->mem, "%d %s", 1 + demo_pick(m, 150), demo_streets[demo_pick(m, demo_street_count)]),
        .postcode = demo_cities[city].postcode, .city = demo_cities[city].name };
    if (demo_chance(m, 20))
        a.line2 = arena_printf(m->mem, "BÂTIMENT %c APPT %d", 'A' + demo_pick(m, 6), 1 + demo_pick(m, 60));
    if (demo_chance(m, 1))
        a = (DemoAddress){ .id = id, .line1 = "12 AVENUE DU LAC", .foreign = "GENÈVE" };
    *VEC_ADD(m->mem, &m->addresses) = a;
    return id;
}

static int add_guardian(DemoModel *m, const char *family, bool woman, int address) {
    int n = (int) m->guardians.count;
    DemoGuardian g = { .id = 300001 + n, .address = address, .title = woman ? "MME" : "M.", .family = family, .given = given_name(m, woman),
        .mobile = arena_printf(m->mem, n % 29 == 5 ? "+4179%07d" : "+336399%05d", n % 100000), .home = demo_chance(m, 60) ? arena_printf(m->mem, "+331990%05d", n % 100000) : NULL };
    if (!demo_chance(m, 8))
        g.email = demo_chance(m, 9) && n ? m->guardians.items[n - 1].email : arena_printf(m->mem, "responsable%d@exemple.invalid", n + 1);
    *VEC_ADD(m->mem, &m->guardians) = g;
    return n;
}

static void link_to(DemoPupil *p, const DemoModel *m, int guardian, int level, const char *kinship, bool first, bool hosts) {
    if (p->link_count < 4)
        p->links[p->link_count++] = (DemoLink){ m->guardians.items[guardian].id, level, kinship, first, hosts, first };
}

static DemoPupil *add_pupil(DemoModel *m, const char *family, int class, int address) {
    int n = (int) m->pupils.count, level = m->classes.items[class].level;
    bool girl = demo_chance(m, 50);
    DemoPupil *p = VEC_ADD(m->mem, &m->pupils);
    *p = (DemoPupil){ .id = 1600001 + n * 7, .address = address, .level = level, .class = class, .family = family, .given = given_name(m, girl), .girl = girl,
        .repeating = demo_chance(m, 4), .regime = demo_chance(m, 70) ? "2" : demo_chance(m, 85) ? "0" : "3" };
    if (demo_chance(m, 35))
        p->given2 = given_name(m, girl);
    p->birth_year = m->options->year - demo_levels[level].age - p->repeating;
    p->birth_month = 1 + demo_pick(m, 12);
    p->birth_day = 1 + demo_pick(m, 28);
    return p;
}

/* One family: one address, or two where parents are separated (22 %); one child, or two (15 %). */
static void make_family(DemoModel *m, int *left) {
    const char *family = demo_family_names[demo_pick(m, demo_family_count)], *other = demo_family_names[demo_pick(m, demo_family_count)];
    bool separated = demo_chance(m, 22), two = demo_chance(m, 74);
    int home = add_address(m), away = separated ? add_address(m) : home, children = *left > 1 && demo_chance(m, 15) ? 2 : 1;
    int mother = add_guardian(m, demo_chance(m, 50) ? family : other, true, home), father = two ? add_guardian(m, family, false, away) : -1;
    if (demo_chance(m, 12))
        m->guardians.items[mother].usage = family;
    for (int c = 0; c < children; c++, (*left)--) {
        DemoPupil *p = add_pupil(m, family, (int) (m->pupils.count % m->classes.count), home);
        link_to(p, m, mother, 1, "10", true, true);
        if (father >= 0)
            link_to(p, m, father, 1, "20", false, !separated);
    }
}

/* Grandparents to ring, until there are as many guardians as there should be. */
static void fill_guardians(DemoModel *m) {
    for (int i = 0; (int) m->guardians.count < m->size->guardians; i++) {
        DemoPupil *p = &m->pupils.items[i * 3 % (int) m->pupils.count];
        if (p->link_count >= 4)
            continue;
        int g = add_guardian(m, p->family, i % 2 == 0, add_address(m));
        p = &m->pupils.items[i * 3 % (int) m->pupils.count];
        link_to(p, m, g, 3, "38", false, false);
    }
}

/* What every real school has and no neat example shows (features.md E). */
static void hard_cases(DemoModel *m) {
    DemoPupil *p = m->pupils.items;
    for (int i = 0; i < 6; i++) {                       /* six of the same full name */
        p[20 + i * 11].family = "MARTIN";
        p[20 + i * 11].given = "Camille";
    }
    p[90].family = p[91].family = "DUPONT";             /* two of the same name and birth date */
    p[90].given = p[91].given = "Léa";
    p[91].birth_year = p[90].birth_year;
    p[91].birth_month = p[90].birth_month;
    p[91].birth_day = p[90].birth_day;
    p[101].family = p[100].family;                      /* twins */
    p[101].birth_year = p[100].birth_year;
    p[101].birth_month = p[100].birth_month;
    p[101].birth_day = p[100].birth_day;
    memcpy(p[101].links, p[100].links, sizeof p[100].links);
    p[101].link_count = p[100].link_count;
    p[110].family = "Y";
    p[111].family = "DE MONTMORENCY-LAVAL-DE-LA-ROCHEFOUCAULD-DOUDEAUVILLE-BISACCIA";
    p[112].usage = "D’ŒUVRE";
    p[120].birth_year = m->options->year - 18;          /* of age, and his own guardian */
    p[120].birth_month = 1;
    p[120].links[0].kinship = "70";
    p[130].class = -1;                                  /* not yet in a class */
    p[140].links[0].level = 2;                          /* no parental authority: in charge only */
    m->guardians.items[8] = (DemoGuardian){ .id = m->guardians.items[8].id, .address = m->guardians.items[8].address, .title = "M.", .family = "FOYER DES TILLEULS",
        .email = "foyer@exemple.invalid", .home = "+33199000009", .legal_person = true };
}

static void join_groups(DemoModel *m) {
    for (size_t i = 0; i < m->pupils.count; i++) {
        DemoPupil *p = &m->pupils.items[i];
        for (size_t g = 0; g < m->groups.count && p->group_count < 4 && p->class >= 0; g++) {
            const DemoGroup *group = &m->groups.items[g];
            if (p->class >= group->first_class && p->class <= group->last_class && (i + g) % 2 == 0)
                p->groups[p->group_count++] = (int) g;
        }
    }
}

/* ---- teachers, staff, services ---- */

static void make_staff(DemoModel *m) {
    static const char *const functions[] = { "DIR", "DIR", "EDU", "EDU", "DOC", "ADF", "MED", "AED", "AESH" };
    for (int i = 0; i < m->size->teachers + m->size->staff; i++) {
        bool teaches = i < m->size->teachers, woman = demo_chance(m, 58);
        *VEC_ADD(m->mem, &m->teachers) = (DemoTeacher){ .id = i % 17 == 9 ? 9 + i : 20001 + i * 3, .local = i % 17 == 9, .family = demo_family_names[demo_pick(m, demo_family_count)],
            .given = given_name(m, woman), .woman = woman, .function = teaches ? "ENS" : functions[(i - m->size->teachers) % 9],
            .grade = teaches ? (demo_chance(m, 80) ? "CERT. CL N" : "AGREGE CLN") : NULL, .discipline = teaches ? "L0202" : NULL,
            .main_class = teaches && i < (int) m->classes.count ? i : -1 };
    }
}

static void add_service(DemoModel *m, bool group, int structure, int subject, const char *modality) {
    int n = (int) m->services.count, teacher = (structure * 5 + subject * 3) % m->size->teachers;
    if ((int) m->services.count < m->size->services)
        *VEC_ADD(m->mem, &m->services) = (DemoService){ group, structure, subject, n % 41 == 7 ? -1 : teacher, n % 53 == 3 ? (teacher + 1) % m->size->teachers : -1, modality };
}

static void make_services(DemoModel *m) {
    int per_class = (m->size->services - m->size->groups) / m->size->classes;
    for (size_t g = 0; g < m->groups.count; g++)
        add_service(m, true, (int) g, m->groups.items[g].subject, "CG");
    for (size_t c = 0; c < m->classes.count; c++)
        for (int s = 0; s < per_class; s++)
            add_service(m, false, (int) c, s % 13, s < 13 ? "CG" : "TD");
    for (int extra = 0; (int) m->services.count < m->size->services; extra++)
        add_service(m, false, extra, 4, "TP");
}

/* ---- three months later ---- */

static void three_months_later(DemoModel *m) {
    for (size_t i = 0; i < m->pupils.count; i++) {
        DemoPupil *p = &m->pupils.items[i];
        if (i % 97 == 50)
            p->left = true;
        if (i % 61 == 30 && p->class > 0 && m->classes.items[p->class - 1].level == p->level)
            p->class--;
        if (i % 43 == 21)
            p->regime = *p->regime == '2' ? "0" : "2";
    }
    for (size_t i = 0; i < m->guardians.count; i += 19)
        m->guardians.items[i].mobile = arena_printf(m->mem, "+336398%05zu", i);
    for (size_t i = 3; i < m->addresses.count; i += 23)
        m->addresses.items[i].line1 = arena_printf(m->mem, "%zu RUE NEUVE", i);
    for (int i = 0; i < 3; i++) {
        DemoPupil *p = add_pupil(m, demo_family_names[i * 31], i * 3 % (int) m->classes.count, m->pupils.items[i].address);
        p->arrival = 2;
        link_to(p, m, i, 1, "10", true, true);
    }
    *VEC_ADD(m->mem, &m->teachers) = (DemoTeacher){ .id = 29999, .family = "NOUVEAU", .given = "Claude", .function = "ENS", .grade = "CERT. CL N", .discipline = "L1300", .main_class = -1 };
}

DemoModel *demo_model(const DemoOptions *o, Arena *mem) {
    DemoModel *m = NEW(mem, DemoModel);
    *m = (DemoModel){ .mem = mem, .options = o, .state = o->seed * 2654435761u + 1 };
    for (m->size = demo_sizes; m->size->school && !str_equal(m->size->school, o->school); m->size++)
        continue;
    if (!m->size->school)
        return NULL;
    make_levels_and_classes(m);
    make_subjects(m);
    make_groups(m);
    for (int left = m->size->pupils; left > 0; )
        make_family(m, &left);
    hard_cases(m);
    for (int i = 0; i < 6; i++) {                       /* leavers, on top */
        DemoPupil *p = add_pupil(m, demo_family_names[i * 17], i % (int) m->classes.count, m->pupils.items[i * 5].address);
        p->left = true;
        link_to(p, m, i, 1, "10", true, true);
    }
    fill_guardians(m);
    join_groups(m);
    make_staff(m);
    make_services(m);
    if (o->step)
        three_months_later(m);
    return m;
}

const char *demo_school_name(const char *school) {
    for (const DemoSize *s = demo_sizes; s->school; s++)
        if (str_equal(s->school, school))
            return s->name;
    return NULL;
}

const char *demo_school_uai(const char *school) {
    for (const DemoSize *s = demo_sizes; s->school; s++)
        if (str_equal(s->school, school))
            return s->uai;
    return NULL;
}
