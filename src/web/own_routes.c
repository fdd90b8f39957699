/* What the server answers by itself: its files, and whether it is well. */
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "web/answer.h"
#include "web/assets.h"
#include "web/feature.h"
#include "web/live.h"

#include <string.h>

static Reply show_asset(Request *rq) {
    static const char *const plain[] = { "Cache-Control", "public, max-age=31536000, immutable", NULL };
    static const char *const gzip[] = { "Cache-Control", "public, max-age=31536000, immutable", "Content-Encoding", "gzip", NULL };
    static const char *const brotli[] = { "Cache-Control", "public, max-age=31536000, immutable", "Content-Encoding", "br", NULL };
    const Asset *a = asset_at(rq->path);
    const char *accept = header_text(rq, "Accept-Encoding");
    if (!a)
        return answer_error(rq, 404);
    Reply reply = bytes_reply(a->type, a->plain, a->plain_size);
    reply.headers = plain;
    if (accept && a->brotli_size && strstr(accept, "br")) {
        reply = bytes_reply(a->type, a->brotli, a->brotli_size);
        reply.headers = brotli;
    } else if (accept && a->gzip_size && strstr(accept, "gzip")) {
        reply = bytes_reply(a->type, a->gzip, a->gzip_size);
        reply.headers = gzip;
    }
    return reply;
}

static Reply healthy(Request *rq) {
    static const char *const fresh[] = { "Cache-Control", "no-store", NULL };
    (void) rq;
    Reply reply = bytes_reply("text/plain; charset=utf-8", "ok\n", 3);
    reply.headers = fresh;
    return reply;
}

static Reply ready(Request *rq) {
    db_int(rq->work->tx, &STORE_ANSWERS, NO_VALUES);    /* a store that does not answer makes it 500 by itself */
    return bytes_reply("text/plain; charset=utf-8", "ok\n", 3);
}

static const Route routes[] = {
    { GET, "/assets/:file", show_asset, guard_open, NONE, PORTAL_OPEN },
    { GET, "/openapi.json", show_openapi, guard_open, READ, PORTAL_OPEN, .behind = GATE_ALL },
    { GET, "/healthz", healthy, guard_open, NONE, PORTAL_OPEN },
    { GET, "/readyz", ready, guard_open, READ, PORTAL_OPEN, .behind = GATE_ALL },
    { GET, "/live", live_show, live_guard, READ, PORTAL_ANY, NULL, &PAGE_LIVE, .while_viewing = true, .watches = true },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(live_guard), { 0 } };

const Feature web_feature = { .name = "web", .routes = routes, .guards = guards, .processings = no_processings };
