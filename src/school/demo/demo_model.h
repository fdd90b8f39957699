/* The invented school in memory, before it becomes files. */
#pragma once

#include "base/arena.h"
#include "school/demo/demo_catalogue.h"
#include "school/demo/demo_chance.h"
#include "school/demo/demo.h"

enum { PUPIL_GROUPS = 16, NOBODY = -1 };

typedef struct Division { const char *code, *label; int level, pupils, main_teacher; } Division;

typedef struct Group {
    const char *code, *label;
    const DemoSubject *subject;
    int level, first_division, division_count;
    int half;                           /* 1 or 2: this part of one class; 0: a group across classes, chosen */
    bool language;
    int pupils;
} Group;

typedef struct Service { bool group; int public; const DemoSubject *subject; const char *modality; int teacher, second; } Service;

typedef struct Teacher {
    const char *id, *type, *family, *usage, *given, *birth, *grade, *function, *hours;
    const DemoDiscipline *discipline;   /* NULL: does not teach */
    bool woman;
    int main_of;                        /* a division or NOBODY */
} Teacher;

typedef struct Address { const char *line_1, *line_2, *postcode, *city, *insee, *foreign_city, *country, *country_code; } Address;

typedef struct Person {
    const char *family, *usage, *given, *phone_home, *phone_mobile, *email;
    bool legal_person, woman, accepts_sms, shares;
    int address, occupation;
} Person;

typedef struct Guardianship { int pupil, person; const char *kinship; int level; bool pays, hosts, first; } Guardianship;

typedef struct Pupil {
    const char *family, *usage, *given, *given_2;
    int birth_year, birth_month, birth_day;
    bool girl, repeats, marked;            /* marked: a hard case already */
    int division, level, household, address, language;      /* language: its position among those of the level */
    const char *board, *phone, *email;
    const char *entry, *exit, *exit_reason;                 /* DD/MM/YYYY; NULL: did not leave */
    int groups[PUPIL_GROUPS], group_count;
} Pupil;

typedef struct Household { const char *name; int first_pupil, first_person, persons, address; bool single, separated; } Household;

typedef struct Demo {
    Arena *mem;
    const DemoKind *kind;
    uint64_t seed;
    int year, step;
    const char *uai;
    Division *divisions; int division_count;
    Group *groups; int group_count;
    Service *services; int service_count;
    Teacher *teachers; int teacher_count;
    Pupil *pupils; int pupil_count;
    Household *households; int household_count;
    Person *persons; int person_count;
    Guardianship *guardianships; int guardianship_count;
    Address *addresses; int address_count;
} Demo;

enum { OF_PUPIL = 1, OF_HOUSEHOLD, OF_PERSON, OF_TEACHER, OF_CHOICE };
Chance chance_for(const Demo *d, int kind, int number);     /* the luck of one thing, whatever the others had */
const char *one_of_names(Chance *c, const char *const *list);
const char *day_text(const Demo *d, int day, int month);    /* DD/MM/YYYY in the school year: months 1 to 7 are of its second half */

bool in_files(const Demo *d, int pupil);        /* those who come later are not in the files of the rentrée */

void make_structures(Demo *d);          /* divisions, groups */
void make_staff(Demo *d);               /* teachers, other staff, services, main teachers */
void make_pupils(Demo *d);              /* pupils and their households */
void make_guardians(Demo *d);           /* persons, addresses, guardianships */
void make_hard_cases(Demo *d);          /* homonyms, twins, the adult… : after make_pupils, before make_guardians */
void make_later(Demo *d);               /* three months later: step 1 only */
void choose_groups(Demo *d);            /* last: who is in which group */
