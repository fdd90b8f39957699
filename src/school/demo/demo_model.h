/* The invented school before it is written: people, families, structures. Private to src/school/demo. */
#pragma once

#include "base/vec.h"
#include "school/demo/demo.h"

typedef struct DemoSize { const char *school, *name, *uai; int pupils, classes, teachers, staff, guardians, groups, subjects, services; const char *levels; } DemoSize;
typedef struct DemoLevel { char code; const char *mef, *label, *label_long, *before; int age; } DemoLevel;
typedef struct DemoSubject { const char *code, *short_code, *label; } DemoSubject;

typedef struct DemoGuardian { int id, address; const char *title, *family, *usage, *given, *email, *mobile, *home; bool legal_person; } DemoGuardian;
typedef struct DemoLink { int guardian, level; const char *kinship; bool first, hosts, pays; } DemoLink;
typedef struct DemoPupil {
    int id, address, level, class, arrival;         /* arrival: month after the rentrée, 0: from the first day */
    const char *family, *usage, *given, *given2, *regime;
    bool girl, repeating, left;
    int birth_year, birth_month, birth_day;
    int groups[4], group_count;
    DemoLink links[4];
    int link_count;
} DemoPupil;
typedef struct DemoAddress { int id; const char *line1, *line2, *postcode, *city, *foreign; } DemoAddress;
typedef struct DemoClass { const char *code; int level; } DemoClass;
typedef struct DemoGroup { const char *code, *label; int level, first_class, last_class, subject; } DemoGroup;
typedef struct DemoTeacher { int id; bool local; const char *family, *usage, *given, *function, *grade, *discipline; bool woman; int main_class; } DemoTeacher;
typedef struct DemoService { bool group; int structure, subject, teacher, second; const char *modality; } DemoService;

typedef struct DemoModel {
    Arena *mem;
    const DemoOptions *options;
    const DemoSize *size;
    uint64_t state;                     /* of the random numbers */
    const DemoLevel *levels;
    int level_count;
    DemoSubject *subjects;
    VEC(DemoClass) classes;
    VEC(DemoGroup) groups;
    VEC(DemoPupil) pupils;
    VEC(DemoGuardian) guardians;
    VEC(DemoAddress) addresses;
    VEC(DemoTeacher) teachers;
    VEC(DemoService) services;
} DemoModel;

extern const DemoSize demo_sizes[];
extern const DemoLevel demo_levels[];
extern const DemoSubject demo_subjects[];
extern const int demo_subject_count;
extern const char *const demo_family_names[], *const demo_girls[], *const demo_boys[], *const demo_streets[];
extern const struct DemoCity { const char *postcode, *name; } demo_cities[];
extern const int demo_family_count, demo_girl_count, demo_boy_count, demo_street_count, demo_city_count;

DemoModel *demo_model(const DemoOptions *o, Arena *mem);
bool demo_write_siecle(const DemoModel *m, const char *folder);
bool demo_write_sts(const DemoModel *m, const char *folder);

uint64_t demo_random(DemoModel *m);
int demo_pick(DemoModel *m, int below);
bool demo_chance(DemoModel *m, int percent);
