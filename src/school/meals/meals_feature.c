/* What the rest of the program knows of meals. */
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/meals/meals_web.h"

RightId meals_see, meals_edit, meals_settings, space_meals, space_meals_change;
const RightInfo meals_rights[] = {
    { "meals.see", T_RIGHT_MEALS_SEE, 2, &meals_see, BRANCH_PEOPLE, OF_STAFF, "secretariat assistants school_life cpe" },
    { "meals.edit", T_RIGHT_MEALS_EDIT, 2, &meals_edit, BRANCH_PEOPLE, OF_STAFF, "secretariat school_life cpe", .changes = true },
    { "meals.settings", T_RIGHT_MEALS_SETTINGS, 1, &meals_settings, BRANCH_ADMIN, OF_OFFICE, "secretariat", .changes = true },
    { "space.meals", T_RIGHT_SPACE_MEALS, 2, &space_meals, BRANCH_SPACES, 1U << MODE_GUARDIAN | 1U << MODE_PUPIL },
    { "space.meals_change", T_RIGHT_SPACE_MEALS_CHANGE, 2, &space_meals_change, BRANCH_SPACES, 1U << MODE_GUARDIAN, .changes = true }, { 0 } };

static const Route routes[] = {
    { GET, MEALS_HERE, show_meals_day, guard_signed_in, READ, PORTAL_DESK, "meals.see", &PAGE_MEALS_DAY },
    { GET, MEALS_HERE "/liste", meals_list, guard_signed_in, SLOW, PORTAL_DESK, "meals.see" },
    { GET, MEALS_HERE "/reglages", show_meals_rules, guard_signed_in, READ, PORTAL_DESK, "meals.settings", &PAGE_MEALS_RULES },
    { POST, MEALS_HERE "/reglages", save_meals_rules, guard_signed_in, WRITE, PORTAL_DESK, "meals.settings", &PAGE_MEALS_RULES, meals_rules_fields },
    { POST, MEALS_HERE "/reglages/jours", save_meals_other, guard_signed_in, WRITE, PORTAL_DESK, "meals.settings", &PAGE_MEALS_RULES, meals_other_fields },
    { POST, MEALS_HERE "/reglages/jours/fin", end_meals_other, guard_signed_in, WRITE, PORTAL_DESK, "meals.settings", &PAGE_MEALS_RULES, meals_end_fields },
    { GET, MEALS_CHOSEN, show_meals_chosen, guard_signed_in, READ, PORTAL_DESK, "meals.edit", &PAGE_MEALS_CHOSEN },
    { POST, MEALS_CHOSEN, show_meals_chosen, guard_signed_in, SLOW, PORTAL_DESK, "meals.edit", &PAGE_MEALS_CHOSEN },
    { POST, MEALS_CHOSEN "/jours", save_meals_chosen, guard_signed_in, WRITE, PORTAL_DESK, "meals.edit", &PAGE_MEALS_CHOSEN, meals_days_fields },
    { GET, "/bureau/eleves/:pupil/repas", show_pupil_meals, feeds_pupil, READ, PORTAL_DESK, "meals.see", &PAGE_MEALS_PUPIL },
    { POST, "/bureau/eleves/:pupil/repas", save_meal_days, feeds_pupil, WRITE, PORTAL_DESK, "meals.edit", &PAGE_MEALS_PUPIL, meals_days_fields },
    { POST, "/bureau/eleves/:pupil/repas/jour", say_meal, feeds_pupil, WRITE, PORTAL_DESK, "meals.edit", &PAGE_MEALS_PUPIL, meals_say_fields },
    { GET, "/parent/enfants/:pupil/repas", show_own_meals, feeds_own, READ, PORTAL_PARENT, "space.meals", &PAGE_MEALS_OWN, .offline = true },
    { POST, "/parent/enfants/:pupil/repas", say_own, speaks_for, WRITE, PORTAL_PARENT, "space.meals_change", &PAGE_MEALS_OWN, meals_say_fields },
    { GET, "/eleve/repas", show_own_meals, feeds_own, READ, PORTAL_PUPIL, "space.meals", &PAGE_MEALS_OWN, .offline = true },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "people", .rank = 9, .label = T_MEALS_TITLE, .path = MEALS_HERE, .right = &meals_see }, PANELS_END };
static const Command commands[] = { { T_MEALS_RULES, T_MEALS_RULES_WORDS, MEALS_HERE "/reglages", &meals_settings }, { 0 } };
static const GuardName guards[] = { GUARD(feeds_pupil), GUARD(feeds_own), GUARD(speaks_for), { 0 } };
static const Topic topics[] = { { "meals", NULL, "meals.see", guard_signed_in }, { 0 } };

static const TableText tables[] = { { &TABLE_MEAL_DAYS, T_TABLE_MEAL_DAYS, &MEALS_CALLED }, { &TABLE_MEAL_CHANGE, T_TABLE_MEAL_CHANGE, &MEALS_CALLED }, { &TABLE_MEAL_DAY, T_TABLE_MEAL_DAY }, { 0 } };
static const Reference references[] = { { &TABLE_MEAL_DAYS, COL_MEAL_DAYS_PERSON, &REF_MEAL_DAYS, meals_merge_days }, { &TABLE_MEAL_CHANGE, COL_MEAL_CHANGE_PERSON, &REF_MEAL_CHANGE }, { 0 } };

#define SEEN_COLUMN .right = "meals.see"
static const ColumnText columns[] = { { &TABLE_MEAL_DAYS, COL_MEAL_DAYS_PERSON, T_TABLE_PUPIL, SHOWN_PLAIN, SEEN_COLUMN }, { &TABLE_MEAL_DAYS, COL_MEAL_DAYS_FROM_DAY, T_FIELD_FROM_DAY, SHOWN_DAY, SEEN_COLUMN },
    { &TABLE_MEAL_DAYS, COL_MEAL_DAYS_UNTIL_DAY, T_FIELD_UNTIL_DAY, SHOWN_DAY, SEEN_COLUMN },
    { &TABLE_MEAL_DAYS, COL_MEAL_DAYS_LUNCH, T_MEALS_LUNCHES, .show = meals_show_days, SEEN_COLUMN },
    { &TABLE_MEAL_DAYS, COL_MEAL_DAYS_DINNER, T_MEALS_DINNERS, .show = meals_show_days, SEEN_COLUMN },
    { &TABLE_MEAL_CHANGE, COL_MEAL_CHANGE_PERSON, T_TABLE_PUPIL, SHOWN_PLAIN, SEEN_COLUMN }, { &TABLE_MEAL_CHANGE, COL_MEAL_CHANGE_DAY, T_MEALS_DAY, SHOWN_DAY, SEEN_COLUMN },
    { &TABLE_MEAL_CHANGE, COL_MEAL_CHANGE_LUNCH, T_MEAL_LUNCH, SHOWN_YES_NO, SEEN_COLUMN }, { &TABLE_MEAL_CHANGE, COL_MEAL_CHANGE_DINNER, T_MEAL_DINNER, SHOWN_YES_NO, SEEN_COLUMN },
    { &TABLE_MEAL_DAY, COL_MEAL_DAY_DAY, T_MEALS_DAY, SHOWN_DAY }, { &TABLE_MEAL_DAY, COL_MEAL_DAY_LUNCH, T_MEAL_LUNCH, SHOWN_YES_NO }, { &TABLE_MEAL_DAY, COL_MEAL_DAY_DINNER, T_MEAL_DINNER, SHOWN_YES_NO },
    { &TABLE_MEAL_DAY, COL_MEAL_DAY_LABEL, T_MEALS_WHY, SHOWN_PLAIN }, { 0 } };

static const ActText acts[] = { { "POST " MEALS_HERE "/reglages", T_ACT_MEALS_RULES, .stays = true }, { "POST " MEALS_HERE "/reglages/jours", T_ACT_MEALS_OTHER },
    { "POST " MEALS_HERE "/reglages/jours/fin", T_ACT_MEALS_OTHER_END }, { "POST " MEALS_CHOSEN "/jours", T_ACT_MEALS_DAYS }, { "POST /bureau/eleves/:pupil/repas", T_ACT_MEALS_DAYS },
    { "POST /bureau/eleves/:pupil/repas/jour", T_ACT_MEALS_SAY }, { "POST /parent/enfants/:pupil/repas", T_ACT_MEALS_SAY }, { 0 } };

static const Processing processings[] = { { "meals", T_REGISTER_MEALS, T_REGISTER_MEALS_WHY, T_REGISTER_MEALS_BASIS, OF_PUPILS, 2, OF_TABLES(&TABLE_MEAL_DAYS, &TABLE_MEAL_CHANGE),
        .rights = "meals.see meals.edit space.meals space.meals_change", .kept = T_REGISTER_KEPT_YEAR }, { 0 } };

const Feature meals_feature = { .name = "meals", .routes = routes, .rights = meals_rights, .panels = panels, .commands = commands, .guards = guards, .topics = topics, .tables = tables,
    .references = references, .columns = columns, .acts = acts, .processings = processings };
