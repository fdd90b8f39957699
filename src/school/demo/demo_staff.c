/* Teachers and other staff, services, main teachers. */
#include "school/demo/demo_model.h"

#include "base/must.h"
#include "base/str.h"
#include "school/demo/demo_names.h"

/* ---- services ---- */

static void add_service(Demo *d, bool group, int public, const DemoSubject *s, const char *modality) {
    d->services[d->service_count++] = (Service){ group, public, s, modality, NOBODY, NOBODY };
}

static void add_core_services(Demo *d) {
    for (int i = 0; i < d->division_count; i++) {
        const char *list = demo_levels[d->divisions[i].level].core, *word;
        int size;
        while ((word = next_word(&list, &size)))
            add_service(d, false, i, subject_of(word, size), "CG");
    }
    for (int g = 0; g < d->group_count; g++)
        add_service(d, true, g, d->groups[g].subject, d->groups[g].half ? "TP" : "CG");
}

/* The rest are hours of the class in directed work: the first subjects of each class, in turn. */
static void add_directed_work(Demo *d) {
    for (int round = 0; d->service_count < d->kind->services; round++)
        for (int i = 0; i < d->division_count && d->service_count < d->kind->services; i++) {
            const char *list = demo_levels[d->divisions[i].level].core, *word = NULL;
            int size = 0;
            for (int r = 0; r <= round; r++)
                word = next_word(&list, &size);
            must(word);
            add_service(d, false, i, subject_of(word, size), "TD");
        }
}

/* ---- people ---- */

static Teacher *add_person(Demo *d, const char *function, const char *grade) {
    static const char *const particles[] = { "D'ARGENTRÉ", "DE LA TOUR-FICTIVE", "ŒUVRARD", "LE CŒUR", "ÉLOY-DUPRÉ" };
    int number = d->teacher_count++;
    Chance c = chance_for(d, OF_TEACHER, number);
    Teacher *t = &d->teachers[number];
    bool woman = chance_percent(&c, 60);
    const char *family = number % 17 == 3 ? particles[number / 17 % 5] : one_of_names(&c, families);
    const char *given = one_of_names(&c, woman ? girls : boys);
    *t = (Teacher){ .id = arena_printf(d->mem, "%d", 70001 + number * 3), .type = "epp", .family = family, .given = given, .woman = woman, .function = function,
        .grade = grade, .hours = "18,00", .main_of = NOBODY };
    t->usage = woman && chance_percent(&c, 12) ? arena_printf(d->mem, "%s-%s", one_of_names(&c, families), family) : family;
    int age = 25 + chance_below(&c, 38), month = 1 + chance_below(&c, 12), day = 1 + chance_below(&c, 28);
    t->birth = arena_printf(d->mem, "%04d-%02d-%02d", d->year - age, month, day);
    return t;
}

static int services_of(const Demo *d, const DemoDiscipline *p) {
    int count = 0;
    for (int i = 0; i < d->service_count; i++)
        count += str_equal(d->services[i].subject->discipline, p->code);
    return count;
}

/* As many teachers in a discipline as its share of the services, one at least; the last discipline in need takes what rounding left. */
static void add_teachers(Demo *d) {
    static const char *const grades[] = { "CERT. CL N", "CERT. H CL", "AGREGE CLN", "CERT. CL N", "CONTRACT." };
    int given = 0, before = 0, needed = 0;
    for (const DemoDiscipline *p = demo_disciplines; p->code; p++)
        needed += services_of(d, p) > 0;
    int spare = d->kind->teachers - needed;
    for (const DemoDiscipline *p = demo_disciplines; p->code; p++) {
        int services = services_of(d, p);
        if (!services)
            continue;
        before += services;
        int until = spare * before / d->service_count, count = 1 + until - given;
        given = until;
        for (int i = 0; i < count; i++)
            add_person(d, "ENS", grades[(d->teacher_count + i) % 5])->discipline = p;
    }
    must(d->teacher_count == d->kind->teachers);
    d->teachers[5].hours = "9,00";                  /* half of the service is in another school */
    d->teachers[5].grade = "CERT. CL N";
    d->teachers[7].type = "local";                  /* a substitute: hired here, no grade, the number of somebody else's in EPP */
    d->teachers[7].id = d->teachers[0].id;
    d->teachers[7].grade = NULL;
}

static void add_other_staff(Demo *d) {
    static const char *const life[] = { "EDU", "AED", "AED", "AESH", "AED", "AESH", "AED", "EDU" };
    static const char *const life_grades[] = { "CPE CL N", "AED", "AED", "AESH", "AED", "AESH", "AED", "CPE CL N" };
    static const char *const others[] = { "DIR", "DIR", "DOC", "ADF", "ADF", "MED", "ORI" };
    static const char *const other_grades[] = { "PERS. DIR.", "PERS. DIR.", "CERT. CL N", "ATTACHE", "ADJAENES", "INFIRMIER", "PSY-EN" };
    for (int i = 0; i < d->kind->school_life; i++)
        add_person(d, life[i % 8], life_grades[i % 8]);
    for (int i = 0; i < d->kind->others; i++) {
        int k = i < 7 ? i : 2 + i % 5;              /* two heads, no more */
        add_person(d, others[k], other_grades[k]);
    }
}

/* ---- who teaches what ---- */

static int next_of(const Demo *d, const char *discipline, int after) {
    for (int i = 1; i <= d->kind->teachers; i++) {
        int t = (after + i) % d->kind->teachers;
        if (str_equal(d->teachers[t].discipline->code, discipline))
            return t;
    }
    return NOBODY;
}

static void share_services(Demo *d) {
    int last[32] = { 0 };
    for (int i = 0; i < d->service_count; i++) {
        Service *s = &d->services[i];
        int discipline = 0;
        while (!str_equal(demo_disciplines[discipline].code, s->subject->discipline))
            discipline++;
        s->teacher = last[discipline] = next_of(d, s->subject->discipline, last[discipline]);
    }
    for (int i = 0, seen = 0; i < d->service_count && seen < 2; i++)        /* the one replaced stays beside the substitute */
        if (d->services[i].teacher == 7) {
            d->services[i].second = next_of(d, d->services[i].subject->discipline, 7);
            seen++;
            if (d->services[i].second == 7)
                d->services[i].second = NOBODY;
        }
}

/* The main teacher is one of the class who is not yet elsewhere, and has its hour of class life. */
static void name_main_teachers(Demo *d) {
    for (int i = 0; i < d->service_count; i++) {
        const Service *s = &d->services[i];
        if (!s->group && d->divisions[s->public].main_teacher == NOBODY && d->teachers[s->teacher].main_of == NOBODY) {
            d->divisions[s->public].main_teacher = s->teacher;
            d->teachers[s->teacher].main_of = s->public;
        }
    }
    for (int i = 0; i < d->service_count; i++)
        if (str_equal(d->services[i].subject->short_code, "VICLA") && d->divisions[d->services[i].public].main_teacher != NOBODY)
            d->services[i].teacher = d->divisions[d->services[i].public].main_teacher;
}

/* Three months later one more teacher has come and has the substitute's classes. */
static void add_newcomer(Demo *d) {
    int number = d->teacher_count;
    Teacher *t = add_person(d, "ENS", "CERT. CL N");
    t->discipline = d->teachers[7].discipline;
    for (int i = 0; i < d->service_count; i++)
        if (d->services[i].teacher == 7 && !str_equal(d->services[i].subject->short_code, "VICLA"))
            d->services[i].teacher = number;
}

void make_staff(Demo *d) {
    d->services = NEW_ARRAY(d->mem, Service, (size_t) d->kind->services + 64);
    d->teachers = NEW_ARRAY(d->mem, Teacher, (size_t) (d->kind->teachers + d->kind->school_life + d->kind->others + 1));
    add_core_services(d);
    must(d->service_count <= d->kind->services);
    add_directed_work(d);
    add_teachers(d);
    add_other_staff(d);
    share_services(d);
    name_main_teachers(d);
    for (int i = 7; i < d->service_count; i += 61)          /* nobody found yet */
        d->services[i].teacher = d->services[i].second = NOBODY;
    if (d->step)
        add_newcomer(d);
}
