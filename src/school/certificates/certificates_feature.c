/* The feature: who may, where, what it is called. */
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/certificates/certificates_web.h"

RightId certificates_issue, certificates_signer, space_certificate;
const RightInfo certificates_rights[] = {
    [CERTIFICATES_ISSUE] = { "certificates.issue", T_RIGHT_CERTIFICATES_ISSUE, 2, &certificates_issue, BRANCH_PEOPLE, OF_OFFICE, "secretariat", .changes = true },
    [CERTIFICATES_SIGNER] = { "certificates.signer", T_RIGHT_CERTIFICATES_SIGNER, 1, &certificates_signer, BRANCH_ADMIN, OF_OFFICE, .changes = true },
    [SPACE_CERTIFICATE] = { "space.certificate", T_RIGHT_SPACE_CERTIFICATE, 2, &space_certificate, BRANCH_SPACES, OF_FAMILIES, "guardians pupils" }, { 0 } };

#define OF_PUPIL "/bureau/eleves/:pupil/certificats"
#define ONE CERTIFICATES_HERE "/:certificate"
#define DESK PORTAL_DESK, "certificates.issue"
#define OPEN PORTAL_OPEN, NULL, &PAGE_CERTIFICATES_CHECK
static const Route routes[] = {
    { GET, "/verifier", show_check, guard_open, READ, OPEN, .behind = GATE_ALL },
    { POST, "/verifier", check_certificate, guard_open, SLOW, OPEN, check_fields, .behind = GATE_ALL },
    { GET, "/parent/enfants/:pupil/certificat", show_own_certificate, own_certificate, READ, PORTAL_PARENT, "space.certificate", &PAGE_CERTIFICATES_OWN },
    { POST, "/parent/enfants/:pupil/certificat", give_own_certificate, own_certificate, SLOW, PORTAL_PARENT, "space.certificate", &PAGE_CERTIFICATES_OWN },
    { GET, "/eleve/certificat", show_own_certificate, own_certificate, READ, PORTAL_PUPIL, "space.certificate", &PAGE_CERTIFICATES_OWN },
    { POST, "/eleve/certificat", give_own_certificate, own_certificate, SLOW, PORTAL_PUPIL, "space.certificate", &PAGE_CERTIFICATES_OWN },
    { GET, CERTIFICATES_HERE, show_register, may_certify, READ, DESK, &PAGE_CERTIFICATES_REGISTER },
    { GET, CERTIFICATES_HERE "/signataire", show_signer, guard_signed_in, READ, PORTAL_DESK, "certificates.signer", &PAGE_CERTIFICATES_SIGNER },
    { POST, CERTIFICATES_HERE "/signataire", save_signer, guard_signed_in, WRITE, PORTAL_DESK, "certificates.signer", &PAGE_CERTIFICATES_SIGNER, signer_fields },
    { GET, OF_PUPIL, show_certified, sees_certified, READ, DESK, &PAGE_CERTIFICATES_PUPIL },
    { POST, OF_PUPIL, give_schooling, sees_certified, SLOW, DESK, &PAGE_CERTIFICATES_PUPIL },
    { POST, OF_PUPIL "/radiation", give_leaving, sees_certified, SLOW, DESK, &PAGE_CERTIFICATES_PUPIL, leaving_certificate_fields },
    { GET, CERTIFICATES_CHOSEN, show_certified_many, may_certify, READ, DESK, &PAGE_CERTIFICATES_MANY },
    { POST, CERTIFICATES_CHOSEN, show_certified_many, may_certify, SLOW, DESK, &PAGE_CERTIFICATES_MANY },
    { POST, CERTIFICATES_CHOSEN "/delivrer", give_many, may_certify, SLOW, DESK, &PAGE_CERTIFICATES_MANY },
    { POST, ONE "/annuler", revoke_certificate, sees_certificate, WRITE, DESK, NULL },
    { POST, ONE "/retablir", restore_certificate, sees_certificate, WRITE, DESK, NULL },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(own_certificate), GUARD(may_certify), GUARD(sees_certified), GUARD(sees_certificate), { 0 } };
static const Topic topics[] = { { "certificates", NULL, "certificates.issue", may_certify }, { 0 } };
static const Panel panels[] = { { .group = "people", .rank = 10, .label = T_CERTIFICATES_TITLE, .path = CERTIFICATES_HERE, .right = &certificates_issue }, PANELS_END };
static const Command commands[] = { { T_CERTIFICATES_SIGNER_TITLE, T_COMMAND_CERTIFICATES_WORDS, CERTIFICATES_HERE "/signataire", &certificates_signer }, { 0 } };

static const TableText tables[] = { { &TABLE_CERTIFICATE, T_TABLE_CERTIFICATE, &CERTIFICATE_NAMES }, { 0 } };
static const ColumnText columns[] = { { &TABLE_CERTIFICATE, COL_CERTIFICATE_YEAR, T_CERTIFICATES_CHECK_YEAR }, { &TABLE_CERTIFICATE, COL_CERTIFICATE_NUMBER, T_CERTIFICATES_NUMBER },
    { &TABLE_CERTIFICATE, COL_CERTIFICATE_KIND, T_CERTIFICATES_KIND, SHOWN_WORD, "certificate_kind" }, { &TABLE_CERTIFICATE, COL_CERTIFICATE_PERSON, T_CERTIFICATES_PUPIL },
    { &TABLE_CERTIFICATE, COL_CERTIFICATE_AT, T_CERTIFICATES_GIVEN_AT, SHOWN_TIME }, { &TABLE_CERTIFICATE, COL_CERTIFICATE_ACCOUNT, T_CERTIFICATES_GIVEN_BY },
    { &TABLE_CERTIFICATE, COL_CERTIFICATE_CLASS_CODE, T_LIST_CLASS }, { &TABLE_CERTIFICATE, COL_CERTIFICATE_FROM_DAY, T_SPACES_ENTERED, SHOWN_DAY },
    { &TABLE_CERTIFICATE, COL_CERTIFICATE_LAST_DAY, T_CERTIFICATES_CHECK_LAST, SHOWN_DAY }, { &TABLE_CERTIFICATE, COL_CERTIFICATE_REASON, T_CERTIFICATES_REASON },
    { &TABLE_CERTIFICATE, COL_CERTIFICATE_REVOKED_AT, T_CERTIFICATES_REVOKED_AT, SHOWN_TIME }, { 0 } };
/* A paper that is out in the world is not taken back: it is revoked. */
static const ActText acts[] = { { "POST /parent/enfants/:pupil/certificat", T_ACT_CERTIFICATE, .stays = true }, { "POST /eleve/certificat", T_ACT_CERTIFICATE, .stays = true },
    { "POST " OF_PUPIL, T_ACT_CERTIFICATE, .stays = true }, { "POST " OF_PUPIL "/radiation", T_ACT_CERTIFICATE, .stays = true },
    { "POST " CERTIFICATES_CHOSEN "/delivrer", T_ACT_CERTIFICATE, .stays = true }, { "POST " ONE "/annuler", T_ACT_CERTIFICATE_REVOKED, .stays = true },
    { "POST " ONE "/retablir", T_ACT_CERTIFICATE_RESTORED, .stays = true }, { "POST " CERTIFICATES_HERE "/signataire", T_ACT_CERTIFICATE_SIGNER, .stays = true }, { 0 } };
static const Secret secrets[] = { { &TABLE_CERTIFICATE_CODE, -1 }, { 0 } };

static const Processing processings[] = { { "certificates", T_REGISTER_CERTIFICATES, T_REGISTER_CERTIFICATES_WHY, T_REGISTER_CERTIFICATES_BASIS, OF_PUPILS, 2,
        OF_TABLES(&TABLE_CERTIFICATE, &TABLE_CERTIFICATE_CODE), .also = T_REGISTER_ALSO_CERTIFICATES, .rights = "certificates.issue space.certificate", .kept = T_REGISTER_KEPT_CERTIFICATES }, { 0 } };

const Feature certificates_feature = { .name = "certificates", .routes = routes, .rights = certificates_rights, .guards = guards, .topics = topics, .panels = panels, .commands = commands,
    .tables = tables, .columns = columns, .acts = acts, .secrets = secrets, .processings = processings };
