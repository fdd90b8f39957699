#include "base/str.h"
#include "web/conversation.h"

#include <strings.h>

const char *path_word(const Request *rq, const char *name) { return pair_get(&rq->conversation->path_values, name); }

int64_t path_id(const Request *rq, const char *name) {
    int64_t id = 0;
    return str_int(path_word(rq, name), 1, INT64_MAX, &id) ? id : 0;
}

const char *query_text(const Request *rq, const char *name) { return pair_get(&rq->conversation->query, name); }

static const char *nth(const Pairs *pairs, const char *name, int n) {
    for (size_t i = 0; i < pairs->count; i++)
        if (strcasecmp(pairs->items[i].name, name) == 0 && n-- == 0)
            return pairs->items[i].value;
    return NULL;
}

const char *query_nth(const Request *rq, const char *name, int n) { return nth(&rq->conversation->query, name, n); }
const char *form_nth(const Request *rq, const char *name, int n) { return nth(&rq->conversation->form, name, n); }

const char *header_text(const Request *rq, const char *name) { return pair_get(&rq->conversation->headers, name); }

void set_session_cookie(Request *rq, const char *secret) { rq->conversation->cookie = secret ? secret : ""; }
void set_device_cookie(Request *rq, const char *secret) { rq->conversation->device = secret; }

const char *device_cookie(const Request *rq) { return cookie_of(rq->conversation, "dev"); }

const char *request_origin(const Request *rq) {
    const Conversation *c = rq->conversation;
    const char *behind = dispatcher_site(c->dispatcher)->behind;
    return behind ? behind : arena_printf(rq->mem, "http://%s", c->host ? c->host : "");
}

static bool is_secret(const Route *route, const char *name) {
    for (const Field *f = route->form; f && f->kind != FIELD_END; f++)
        if (f->kind == FIELD_SECRET && str_equal(f->name, name))
            return true;
    return false;
}

const char *form_pair(const Request *rq, size_t *at, const char **value) {
    const Pairs *form = &rq->conversation->form;
    while (*at < form->count && is_secret(rq->route, form->items[*at].name))
        ++*at;
    if (*at >= form->count)
        return NULL;
    *value = form->items[*at].value;
    return form->items[(*at)++].name;
}

const char *form_raw(const Request *rq, const char *name) { return pair_get(&rq->conversation->form, name); }
const School *request_school(const Request *rq) { return dispatcher_site(rq->conversation->dispatcher)->school; }
const char *request_site(const Request *rq) {
    const char *behind = dispatcher_site(rq->conversation->dispatcher)->behind;
    return behind ? behind : arena_printf(rq->mem, "http://%s", rq->conversation->host ? rq->conversation->host : "localhost");
}
const Actor *request_asker(const Request *rq) { return rq->conversation->asker; }
bool request_limits(const Request *rq) { return dispatcher_site(rq->conversation->dispatcher)->limits; }
bool request_at_school(const Request *rq) { return dispatcher_at_school(rq->conversation->dispatcher, rq->address); }
const char *address_place(const Request *rq, const char *address) {
    const Dispatcher *d = rq->conversation->dispatcher;
    if (str_empty(address) || str_empty(dispatcher_site(d)->networks))
        return NULL;
    return dispatcher_at_school(d, address) ? "school" : "elsewhere";
}

/* ---- what is told to whom it concerns ---- */

void reads_of(Request *rq, int64_t person, int64_t thing) { *VEC_ADD(rq->mem, &rq->conversation->reads) = (ReadOf){ person, thing }; }

/* Does it hold what is told to whom it concerns? A page that was not sent for what was wrong shows it as well; bytes hold what their route says. */
bool answers_reads(const Route *route, const Reply *r) {
    if (r->status != 200 && r->status != 422)
        return false;
    return r->doc ? reply_holds_told(r->page->type) && doc_shows_told(r->doc) : r->status == 200 && !str_empty(route->reads);
}
