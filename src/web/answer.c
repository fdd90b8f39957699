#include "web/answer.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"
#include "web/json.h"
#include "web/shown.h"
#include "web/template.h"

#include <stdarg.h>
#include <string.h>

#define HTML_TYPE "text/html; charset=utf-8"

/* ---- replies ---- */

Reply page(const Request *rq, const Page *page_of, const Doc *doc) {
    (void) rq;
    return (Reply){ .status = 200, .page = page_of, .doc = doc };
}

Reply see_other(const Request *rq, const char *format, ...) {
    va_list args;
    va_start(args, format);
    Reply reply = { .status = 303, .location = arena_vprintf(rq->mem, format, args) };
    va_end(args);
    return reply;
}

Reply not_found(const Request *rq) { return answer_error(rq, 404); }

Reply again(Request *rq, Handler show) {
    Reply reply = show(rq);
    if (reply.status == 200)
        reply.status = 422;
    return reply;
}

Reply bytes_reply(const char *type, const void *bytes, size_t size) {
    return (Reply){ .status = 200, .type = type, .bytes = bytes, .size = size };
}

/* ---- errors ---- */

static const char *error_word(int status) {
    static const struct { int status; const char *word; } table[] = { { 400, "bad_request" }, { 401, "sign_in" }, { 403, "forbidden" },
        { 404, "not_found" }, { 405, "not_allowed" }, { 409, "conflict" }, { 413, "too_large" }, { 415, "bad_request" }, { 422, "bad_request" },
        { 429, "too_many" }, { 503, "busy" }, { 0, NULL } };
    for (int i = 0; table[i].word; i++)
        if (table[i].status == status)
            return table[i].word;
    return "broken";
}

/* An error page needs no actor: it shows nothing of the school. */
static Doc *error_doc(const Request *rq, int status) {
    Work *w = rq->work ? rq->work : NEW(rq->mem, Work);
    if (!rq->work)
        *w = (Work){ .mem = rq->mem, .actor = &program_actor };
    Doc *d = doc_new(w, &REPLY_ERROR);
    doc_int(d, "status", status);
    doc_word(d, "kind", error_word(status));
    return d;
}

static Reply error_reply(const Request *rq, int status, Doc *doc, int wait_seconds) {
    Reply reply = { .status = status, .page = &PAGE_ERROR, .doc = doc };
    if (!wait_seconds)
        return reply;
    const char **headers = NEW_ARRAY(rq->mem, const char *, 3);
    headers[0] = "Retry-After";
    headers[1] = arena_printf(rq->mem, "%d", wait_seconds);
    reply.headers = headers;
    return reply;
}

#define BUSY_SECONDS 2

Reply answer_error(const Request *rq, int status) {
    return error_reply(rq, status, error_doc(rq, status), status == 503 ? BUSY_SECONDS : 0);
}

Reply answer_refused(const Request *rq, int status, const char *kind) {
    Doc *d = error_doc(rq, status);
    doc_word(d, "kind", kind);
    return error_reply(rq, status, d, 0);
}

Reply answer_wait(const Request *rq, int seconds) {
    Doc *d = error_doc(rq, 429);
    doc_int(d, "wait_seconds", seconds);
    return error_reply(rq, 429, d, seconds);
}

Reply answer_fault_reply(const Request *rq, int status, const char *reference) {
    Doc *d = error_doc(rq, status);
    doc_text(d, "reference", reference);
    return error_reply(rq, status, d, status == 503 ? BUSY_SECONDS : 0);
}

Reply answer_closed_year(const Request *rq) { return answer_refused(rq, 403, "closed_year"); }

/* Both values, each field by its name: people read words, programs the column and the values of the documents. */
Reply answer_conflicts(const Request *rq, const Conflict *conflicts) {
    const Feature *const *all = dispatcher_site(rq->conversation->dispatcher)->features;
    Doc *d = error_doc(rq, 409);
    for (const Conflict *c = conflicts; c; c = c->next) {
        const ColumnText *text = shown_column(all, c->table, c->column);
        const char *(*show)(Arena *, const ColumnText *, const Value *) = rq->wants_json ? shown_plain : shown_value;
        Doc *item = doc_add(d, "conflicts");
        doc_text(item, "field", c->table->columns[c->column].name);
        doc_text(item, "label", text ? words(rq->mem, text->label, NULL) : c->table->columns[c->column].name);
        doc_text(item, "mine", show(rq->mem, text, &c->mine));
        doc_text(item, "theirs", show(rq->mem, text, &c->theirs));
    }
    return (Reply){ .status = 409, .page = &PAGE_ERROR, .doc = d };
}

/* ---- printing ---- */

static bool framed(const Site *site, const Request *rq, const Page *page_of) {
    return site->frame && page_of && (str_equal(page_of->layout, "desk") || str_equal(page_of->layout, "space")) && !rq->wants_json && !query_text(rq, "part");
}

void answer_ask(const Site *site, Request *rq, Answer *answer) {
    if (rq->route->method == GET && framed(site, rq, rq->route->page))
        answer->asked = site->ask_frame(rq->work, rq->path, rq->route->page->layout);
}

void answer_prepare(const Site *site, Request *rq, Answer *answer) {
    if (framed(site, rq, answer->reply.page))
        answer->frame = site->frame(rq->work, answer->asked ? answer->asked : site->ask_frame(rq->work, rq->path, answer->reply.page->layout));
}

static void header(Conversation *c, const char *name, const char *value) {
    pairs_add(c->mem, &c->answer_headers, name, value);
}

/* promises.md 6.3, on every answer. Without `report-to`: a report holds the address of a page, which may be a pupil's record, and anybody could
 * post one; the tests look for what a policy would refuse instead. */
static void safety_headers(const Site *site, Conversation *c) {
    header(c, "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "object-src 'none'; require-trusted-types-for 'script'; trusted-types app");
    header(c, "X-Content-Type-Options", "nosniff");
    header(c, "Referrer-Policy", "same-origin");
    header(c, "Cross-Origin-Opener-Policy", "same-origin");
    header(c, "Cross-Origin-Resource-Policy", "same-origin");
    header(c, "Origin-Agent-Cluster", "?1");
    header(c, "X-Frame-Options", "DENY");
    header(c, "Permissions-Policy", "camera=(self), publickey-credentials-get=(self), geolocation=(), microphone=(), payment=(), usb=(), serial=()");
    if (site->behind && str_starts(site->behind, "https://"))
        header(c, "Strict-Transport-Security", "max-age=63072000; includeSubDomains");
}

static void device_header(const Site *site, Conversation *c) {
    if (c->device)
        header(c, "Set-Cookie", arena_printf(c->mem, "%sdev=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000%s", site->behind ? "__Host-" : "", c->device,
            site->behind ? "; Secure" : ""));
}

static void cookie_header(const Site *site, Conversation *c) {
    if (!c->cookie)
        return;
    const char *name = site->behind ? "__Host-sid" : "sid", *secure = site->behind ? "; Secure" : "";
    if (*c->cookie)
        header(c, "Set-Cookie", arena_printf(c->mem, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s", name, c->cookie, secure));
    else
        header(c, "Set-Cookie", arena_printf(c->mem, "%s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0%s", name, secure));
}

static const char *offline_word(const Conversation *c, const Reply *r) {
    const Request *rq = &c->request;
    const Actor *a = rq->work->actor;
    if (a->kind == KIND_NOBODY || a->waits)
        return "erase";
    if (a->viewing)
        return "leave";
    if (a->shared)
        return "never";
    if (a->closed)
        return "erase";
    bool keep = rq->route->offline && r->status == 200 && str_equal(r->page->layout, "space") && !c->query.count;
    return arena_printf(c->mem, "%s=%lld", keep ? "keep" : "leave", (long long) a->account);
}

static void offline_header(Conversation *c, const Reply *r) {
    const Request *rq = &c->request;
    if (r->page && rq->work && r->status < 500 && r->status != 429)
        header(c, "Preau-Offline", offline_word(c, r));
}

static void print_document(Conversation *c, const Answer *answer) {
    const Reply *r = &answer->reply;
    const Request *rq = &c->request;
    bool json = rq->wants_json || !r->page->print;
    Str body = str_new(c->mem, !json ? 16384 : r->doc ? json_room(r->doc) : 4096);
    if (json && rq->work && has_problems(rq->work))
        json_problems(&body, rq->work->problems);
    else if (json)
        json_doc(&body, r->doc);
    else
        template_print(&body, r->page, r->doc, answer->frame, rq, query_text(rq, "part"));
    c->answer = body.data;
    c->answer_size = body.size;
    c->answer_type = json ? JSON_TYPE : HTML_TYPE;
}

void answer_print(const Site *site, Conversation *c, const Answer *answer) {
    const Reply *r = &answer->reply;
    bool kept = false;                  /* who keeps it, and how long, is said */
    c->status = r->status;
    safety_headers(site, c);
    cookie_header(site, c);
    device_header(site, c);
    offline_header(c, r);
    for (const char *const *h = r->headers; h && *h; h += 2) {
        header(c, h[0], h[1]);
        kept = kept || strcasecmp(h[0], "Cache-Control") == 0;
    }
    if (!kept)
        header(c, "Cache-Control", "no-store");
    header(c, "Vary", "Accept, Accept-Encoding, Cookie");
    if (r->location)
        header(c, "Location", r->location);
    c->answer_page = r->page;
    c->answer_file = r->file;
    c->answer_source = r->source;
    if (r->page) {
        print_document(c, answer);
    } else {
        c->answer = r->bytes ? r->bytes : "";
        c->answer_size = r->size;
        c->answer_type = r->type ? r->type : "text/plain; charset=utf-8";
    }
}
