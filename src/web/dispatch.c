/* What happens to every request, in one order: bounds, session, transaction, guard, handler, commit or rollback, printing
 * (architecture: life of a request; three failures, three roads). */
#include "web/conversation.h"

#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"
#include "web/answer.h"

#include <sodium.h>
#include <string.h>

#define BODY_MOST ((int64_t) 1024 * 1024)
#define AGAIN_MOST 3

struct Dispatcher {
    const Site *site;
    Arena *mem;
    VEC(const Route *) routes;
    const Route *sign_in;           /* GET /connexion: what a stranger sees at any address */
};

const Site *dispatcher_site(const Dispatcher *d) { return d->site; }

/* ---- start: tables checked, rights numbered ---- */

static void number_fields(ReplyType *type, const Map *rights) {
    for (int i = 0; type && i < type->count; i++) {
        ReplyField *f = &type->fields[i];
        const RightInfo *right = map_get(rights, f->right);
        f->right_id = right ? *right->id : 0;
        number_fields(f->of, rights);
    }
}

static bool fields_known(const ReplyType *type, const Map *rights) {
    for (int i = 0; type && i < type->count; i++)
        if ((type->fields[i].right && !map_get(rights, type->fields[i].right)) || !fields_known(type->fields[i].of, rights))
            return false;
    return true;
}

static void number_rights(const Site *site, Map *rights) {
    RightId next = 1;
    for (int f = 0; site->features[f]; f++)
        for (const RightInfo *r = site->features[f]->rights; r && r->name; r++) {
            must(next < RIGHTS_MAX);
            *r->id = next++;
            map_put(rights, r->name, (void *) (uintptr_t) r);
        }
}

static const char *check_route(const Route *r, const Map *rights, Arena *mem) {
    if (!r->guard || !r->portals)
        return arena_printf(mem, "route %s has no guard", r->path);
    if (r->right && !map_get(rights, r->right))
        return arena_printf(mem, "route %s: unknown right %s", r->path, r->right);
    return NULL;
}

Dispatcher *dispatcher_new(const Site *site, Arena *mem, const char **mistake) {
    Dispatcher *d = NEW(mem, Dispatcher);
    Map rights = map_new(mem);
    d->site = site;
    d->mem = mem;
    number_rights(site, &rights);
    for (int f = 0; site->features[f]; f++)
        for (const Route *r = site->features[f]->routes; r && r->path; r++) {
            if ((*mistake = check_route(r, &rights, mem)))
                return NULL;
            if (r->method == GET && str_equal(r->path, "/connexion"))
                d->sign_in = r;
            *VEC_ADD(mem, &d->routes) = r;
        }
    for (int i = 0; pages[i]; i++) {
        if (!fields_known(pages[i]->type, &rights)) {
            *mistake = arena_printf(mem, "page %s: a field has an unknown right", pages[i]->name);
            return NULL;
        }
        number_fields((ReplyType *) (uintptr_t) pages[i]->type, &rights);
    }
    return d;
}

const char *site_check(const Site *site, Arena *mem) {
    const char *mistake = NULL;
    dispatcher_new(site, mem, &mistake);
    return mistake;
}

/* ---- the route ---- */

static bool path_fits(const char *pattern, const char *path, Arena *mem, Pairs *values) {
    values->count = 0;
    for (;;) {
        size_t p = strcspn(pattern + 1, "/") + 1, q = strcspn(path + 1, "/") + 1;
        if (pattern[1] == ':') {
            if (q == 1)
                return false;
            pairs_add(mem, values, arena_text_n(mem, pattern + 2, p - 2), arena_text_n(mem, path + 1, q - 1));
        } else if (p != q || memcmp(pattern, path, p) != 0) {
            return false;
        }
        pattern += p;
        path += q;
        if (!*pattern || !*path)
            return !*pattern && !*path;
    }
}

static const Route *find_route(const Dispatcher *d, Conversation *c, bool *other_method) {
    for (size_t i = 0; i < d->routes.count; i++) {
        const Route *r = d->routes.items[i];
        if (r->method != c->method) {
            Pairs ignored = { 0 };
            *other_method = *other_method || path_fits(r->path, c->path, c->mem, &ignored);
            continue;
        }
        if (path_fits(r->path, c->path, c->mem, &c->path_values))
            return r;
    }
    return NULL;
}

/* P-20: a request that changes something comes from our own pages, or it does not come at all. */
static bool from_our_pages(const Dispatcher *d, const Conversation *c) {
    const char *origin = pair_get(&c->headers, "Origin"), *fetch = pair_get(&c->headers, "Sec-Fetch-Site");
    if (fetch && !str_equal(fetch, "same-origin"))
        return false;
    if (!origin)
        return fetch != NULL;
    if (d->site->behind)
        return str_equal(origin, d->site->behind);
    return c->host && str_starts(origin, "http://") && str_equal(origin + strlen("http://"), c->host);
}

int dispatch_begin(const Dispatcher *d, Conversation *c, int64_t content_length) {
    bool other_method = false;
    const char *accept = pair_get(&c->headers, "Accept");
    c->dispatcher = d;
    c->request = (Request){ .mem = c->mem, .path = c->path, .address = c->address, .conversation = c };
    c->request.wants_json = (accept && strstr(accept, "application/json")) || str_starts(c->content_type, "application/json");
    if (!c->method_known)
        return 405;
    if (!c->path || c->path[0] != '/')
        return 400;
    c->request.route = find_route(d, c, &other_method);
    if (!c->request.route)
        return other_method ? 405 : 404;
    if (content_length > dispatch_body_most(c))
        return 413;
    if (c->method != GET && !from_our_pages(d, c))
        return 403;
    return 0;
}

int64_t dispatch_body_most(const Conversation *c) {
    return c->request.route && c->request.route->max_body ? c->request.route->max_body : BODY_MOST;
}

RouteMode dispatch_mode(const Conversation *c) { return c->request.route->mode; }

/* ---- who may ---- */

static unsigned portals_of(Kind kind) {
    static const unsigned portals[] = { [KIND_NOBODY] = 0, [KIND_SUPERVISOR] = PORTAL_DESK | PORTAL_MANAGEMENT | PORTAL_PUPIL_LIFE,
        [KIND_STAFF] = PORTAL_DESK | PORTAL_PUPIL_LIFE, [KIND_TEACHER] = PORTAL_DESK | PORTAL_TEACHER, [KIND_GUARDIAN] = PORTAL_PARENT,
        [KIND_PUPIL] = PORTAL_PUPIL, [KIND_PROGRAM] = PORTAL_ANY };
    return portals[kind];
}

static RightId right_of(const Dispatcher *d, const char *name) {
    for (int f = 0; d->site->features[f]; f++)
        for (const RightInfo *r = d->site->features[f]->rights; r && r->name; r++)
            if (str_equal(r->name, name))
                return *r->id;
    return 0;
}

static Verdict verdict_of(const Dispatcher *d, Request *rq) {
    const Route *r = rq->route;
    const Actor *actor = rq->work->actor;
    bool open = r->portals & PORTAL_OPEN;
    if (!open && actor->kind == KIND_NOBODY)
        return SIGN_IN;
    if (!open && !(r->portals & portals_of(actor->kind)))
        return FORBIDDEN;
    if (r->right && !has_right(actor, right_of(d, r->right)))
        return FORBIDDEN;
    return r->guard(rq);
}

Verdict guard_open(Request *rq) { (void) rq; return ALLOW; }
Verdict guard_signed_in(Request *rq) { return rq->work->actor->kind == KIND_NOBODY ? SIGN_IN : ALLOW; }

/* ---- running ---- */

static const Actor nobody = { .kind = KIND_NOBODY, .login = "", .display_name = "" };

static const char *session_secret(const Dispatcher *d, const Conversation *c) {
    const char *cookies = pair_get(&c->headers, "Cookie"), *name = d->site->behind ? "__Host-sid=" : "sid=";
    for (const char *at = cookies; at && *at; ) {
        at += strspn(at, " ;");
        size_t size = strcspn(at, ";");
        if (strncmp(at, name, strlen(name)) == 0)
            return arena_text_n(c->mem, at + strlen(name), size - strlen(name));
        at += size;
    }
    return NULL;
}

static Reply sign_in_reply(const Dispatcher *d, Request *rq) {
    if (rq->wants_json || !d->sign_in)
        return answer_error(rq, 401);
    Reply reply = d->sign_in->handler(rq);
    reply.status = 401;
    return reply;
}

static Reply guarded(const Dispatcher *d, Request *rq) {
    switch (verdict_of(d, rq)) {
    case SIGN_IN: return sign_in_reply(d, rq);
    case STEP_UP: case FORBIDDEN: return answer_error(rq, 403);
    case UNKNOWN: return answer_error(rq, 404);
    case ALLOW: break;
    }
    if (rq->work->actor->must_personalise && !rq->route->personalise_ok)
        return rq->wants_json ? answer_error(rq, 403) : see_other(rq, "/connexion/premiere");
    return rq->route->handler(rq);
}

static const char *act_of(const Conversation *c) {
    static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };
    return arena_printf(c->mem, "%s %s", methods[c->method], c->request.route->path);
}

static Reply answer_fault(Request *rq, const Fault *fault) {
    char reference[17];
    randombytes_buf(reference, 8);
    unsigned char raw[8];
    memcpy(raw, reference, sizeof raw);
    sodium_bin2hex(reference, sizeof reference, raw, sizeof raw);
    log_event(LOG_ERROR, "fault", LOG_WORD("reference", arena_text(rq->mem, reference)), LOG_WORD("route", rq->route->path),
        LOG_WORD("statement", fault ? fault->statement : "commit"), LOG_WORD("reason", fault ? fault->reason : "refused"));
    rq->conversation->request.kept = NULL;
    return answer_fault_reply(rq, arena_text(rq->mem, reference));
}

/* One try: false asks to run it again on a new transaction. */
static bool try_once(const Dispatcher *d, Conversation *c, Answer *answer) {
    Request *rq = &c->request;
    const Route *route = rq->route;
    bool writes = route->mode == WRITE || route->mode == SLOW_WRITE;
    Tx *tx = tx_begin(d->site->school->store, c->mem, writes ? TX_WRITE : TX_READ);
    rq->work = work_new(c->mem, tx, d->site->school, &nobody, act_of(c));
    const Actor *actor = d->site->actor(rq->work, session_secret(d, c));
    if (actor)
        work_actor(rq->work, actor, act_of(c));
    answer->reply = tx_ok(tx) ? guarded(d, rq) : (Reply){ 0 };
    answer_prepare(d->site, rq, answer);
    c->statements = tx_statements(tx);
    const Fault *fault = tx_fault(tx);
    if (fault) {
        Fault copy = { arena_text(c->mem, fault->statement), arena_text(c->mem, fault->reason) };
        tx_rollback(tx);
        answer->reply = answer_fault(rq, &copy);
        return true;
    }
    if (writes && tx_conflicts(tx)) {
        answer->reply = answer_conflicts(rq, tx_conflicts(tx));
        tx_rollback(tx);
        return true;
    }
    if (has_problems(rq->work) || answer->reply.status >= 400) {
        if (has_problems(rq->work) && answer->reply.status < 400)
            answer->reply = answer_problems(rq);
        tx_rollback(tx);
        return true;
    }
    TxEnd end = tx_commit(tx);
    if (end == TX_AGAIN)
        return false;
    if (end != TX_DONE)
        answer->reply = answer_fault(rq, NULL);
    return true;
}

void dispatch_run(const Dispatcher *d, Conversation *c) {
    Answer answer = { 0 };
    const Route *route = c->request.route;
    if (route->before && !route->before(&c->request)) {
        dispatch_error(d, c, 503);
        return;
    }
    if (route->mode == NONE) {
        answer.reply = route->handler(&c->request);
        answer_print(d->site, c, &answer);
        return;
    }
    for (int tries = 0; tries < AGAIN_MOST; tries++) {
        if (try_once(d, c, &answer)) {
            answer_print(d->site, c, &answer);
            return;
        }
    }
    dispatch_error(d, c, 503);
}

void dispatch_error(const Dispatcher *d, Conversation *c, int status) {
    Answer answer = { 0 };
    c->request.mem = c->mem;
    c->request.conversation = c;
    c->request.work = NULL;
    answer.reply = answer_error(&c->request, status);
    answer_print(d->site, c, &answer);
}
