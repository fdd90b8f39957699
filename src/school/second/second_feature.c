/* The second step and its screens, as the rest of the program knows them. */
#include "school/second/second_web.h"

#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/second/secrets.h"

RightId right_second_policy, right_second_reset;
static const RightInfo rights[] = { { "second.policy", T_RIGHT_SECOND_POLICY, 1, &right_second_policy, BRANCH_ADMIN, OF_OFFICE, .changes = true },
    { "second.reset", T_RIGHT_SECOND_RESET, 1, &right_second_reset, BRANCH_ADMIN, OF_STAFF, .changes = true }, { 0 } };

static unsigned gates(Request *rq, int64_t account) { return second_gates(rq->work, account, device_cookie(rq)); }

static void device_renewed(Work *w, const uint8_t old[32], const uint8_t new[32]) { db_do(w->tx, &DEVICE_RENEW, VALUES(of_bytes(old, 32), of_bytes(new, 32))); }

#define ENROL .behind = GATE_ENROL
#define ENROL_STEP_UP .behind = GATE_ENROL, .step_up = true
#define SECURITY &PAGE_SECOND_SECURITY
static const Route routes[] = {
    { GET, "/connexion/cle", show_key_sign_in, guard_open, READ, PORTAL_OPEN, NULL, &PAGE_SECOND_KEY_SIGN_IN, .behind = GATE_ALL },
    { POST, "/connexion/cle", key_sign_in, guard_open, SLOW_WRITE, PORTAL_OPEN, NULL, &PAGE_SECOND_KEY_SIGN_IN, passkey_fields, look_at_key, .behind = GATE_ALL },
    { GET, "/connexion/seconde-etape", show_step, at_second_gate, READ, PORTAL_ANY, NULL, &PAGE_SECOND_STEP, .behind = GATE_ALL },
    { POST, "/connexion/seconde-etape", pass_step, at_second_gate, SLOW_WRITE, PORTAL_ANY, NULL, &PAGE_SECOND_STEP, step_fields, count_code, .behind = GATE_ALL },
    { POST, "/connexion/seconde-etape/cle", pass_step_by_key, at_second_gate, WRITE, PORTAL_ANY, NULL, &PAGE_SECOND_STEP, passkey_fields, .behind = GATE_ALL },
    { GET, "/compte/confirmer", show_confirm, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_SECOND_CONFIRM, ENROL, .reads = READS_NOBODY },
    { POST, "/compte/confirmer", confirm, guard_signed_in, SLOW_WRITE, PORTAL_ANY, NULL, &PAGE_SECOND_CONFIRM, confirm_fields, check_confirm, ENROL, .reads = READS_NOBODY },
    { POST, "/compte/confirmer/cle", confirm_by_key, guard_signed_in, WRITE, PORTAL_ANY, NULL, &PAGE_SECOND_CONFIRM, confirm_key_fields, ENROL, .reads = READS_NOBODY },
    { GET, "/compte/securite", show_security, guard_signed_in, READ, PORTAL_ANY, NULL, SECURITY, ENROL },
    { POST, "/compte/securite/application", start_app, app_offered, WRITE, PORTAL_ANY, NULL, ENROL_STEP_UP },
    { GET, "/compte/securite/application", show_app, app_offered, READ, PORTAL_ANY, NULL, &PAGE_SECOND_APP, ENROL_STEP_UP },
    { POST, "/compte/securite/application/code", confirm_app, app_offered, WRITE, PORTAL_ANY, NULL, &PAGE_SECOND_APP, code_fields, ENROL_STEP_UP },
    { POST, "/compte/securite/carte", start_card, card_offered, WRITE, PORTAL_ANY, NULL, &PAGE_SECOND_CARD, ENROL_STEP_UP },
    { POST, "/compte/securite/carte/code", confirm_card, card_offered, WRITE, PORTAL_ANY, NULL, &PAGE_SECOND_CARD, code_fields, ENROL_STEP_UP },
    { POST, "/compte/securite/pin", save_pin, pin_offered, WRITE, PORTAL_ANY, NULL, SECURITY, pin_fields, ENROL_STEP_UP },
    { POST, "/compte/securite/cle", add_key, guard_signed_in, WRITE, PORTAL_ANY, NULL, SECURITY, key_fields, ENROL_STEP_UP },
    { POST, "/compte/securite/codes", new_recovery, has_means, WRITE, PORTAL_ANY, NULL, &PAGE_SECOND_RECOVERY, ENROL_STEP_UP },
    { POST, "/compte/securite/retirer", remove_means, guard_signed_in, WRITE, PORTAL_ANY, NULL, SECURITY, id_fields, ENROL_STEP_UP },
    { POST, "/compte/securite/oublier", forget_device, guard_signed_in, WRITE, PORTAL_ANY, NULL, SECURITY, id_fields, ENROL },
    { GET, "/bureau/securite", show_policy, guard_signed_in, READ, PORTAL_DESK, "second.policy", &PAGE_SECOND_POLICY },
    { POST, "/bureau/securite", save_policy, guard_signed_in, WRITE, PORTAL_DESK, "second.policy", &PAGE_SECOND_POLICY, policy_fields, .step_up = true },
    { GET, "/bureau/securite/comptes", show_lost, guard_signed_in, READ, PORTAL_DESK, "second.reset", &PAGE_SECOND_LOST },
    { POST, "/bureau/securite/comptes", reset_lost, guard_signed_in, WRITE, PORTAL_DESK, "second.reset", &PAGE_SECOND_LOST, lost_fields, .step_up = true },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "admin", .rank = 5, .label = T_SECOND_TITLE, .path = "/compte/securite" },
    { .group = "admin", .rank = 6, .label = T_SECOND_POLICY_TITLE, .path = "/bureau/securite", .right = &right_second_policy }, PANELS_END };

static const Command commands[] = { { T_SECOND_TITLE, T_COMMAND_SECOND_WORDS, "/compte/securite" },
    { T_SECOND_LOST_TITLE, T_COMMAND_SECOND_LOST_WORDS, "/bureau/securite/comptes", &right_second_reset }, { 0 } };

static const GuardName guards[] = { GUARD(at_second_gate), GUARD(app_offered), GUARD(card_offered), GUARD(pin_offered), GUARD(has_means), { 0 } };

static const Topic topics[] = { { "second", .guard = guard_signed_in }, { 0 } };

/* ---- what changed, in words ---- */

static const char *show_instant(Arena *mem, int64_t at) { return instant_words(mem, at); }

static const ColumnText columns[] = {
    { &TABLE_SECOND_POLICY, COL_SECOND_POLICY_KIND, T_FIELD_ACCOUNT_KIND, SHOWN_WORD, "kind" }, { &TABLE_SECOND_POLICY, COL_SECOND_POLICY_POLICY, T_FIELD_SECOND_POLICY, SHOWN_WORD, "second_policy" },
    { &TABLE_SECOND_MEANS, COL_SECOND_MEANS_ACCOUNT, T_FIELD_ACCOUNT, SHOWN_PLAIN }, { &TABLE_SECOND_MEANS, COL_SECOND_MEANS_KIND, T_FIELD_SECOND_KIND, SHOWN_WORD, "means" },
    { &TABLE_SECOND_MEANS, COL_SECOND_MEANS_LABEL, T_FIELD_SECOND_LABEL, SHOWN_PLAIN }, { &TABLE_SECOND_MEANS, COL_SECOND_MEANS_MADE_AT, T_FIELD_SECOND_MADE_AT, SHOWN_PLAIN, .show = show_instant },
    { &TABLE_KNOWN_DEVICE, COL_KNOWN_DEVICE_ACCOUNT, T_FIELD_ACCOUNT, SHOWN_PLAIN }, { &TABLE_KNOWN_DEVICE, COL_KNOWN_DEVICE_LABEL, T_FIELD_SECOND_DEVICE, SHOWN_PLAIN },
    { &TABLE_KNOWN_DEVICE, COL_KNOWN_DEVICE_PROVED_AT, T_FIELD_SECOND_PROVED_AT, SHOWN_PLAIN, .show = show_instant },
    { 0 } };

static const TableText tables[] = { { &TABLE_SECOND_POLICY, T_TABLE_SECOND_POLICY }, { &TABLE_SECOND_MEANS, T_TABLE_SECOND_MEANS }, { &TABLE_KNOWN_DEVICE, T_TABLE_KNOWN_DEVICE }, { 0 } };

/* All by which somebody proves who they are, and how they tried to. */
static const Secret secrets[] = { { &TABLE_SECOND_SECRET, -1 }, { &TABLE_PASSKEY, -1 }, { &TABLE_PASSKEY_ANSWERED, -1 }, { &TABLE_SECOND_DRAFT, -1 }, { &TABLE_RECOVERY_CODE, -1 },
    { &TABLE_SECOND_TRY, -1 }, { 0 } };

/* What proves nothing any more is not put back by an undo, nor what proves something taken away. */
static const ActText acts[] = { { "POST /compte/securite/application/code", T_ACT_SECOND_ADDED, .stays = true }, { "POST /compte/securite/carte/code", T_ACT_SECOND_ADDED, .stays = true },
    { "POST /compte/securite/pin", T_ACT_SECOND_ADDED, .stays = true }, { "POST /compte/securite/cle", T_ACT_SECOND_ADDED, .stays = true },
    { "POST /compte/securite/retirer", T_ACT_SECOND_REMOVED, .stays = true }, { "POST /bureau/securite", T_ACT_SECOND_POLICY, .stays = true },
    { "POST /bureau/securite/comptes", T_ACT_SECOND_RESET, .stays = true }, { 0 } };

static const Processing processings[] = { { "accounts", .persons = OF_EVERYBODY, .data_class = 2,
        .tables = OF_TABLES(&TABLE_SECOND_MEANS, &TABLE_SECOND_SECRET, &TABLE_PASSKEY, &TABLE_SECOND_DRAFT, &TABLE_RECOVERY_CODE, &TABLE_KNOWN_DEVICE, &TABLE_SECOND_TRY),
        .also = T_REGISTER_ALSO_SECOND, .rights = "second.reset", .kept = T_REGISTER_KEPT_SECOND, .days = DEVICE_LIFE / DAY_LONG }, { 0 } };

const Feature second_feature = { .name = "second", .routes = routes, .rights = rights, .panels = panels, .commands = commands, .guards = guards, .topics = topics, .columns = columns,
    .tables = tables, .secrets = secrets, .acts = acts, .gates = gates, .device_renewed = device_renewed, .processings = processings };
