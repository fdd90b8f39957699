/* Guardians and addresses. The number of persons is that of the kind of school to the unit: households of one are spread evenly until it is. */
#include "school/demo/demo_model.h"

#include "base/must.h"
#include "base/str.h"
#include "school/demo/demo_names.h"

enum { CONTACTS = 6, ABROAD_EVERY = 150 };

static bool later(const Demo *d, const Household *h) {
    return h->first_pupil >= d->kind->pupils + d->kind->leavers;
}

/* ---- addresses ---- */

static int new_address(Demo *d, Chance *c, bool abroad) {
    int count = 0, number = d->address_count++;
    Address *a = &d->addresses[number];
    if (abroad) {
        while (foreign_places[count].street)
            count++;
        const ForeignPlace *p = &foreign_places[number % count];
        *a = (Address){ .line_1 = p->street, .foreign_city = p->city, .country = p->country, .country_code = p->country_code };
        return number;
    }
    while (towns[count].name)
        count++;
    const Town *town = &towns[chance_percent(c, 70) ? 0 : chance_below(c, count)];
    *a = (Address){ .postcode = town->postcode, .city = town->name, .insee = town->insee, .country = "FRANCE", .country_code = "100" };
    a->line_1 = arena_printf(d->mem, "%d%s %s", 1 + chance_below(c, 120), chance_percent(c, 8) ? " BIS" : "", one_of_names(c, streets));
    a->line_2 = chance_percent(c, 20) ? arena_printf(d->mem, "BÂT. %c APPT %d", 'A' + chance_below(c, 6), 1 + chance_below(c, 60)) : "";
    return number;
}

/* ---- persons ---- */

static const char *phone(Demo *d, Chance *c, int number) {
    int count = 0;
    while (foreign_places[count].street)
        count++;
    return chance_percent(c, 2) ? foreign_places[number % count].phone : arena_printf(d->mem, "+3363998%04d", number % 7000);
}

static Person *new_person(Demo *d, const char *family, bool woman, int address) {
    static const int occupations[] = { 10, 21, 22, 31, 33, 34, 37, 38, 42, 43, 46, 48, 52, 53, 54, 55, 56, 62, 63, 67, 81, 99 };
    int number = d->person_count++;
    Chance c = chance_for(d, OF_PERSON, number);
    Person *p = &d->persons[number];
    *p = (Person){ .family = family, .woman = woman, .given = one_of_names(&c, woman ? girls : boys), .address = address };
    p->phone_mobile = phone(d, &c, number);
    p->phone_home = chance_percent(&c, 30) ? arena_printf(d->mem, "+3319900%04d", number % 10000) : NULL;
    p->email = number % 25 == 4 || number % 25 == 17 ? NULL : arena_printf(d->mem, "responsable%d@exemple.invalid", number + 1);
    p->accepts_sms = chance_percent(&c, 75);
    p->shares = chance_percent(&c, 50);
    p->occupation = occupations[chance_below(&c, 22)];
    return p;
}

/* One line for each child of the household that is in the files. */
static void guard(Demo *d, int household, int person, const char *kinship, int level, bool pays, bool hosts, bool first) {
    for (int i = d->households[household].first_pupil; i < d->pupil_count; i++)
        if (d->pupils[i].household == household)
            d->guardianships[d->guardianship_count++] = (Guardianship){ i, person, kinship, level, pays, hosts, first };
}

static void add_mother(Demo *d, int household, Chance *c) {
    Household *h = &d->households[household];
    bool maiden = !h->single && chance_percent(c, 60);
    const char *born = maiden ? one_of_names(c, families) : h->name;
    Person *p = new_person(d, born, true, h->address);
    if (maiden && !h->separated)
        p->usage = h->name;
    guard(d, household, d->person_count - 1, "10", 1, true, true, true);
}

/* After a separation the father has an address of his own; one father in the school has been left only the right to be told. */
static void add_father(Demo *d, int household, Chance *c) {
    Household *h = &d->households[household];
    bool told_only = household == 3;
    const char *mother = d->persons[d->person_count - 1].email;
    if (told_only)
        h->separated = true;
    Person *p = new_person(d, h->name, false, h->separated ? new_address(d, c, false) : h->address);
    if (mother && !h->separated && chance_percent(c, 15))
        p->email = mother;
    guard(d, household, d->person_count - 1, "20", told_only ? 3 : 1, false, !h->separated || (!told_only && chance_percent(c, 50)), false);
}

static void add_legal_person(Demo *d, int household) {
    Person *p = new_person(d, "AIDE SOCIALE À L'ENFANCE D'EXEMPLE-SUR-ONDE", false, d->households[household].address);
    p->given = NULL;
    p->legal_person = true;
    p->phone_home = "+33199000900";
    guard(d, household, d->person_count - 1, "51", 1, true, false, true);
}

static void add_adult(Demo *d, int household) {
    const Pupil *pupil = &d->pupils[d->households[household].first_pupil];
    Person *p = new_person(d, pupil->family, pupil->girl, d->households[household].address);
    p->given = pupil->given;
    p->email = pupil->email;
    guard(d, household, d->person_count - 1, "70", 1, true, true, true);
}

/* ---- households ---- */

/* The adult lives alone already; the others are spread over the households of the rentrée. */
static void choose_singles(Demo *d) {
    int households = 0;
    while (households < d->household_count && !later(d, &d->households[households]))
        households++;
    int wanted = 2 * households + CONTACTS - d->kind->guardians, single = 1;
    must(wanted > 2 && wanted < households);
    for (int step = 0; single < wanted; step++)
        for (int i = step % 4 + 4; i < households && single < wanted; i += households / wanted + step + 1)
            if (!d->households[i].single) {
                d->households[i].single = true;
                single++;
            }
}

static void fill_household(Demo *d, int number, int *contacts, bool *legal) {
    Household *h = &d->households[number];
    Chance c = chance_for(d, OF_HOUSEHOLD, number + 100000);
    bool adult = h->first_person == NOBODY;
    h->first_person = d->person_count;
    h->address = new_address(d, &c, number % ABROAD_EVERY == 77);
    if (adult) {
        add_adult(d, number);
    } else if (h->single && !*legal && number > 40) {
        add_legal_person(d, number);
        *legal = true;
    } else {
        add_mother(d, number, &c);
        if (!h->single)
            add_father(d, number, &c);
    }
    if (number % 50 == 20 && *contacts < CONTACTS) {
        new_person(d, h->name, chance_percent(&c, 50), new_address(d, &c, false));
        guard(d, number, d->person_count - 1, "38", 3, false, false, false);
        ++*contacts;
    }
    h->persons = d->person_count - h->first_person;
}

void make_guardians(Demo *d) {
    int contacts = 0;
    bool legal = false;
    size_t most = (size_t) d->household_count * 3;
    d->persons = NEW_ARRAY(d->mem, Person, most);
    d->addresses = NEW_ARRAY(d->mem, Address, most);
    d->guardianships = NEW_ARRAY(d->mem, Guardianship, (size_t) d->pupil_count * 3);
    choose_singles(d);
    for (int i = 0; i < d->household_count; i++)
        if (d->step || !later(d, &d->households[i]))
            fill_household(d, i, &contacts, &legal);
    for (int i = 0; i < d->pupil_count; i++)
        d->pupils[i].address = d->households[d->pupils[i].household].address;
    must(contacts == CONTACTS && legal);
}
