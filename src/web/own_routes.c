/* What the server answers by itself: its files, and whether it is well. */
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "web/answer.h"
#include "web/assets.h"
#include "web/feature.h"
#include "web/live.h"

#include <string.h>

static Reply asset_reply(const Request *rq, const Asset *a, const char *kept) {
    const char *accept = header_text(rq, "Accept-Encoding"), *packed = NULL;
    Reply reply = bytes_reply(a->type, a->plain, a->plain_size);
    if (accept && a->brotli_size && strstr(accept, "br")) {
        reply = bytes_reply(a->type, a->brotli, a->brotli_size);
        packed = "br";
    } else if (accept && a->gzip_size && strstr(accept, "gzip")) {
        reply = bytes_reply(a->type, a->gzip, a->gzip_size);
        packed = "gzip";
    }
    const char **headers = NEW_ARRAY(rq->mem, const char *, 5);
    headers[0] = "Cache-Control";
    headers[1] = kept;
    headers[2] = packed ? "Content-Encoding" : NULL;
    headers[3] = packed;
    reply.headers = headers;
    return reply;
}

static Reply show_asset(Request *rq) {
    const Asset *a = asset_at(rq->path);
    return a ? asset_reply(rq, a, "public, max-age=31536000, immutable") : answer_error(rq, 404);
}

/* What reads without network (web/js/sw.js): a worker has the address it was given, so this one bears no hash, and the browser asks each time whether it changed. */
static Reply show_worker(Request *rq) { return asset_reply(rq, asset_named("sw.js"), "no-cache"); }

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
    { GET, "/sw.js", show_worker, guard_open, NONE, PORTAL_OPEN },
    { GET, "/openapi.json", show_openapi, guard_open, READ, PORTAL_OPEN, .behind = GATE_ALL },
    { GET, "/healthz", healthy, guard_open, NONE, PORTAL_OPEN },
    { GET, "/readyz", ready, guard_open, READ, PORTAL_OPEN, .behind = GATE_ALL },
    { GET, "/live", live_show, live_guard, READ, PORTAL_ANY, NULL, &PAGE_LIVE, .while_viewing = true, .watches = true },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(live_guard), { 0 } };

const Feature web_feature = { .name = "web", .routes = routes, .guards = guards, .processings = no_processings };
