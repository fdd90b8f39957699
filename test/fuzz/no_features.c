/* A fuzz target has the rules and none of the screens (tools/find-sources). Here is what stands for them: addresses of each shape, for the one that routes requests. */
#include "gen/pages.h"
#include "web/feature.h"
#include "web/template.h"

static Reply nothing(Request *rq) { return not_found(rq); }

static bool ready(Request *rq) { return rq != NULL; }

static const Field fields[] = { { .name = "name", .kind = FIELD_TEXT }, { .name = "day", .kind = FIELD_DAY }, { .kind = FIELD_END } };
static const Route routes[] = {
    { GET, "/", nothing, guard_open, READ, PORTAL_OPEN },
    { GET, "/connexion", nothing, guard_open, READ, PORTAL_OPEN },
    { POST, "/connexion", nothing, guard_open, WRITE, PORTAL_OPEN, .form = fields },
    { POST, "/deconnexion", nothing, guard_signed_in, WRITE, PORTAL_ANY },
    { GET, "/bureau", nothing, guard_signed_in, READ, PORTAL_DESK },
    { GET, "/bureau/eleves", nothing, guard_signed_in, READ, PORTAL_DESK },
    { GET, "/bureau/eleves/nouveau", nothing, guard_signed_in, READ, PORTAL_DESK },
    { GET, "/bureau/eleves/:pupil", nothing, guard_signed_in, READ, PORTAL_DESK },
    { POST, "/bureau/eleves/:pupil/scolarite", nothing, guard_signed_in, WRITE, PORTAL_DESK, .form = fields },
    { GET, "/bureau/eleves/:pupil/responsables/:guardian", nothing, guard_signed_in, SLOW, PORTAL_DESK },
    { POST, "/bureau/imports", nothing, guard_signed_in, SLOW_WRITE, PORTAL_DESK, .before = ready, .max_body = 50000000 },
    { GET, "/parent/enfants/:pupil", nothing, guard_signed_in, READ, PORTAL_PARENT },
    { GET, "/eleve", nothing, guard_signed_in, READ, PORTAL_PUPIL },
    ROUTES_END,
};
static const Feature alone = { .name = "alone", .routes = routes, .processings = no_processings };

const Feature *const features[] = { &alone, NULL };

/* Nor are there pages: a target prints none but its own. */
const Page *const pages[] = { NULL };
ReplyType REPLY_ERROR = { .name = "error" }, REPLY_LIVE = { .name = "live" };
const Page PAGE_ERROR = { .name = "error", .type = &REPLY_ERROR }, PAGE_LIVE = { .name = "live", .type = &REPLY_LIVE };
const Layout layouts[] = { { .name = NULL } };
