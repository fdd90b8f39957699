#include "gen/texts.h"
#include "school/people/people.h"
#include "web/feature.h"

static RightId birth, contact, ine;
RightId people_edit;
static const RightInfo rights[] = { { "people.birth", T_RIGHT_PEOPLE_BIRTH, 2, &birth }, { "people.contact", T_RIGHT_PEOPLE_CONTACT, 2, &contact },
    { "people.ine", T_RIGHT_PEOPLE_INE, 2, &ine },
    { "people.edit", T_RIGHT_PEOPLE_EDIT, 2, &people_edit }, { 0 } };

const Feature people_feature = { .name = "people", .rights = rights, .hooks = people_hooks };
