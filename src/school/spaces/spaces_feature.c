#include "school/spaces/spaces_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"

RightId spaces_publish, space_record, space_team, space_year, space_faces;
const RightInfo spaces_rights[] = {
    [SPACES_PUBLISH] = { "spaces.publish", T_RIGHT_SPACES_PUBLISH, 0, &spaces_publish, BRANCH_ADMIN, OF_OFFICE, .changes = true },
    [SPACE_RECORD] = { "space.record", T_RIGHT_SPACE_RECORD, 2, &space_record, BRANCH_SPACES, OF_FAMILIES, "guardians pupils" },
    [SPACE_TEAM] = { "space.team", T_RIGHT_SPACE_TEAM, 2, &space_team, BRANCH_SPACES, OF_FAMILIES, "guardians pupils" },
    [SPACE_YEAR] = { "space.year", T_RIGHT_SPACE_YEAR, 0, &space_year, BRANCH_SPACES, OF_FAMILIES, "guardians pupils" },
    [SPACE_FACES] = { "space.faces", T_RIGHT_SPACE_FACES, 2, &space_faces, BRANCH_SPACES, OF_FAMILIES, NULL /* other people's children: only where a school decides it */ }, { 0 } };

#define PUBLICATION PORTAL_DESK, "spaces.publish", &PAGE_SPACES_PUBLICATION
#define SETTINGS "/bureau/publication/reglages"
#define ANY_SPACE (PORTAL_ANY & ~(unsigned) PORTAL_DESK)
/* Photos stay in no browser: none of these is `.offline`. */
#define STAFF_FACES(home, portal) \
    { GET, home "/trombinoscope", show_faces_choice, guard_signed_in, READ, portal, "desk.lists", &PAGE_SPACES_FACES_CHOICE }, \
    { GET, home "/trombinoscope/:structure", show_structure_faces, sees_structure_faces, READ, portal, "desk.lists", &PAGE_SPACES_CLASS_FACES }
static const Route routes[] = {
    { GET, "/", show_start, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_SPACES_CLOSED, .while_viewing = true },
    { GET, "/compte", show_account_home, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_SPACES_ACCOUNT, .offline = true },
    { GET, "/parent", show_family_home, guard_signed_in, READ, PORTAL_PARENT, NULL, &PAGE_SPACES_HOME, .offline = true },
    { GET, "/parent/annee", show_year, guard_signed_in, READ, PORTAL_PARENT, "space.year", &PAGE_SPACES_YEAR, .offline = true },
    { GET, "/parent/enfants/:pupil", show_record, sees_record, READ, PORTAL_PARENT, "space.record", &PAGE_SPACES_RECORD, .offline = true },
    { GET, "/parent/enfants/:pupil/equipe", show_team, sees_team, READ, PORTAL_PARENT, "space.team", &PAGE_SPACES_TEAM, .offline = true },
    { GET, "/parent/enfants/:pupil/trombinoscope", show_family_faces, sees_faces, READ, PORTAL_PARENT, "space.faces", &PAGE_SPACES_FACES },
    { GET, "/parent/enfants/:pupil/trombinoscope/:person", show_family_face, sees_faces, READ, PORTAL_PARENT, "space.faces" },
    { GET, "/eleve", show_family_home, guard_signed_in, READ, PORTAL_PUPIL, NULL, &PAGE_SPACES_HOME, .offline = true },
    { GET, "/eleve/annee", show_year, guard_signed_in, READ, PORTAL_PUPIL, "space.year", &PAGE_SPACES_YEAR, .offline = true },
    { GET, "/eleve/fiche", show_record, sees_record, READ, PORTAL_PUPIL, "space.record", &PAGE_SPACES_RECORD, .offline = true },
    { GET, "/eleve/equipe", show_team, sees_team, READ, PORTAL_PUPIL, "space.team", &PAGE_SPACES_TEAM, .offline = true },
    { GET, "/eleve/trombinoscope", show_family_faces, sees_faces, READ, PORTAL_PUPIL, "space.faces", &PAGE_SPACES_FACES },
    { GET, "/eleve/trombinoscope/:person", show_family_face, sees_faces, READ, PORTAL_PUPIL, "space.faces" },
    { GET, "/professeur", show_staff_space, guard_signed_in, READ, PORTAL_TEACHER, NULL, &PAGE_SPACES_STAFF, .offline = true },
    { GET, "/viescolaire", show_staff_space, guard_signed_in, READ, PORTAL_PUPIL_LIFE, NULL, &PAGE_SPACES_STAFF, .offline = true },
    { GET, "/direction", show_staff_space, guard_signed_in, READ, PORTAL_MANAGEMENT, NULL, &PAGE_SPACES_STAFF, .offline = true },
    STAFF_FACES("/professeur", PORTAL_TEACHER),
    STAFF_FACES("/viescolaire", PORTAL_PUPIL_LIFE),
    STAFF_FACES("/direction", PORTAL_MANAGEMENT),
    { GET, "/hors-connexion", show_away, guard_signed_in, READ, ANY_SPACE, NULL, &PAGE_SPACES_AWAY, .offline = true },
    { GET, "/bureau/publication", show_publication, guard_signed_in, READ, PUBLICATION },
    { GET, "/bureau/publication/:space", show_publication, names_space, READ, PUBLICATION },
    { POST, "/bureau/publication/:space/ouvrir", open_space, names_space, WRITE, PUBLICATION, space_open_fields },
    { POST, "/bureau/publication/:space/fermer", close_space, names_space, WRITE, PUBLICATION, space_close_fields },
    { POST, "/bureau/publication/:space/message", say_in_space, names_space, WRITE, PUBLICATION, space_message_fields },
    { POST, "/bureau/publication/:space/rubriques", show_rubric, names_space, WRITE, PUBLICATION, space_rubric_fields },
    { POST, "/bureau/publication/:space/regles", add_rule, names_space, WRITE, PUBLICATION, space_rule_fields },
    { POST, "/bureau/publication/:space/regles/fin", end_rule, names_space, WRITE, PUBLICATION, space_rule_end_fields },
    { POST, "/bureau/publication/:space/origine", restore_rubrics, names_space, WRITE, PUBLICATION, space_restore_fields },
    { GET, SETTINGS, show_settings, guard_signed_in, READ, PORTAL_DESK, "spaces.publish", &PAGE_SPACES_SETTINGS },
    { GET, SETTINGS "/fichier", settings_file, guard_signed_in, SLOW, PORTAL_DESK, "spaces.publish", NULL, settings_file_fields },
    { POST, SETTINGS, look_at_settings, guard_signed_in, SLOW, PORTAL_DESK, "spaces.publish", &PAGE_SPACES_PLAN, settings_look_fields },
    { POST, SETTINGS "/appliquer", apply_settings, guard_signed_in, WRITE, PORTAL_DESK, "spaces.publish", &PAGE_SPACES_SETTINGS, settings_apply_fields },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(sees_record), GUARD(sees_team), GUARD(sees_faces), GUARD(sees_structure_faces), GUARD(names_space), { 0 } };
static const Topic topics[] = { { "spaces", NULL, "spaces.publish", guard_signed_in }, { 0 } };
static const Panel panels[] = { { .group = "communication", .rank = 9, .label = T_SPACES_TITLE, .path = "/bureau/publication", .right = &spaces_publish, .go = "u" }, PANELS_END };
static const Command commands[] = { { T_SPACES_TITLE, T_COMMAND_SPACES_WORDS, "/bureau/publication", &spaces_publish }, { 0 } };

static const ColumnText columns[] = {
    { &TABLE_SPACE, COL_SPACE_MODE, T_FIELD_SPACE, SHOWN_WORD, "mode" },
    { &TABLE_SPACE, COL_SPACE_OPENS_AT, T_FIELD_OPENS_AT, SHOWN_TIME },
    { &TABLE_SPACE, COL_SPACE_CLOSES_AT, T_FIELD_CLOSES_AT, SHOWN_TIME },
    { &TABLE_SPACE, COL_SPACE_MESSAGE, T_FIELD_SPACE_MESSAGE, SHOWN_PLAIN },
    { &TABLE_SPACE_RULE, COL_SPACE_RULE_MODE, T_FIELD_SPACE, SHOWN_WORD, "mode" },
    { &TABLE_SPACE_RULE, COL_SPACE_RULE_RIGHT_NAME, T_FIELD_RUBRIC, SHOWN_PLAIN },
    { &TABLE_SPACE_RULE, COL_SPACE_RULE_STRUCTURE, T_FIELD_STRUCTURE, SHOWN_PLAIN },
    { &TABLE_SPACE_RULE, COL_SPACE_RULE_SHOWN, T_FIELD_RUBRIC_SHOWN, SHOWN_YES_NO },
    { &TABLE_SPACE_RULE, COL_SPACE_RULE_FROM_DAY, T_SPACES_FROM_DAY, SHOWN_DAY },
    { &TABLE_SPACE_RULE, COL_SPACE_RULE_UNTIL_DAY, T_FIELD_RUBRIC_UNTIL, SHOWN_DAY },
    { &TABLE_SPACE_LEVEL_RULE, COL_SPACE_LEVEL_RULE_MODE, T_FIELD_SPACE, SHOWN_WORD, "mode" },
    { &TABLE_SPACE_LEVEL_RULE, COL_SPACE_LEVEL_RULE_RIGHT_NAME, T_FIELD_RUBRIC, SHOWN_PLAIN },
    { &TABLE_SPACE_LEVEL_RULE, COL_SPACE_LEVEL_RULE_LEVEL, T_SPACES_PLAN_LEVEL, SHOWN_PLAIN },
    { &TABLE_SPACE_LEVEL_RULE, COL_SPACE_LEVEL_RULE_SHOWN, T_FIELD_RUBRIC_SHOWN, SHOWN_YES_NO },
    { &TABLE_SPACE_LEVEL_RULE, COL_SPACE_LEVEL_RULE_FROM_DAY, T_SPACES_FROM_DAY, SHOWN_DAY },
    { &TABLE_SPACE_LEVEL_RULE, COL_SPACE_LEVEL_RULE_UNTIL_DAY, T_FIELD_RUBRIC_UNTIL, SHOWN_DAY }, { 0 } };
static const TableText tables[] = { { &TABLE_SPACE, T_TABLE_SPACE }, { &TABLE_SPACE_RULE, T_TABLE_SPACE_RULE }, { &TABLE_SPACE_LEVEL_RULE, T_TABLE_SPACE_LEVEL_RULE }, { 0 } };
static const ActText acts[] = { { "POST /bureau/publication/:space/ouvrir", T_ACT_SPACE_OPEN }, { "POST /bureau/publication/:space/fermer", T_ACT_SPACE_CLOSE },
    { "POST /bureau/publication/:space/message", T_ACT_SPACE_MESSAGE }, { "POST /bureau/publication/:space/rubriques", T_ACT_SPACE_RUBRIC },
    { "POST /bureau/publication/:space/regles", T_ACT_SPACE_RUBRIC }, { "POST /bureau/publication/:space/regles/fin", T_ACT_SPACE_RUBRIC },
    { "POST /bureau/publication/:space/origine", T_ACT_SPACE_RESTORED }, { "POST " SETTINGS "/appliquer", T_ACT_SPACE_SETTINGS }, { 0 } };

static const Processing processings[] = { { "spaces", T_REGISTER_SPACES, T_REGISTER_SPACES_WHY, T_REGISTER_SPACES_BASIS, OF_GUARDIANS | OF_PUPILS, 2,
        NULL, .rights = "space.record space.team space.faces", .kept = T_REGISTER_KEPT_SPACES }, { 0 } };

const Feature spaces_feature = { .name = "spaces", .routes = routes, .rights = spaces_rights, .guards = guards, .topics = topics, .panels = panels, .commands = commands,
    .columns = columns, .tables = tables, .acts = acts, .processings = processings };
