/* What happens to every request, in one order: bounds, session, transaction, guard, handler, commit or rollback, printing
 * (architecture: life of a request; three failures, three roads). */
#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"
#include "store/years.h"
#include "web/answer.h"
#include "web/limits.h"
#include "web/live.h"
#include "web/openapi.h"
#include "web/receipts.h"
#include "web/routing.h"

#include <sodium.h>
#include <string.h>

#define BODY_MOST ((int64_t) 1024 * 1024)
#define AGAIN_MOST 3

struct Dispatcher {
    const Site *site;
    Routing *routing;
    OpenApi *openapi;
    Limits *limits;                 /* NULL: off */
    const Route *sign_in;           /* GET /connexion: what a stranger sees at any address */
    const Route *home;              /* GET /: what says that a Space is closed */
    const Route *step_up;           /* GET /compte/confirmer: what is seen where the password is asked for once more */
};

const Site *dispatcher_site(const Dispatcher *d) { return d->site; }
bool dispatcher_at_school(const Dispatcher *d, const char *address) { return d->limits && limits_at_school(d->limits, address); }

/* GET /openapi.json: one of the two things that a browser may keep, if it asks each time whether it is still so. */
Reply show_openapi(Request *rq) {
    OpenApiText api = openapi_text(rq->conversation->dispatcher->openapi);
    const char *known = header_text(rq, "If-None-Match"), **headers = NEW_ARRAY(rq->mem, const char *, 5);
    headers[0] = "Cache-Control";
    headers[1] = "no-cache";
    headers[2] = "ETag";
    headers[3] = api.etag;
    bool same = known && (str_equal(known, "*") || strstr(known, api.etag));
    Reply reply = bytes_reply(JSON_TYPE, same ? "" : api.text, same ? 0 : api.size);
    reply.status = same ? 304 : 200;
    reply.headers = headers;
    return reply;
}

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

/* The next feature cannot forget it: what is class D3 says who is told (Route.reads). */
static const char *reads_mistake(const Route *r, const RightInfo *right, Arena *mem) {
    bool told = r->page ? reply_holds_told(r->page->type) : r->method == GET && right && right->data_class == CLASS_TOLD;
    if (told && !r->reads)
        return arena_printf(mem, "route %s %s answers data of class D3, and does not say to whom it is told (reads)", method_words[r->method], r->path);
    if (r->whose && (str_empty(r->reads) || !strstr(r->path, arena_printf(mem, "/:%s", r->whose))))
        return arena_printf(mem, "route %s %s: nothing in its path is «%s» (whose)", method_words[r->method], r->path, r->whose);
    return NULL;
}

static const char *add_routes(Dispatcher *d, const Feature *f, const Map *rights, Arena *mem) {
    for (const Route *r = f->routes; r && r->path; r++) {
        const RightInfo *right = map_get(rights, r->right);
        if (r->right && !right)
            return arena_printf(mem, "route %s: unknown right %s", r->path, r->right);
        const char *mistake = reads_mistake(r, right, mem);
        if (!mistake)
            mistake = routing_add(d->routing, &(RouteEntry){ r, f->name, right ? *right->id : 0 });
        if (mistake)
            return mistake;
        if (r->method == GET && str_equal(r->path, "/connexion"))
            d->sign_in = r;
        if (r->method == GET && str_equal(r->path, "/"))
            d->home = r;
        if (r->method == GET && str_equal(r->path, "/compte/confirmer"))
            d->step_up = r;
    }
    return NULL;
}

static const char *add_pages(const Map *rights, Arena *mem) {
    for (int i = 0; pages[i]; i++) {
        if (!fields_known(pages[i]->type, rights))
            return arena_printf(mem, "page %s: a field has an unknown right", pages[i]->name);
        number_fields((ReplyType *) (uintptr_t) pages[i]->type, rights);
    }
    return NULL;
}

static const char *start_limits(Dispatcher *d, Arena *mem) {
    const char *bad;
    if (!d->site->limits)
        return NULL;
    d->limits = limits_new(mem, d->site->networks, &bad);
    return d->limits ? NULL : arena_printf(mem, "school_networks: %s is no network", bad);
}

Dispatcher *dispatcher_new(const Site *site, Arena *mem, const char **mistake) {
    Dispatcher *d = NEW(mem, Dispatcher);
    Map rights = map_new(mem);
    d->site = site;
    d->routing = routing_new(mem);
    d->openapi = openapi_new(site, d->routing, mem);
    number_rights(site, &rights);
    *mistake = start_limits(d, mem);
    for (int f = 0; !*mistake && site->features[f]; f++)
        *mistake = add_routes(d, site->features[f], &rights, mem);
    if (!*mistake)
        *mistake = live_mistake(site, mem);
    if (!*mistake)
        *mistake = add_pages(&rights, mem);
    return *mistake ? NULL : d;
}

const char *site_check(const Site *site, Arena *mem) {
    const char *mistake = NULL;
    dispatcher_new(site, mem, &mistake);
    return mistake;
}

/* ---- before the body comes ---- */

/* Without a public address the server stands on loopback, whose names nobody else can answer to (a page of elsewhere that makes its own name
 * point here would otherwise pass for ours). */
static bool is_our_host(const char *host) {
    return host && (str_starts(host, "127.") || str_starts(host, "[::1]") || str_equal(host, "localhost") || str_starts(host, "localhost:"));
}

/* P-20: a request that changes something comes from our own pages, or it does not come at all. `none` is the browser's own doing (a form
 * sent again after a crash): then the origin decides alone. `Origin: null` is nobody's, and two origins are no origin: a proxy may have looked at the other one. */
static bool from_our_pages(const Dispatcher *d, const Conversation *c) {
    if (pairs_said_twice(&c->headers, "Origin") || pairs_said_twice(&c->headers, "Sec-Fetch-Site"))
        return false;
    const char *origin = pair_get(&c->headers, "Origin"), *fetch = pair_get(&c->headers, "Sec-Fetch-Site");
    bool same = fetch && str_equal(fetch, "same-origin");
    if (fetch && !same && !(str_equal(fetch, "none") && origin))
        return false;
    if (!origin)
        return same;
    if (d->site->behind)
        return str_equal(origin, d->site->behind);
    return is_our_host(c->host) && str_starts(origin, "http://") && str_equal(origin + strlen("http://"), c->host);
}

/* A form of an ordinary page can send text/plain to anywhere: nothing of ours does. */
static bool takes_type(const Conversation *c, int64_t content_length) {
    if (!c->content_type)
        return content_length == 0;
    return str_starts(c->content_type, "application/x-www-form-urlencoded") || str_starts(c->content_type, "multipart/form-data") ||
        str_starts(c->content_type, "application/json");
}

/* The proxy in front writes behind what the client claims: its word is the last one of the last header. */
static const char *forwarded_address(const Conversation *c) {
    const char *all = NULL;
    for (size_t i = 0; i < c->headers.count; i++)
        if (strcasecmp(c->headers.items[i].name, "X-Forwarded-For") == 0)
            all = c->headers.items[i].value;
    const char *comma = all ? strrchr(all, ',') : NULL;
    const char *last = comma ? comma + 1 : all;
    return last ? arena_text_n(c->mem, last + strspn(last, " "), strcspn(last + strspn(last, " "), " ")) : c->address;
}

const char *cookie_of(const Conversation *c, const char *name) {
    const char *cookies = pair_get(&c->headers, "Cookie");
    const char *wanted = arena_printf(c->mem, c->dispatcher->site->behind ? "__Host-%s=" : "%s=", name);
    for (const char *at = cookies; at && *at; ) {
        at += strspn(at, " ;");
        size_t size = strcspn(at, ";");
        if (strncmp(at, wanted, strlen(wanted)) == 0)
            return arena_text_n(c->mem, at + strlen(wanted), size - strlen(wanted));
        at += size;
    }
    return NULL;
}

/* Who shows no session is a stranger already here, before any body; others are counted once it is known who they are. */
static bool too_many(const Dispatcher *d, Conversation *c) {
    const Route *route = c->request.route;
    const char *session = cookie_of(c, "sid");
    if (!d->limits || (route && route->mode == NONE))
        return false;
    if (route && route->ours && route->ours(&c->request)) {
        c->counted = true;
        return false;
    }
    if (!session) {
        c->counted = true;
        c->wait_seconds = limits_address(d->limits, c->address, instant_now());
        return c->wait_seconds > 0;
    }
    if (route && route->watches)        /* a stream is on its way for hours: the hub has its own bounds */
        return false;
    void *entered = limits_enter(d->limits, session);
    if (entered)
        arena_on_drop(c->mem, limits_leave, entered);       /* the conversation's memory goes after its last byte */
    else
        c->wait_seconds = 1;
    return !entered;
}

int dispatch_begin(const Dispatcher *d, Conversation *c, int64_t content_length) {
    const char *accept = pair_get(&c->headers, "Accept");
    c->dispatcher = d;
    c->address = d->site->behind ? forwarded_address(c) : c->address;
    c->request = (Request){ .mem = c->mem, .path = c->path, .address = c->address, .conversation = c };
    c->request.wants_json = (accept && strstr(accept, "application/json")) || str_starts(c->content_type, "application/json");
    if (c->path && c->path[0] == '/')
        c->entry = routing_find(d->routing, c->method, c->path, c->mem, &c->path_values, &c->methods);
    c->request.route = c->entry ? c->entry->route : NULL;
    if (too_many(d, c))
        return 429;
    if (!c->method_known)
        return 405;
    if (!c->path || c->path[0] != '/')
        return 400;
    if (!c->entry)
        return c->methods ? 405 : 404;
    if (content_length > dispatch_body_most(c))
        return 413;
    if (dispatch_body_most(c) > BODY_MOST && !cookie_of(c, "sid"))
        return 401;                     /* a stranger fills no disk, not even for a moment */
    if (c->method != GET && !from_our_pages(d, c))
        return 403;
    return c->method != GET && !takes_type(c, content_length) ? 415 : 0;
}

int64_t dispatch_body_most(const Conversation *c) {
    return c->request.route && c->request.route->max_body ? c->request.route->max_body : BODY_MOST;
}

RouteMode dispatch_mode(const Conversation *c) { return c->request.route->mode; }

/* ---- who may ---- */

/* What can be said before the object itself is looked at. */
static Verdict may_come(const Request *rq) {
    const Route *r = rq->route;
    const Actor *actor = rq->work->actor;
    bool open = r->portals & PORTAL_OPEN;
    if (!open && actor->kind == KIND_NOBODY)
        return SIGN_IN;
    Verdict home = open ? ALLOW : portal_verdict(actor, r->portals);
    if (home != ALLOW)
        return home;
    if (actor->viewing && !r->while_viewing && (r->method != GET || (r->portals & PORTAL_ANY) == PORTAL_ANY))
        return FORBIDDEN;               /* who looks as somebody else changes nothing, and is not in their own place */
    return has_right(actor, rq->conversation->entry->right) ? ALLOW : FORBIDDEN;
}

Verdict guard_open(Request *rq) { (void) rq; return ALLOW; }
Verdict guard_signed_in(Request *rq) { return rq->work->actor->kind == KIND_NOBODY ? SIGN_IN : ALLOW; }

/* What is answered instead: the page of SHOWN at this very address, or for programs WORD. */
static Reply instead(const Route *shown, Request *rq, int status, const char *word) {
    if (rq->wants_json || !shown)
        return answer_refused(rq, status, word);
    Reply reply = shown->handler(rq);
    reply.status = status;
    return reply;
}

static Reply refusal(const Dispatcher *d, Request *rq, Verdict verdict) {
    if (verdict == SIGN_IN)
        return instead(d->sign_in, rq, 401, "sign_in");
    return verdict == CLOSED ? instead(d->home, rq, 403, "closed_space") : answer_error(rq, verdict == UNKNOWN ? 404 : 403);
}

/* Where each gate is passed. As JSON: 401 where nobody is known yet, else 403. */
static Reply gate_reply(Request *rq, unsigned waits) {
    static const struct { Gate gate; const char *path; } doors[] = { { GATE_SECOND, "/connexion/seconde-etape" }, { GATE_FIRST, "/connexion/premiere" },
        { GATE_ENROL, "/compte/securite" } };
    size_t i = 0;
    while (!(waits & doors[i].gate))
        i++;
    if (!rq->wants_json)
        return doors[i].gate == GATE_SECOND && rq->route->method == GET ? see_other(rq, "%s?page=%s", doors[i].path, url_encode(rq->mem, rq->path)) :
            see_other(rq, "%s", doors[i].path);
    return doors[i].gate == GATE_FIRST ? answer_error(rq, 403) : answer_refused(rq, doors[i].gate == GATE_SECOND ? 401 : 403, "second_step");
}

/* P-07. The page that asks stands at the same address, with what was typed. */
static bool must_prove(const Request *rq) {
    return rq->route->step_up && rq->work->now - rq->work->actor->proved_at > STEP_UP_LIFE;
}

/* ---- running ---- */

/* One request while it runs. */
typedef struct Turn { const Dispatcher *d; Conversation *c; Answer answer; Receipt receipt; bool keyed, marked; } Turn;

static const Actor nobody = { .kind = KIND_NOBODY, .login = "", .display_name = "" };

static bool writes(const Route *r) { return r->mode == WRITE || r->mode == SLOW_WRITE; }

static const char *act_of(const Conversation *c) {
    return arena_printf(c->mem, "%s %s", method_words[c->method], c->request.route->path);
}

static bool asks_too_often(Turn *t) {
    const Actor *actor = t->c->request.work->actor;
    if (!t->d->limits || t->c->counted)
        return false;
    t->c->counted = true;
    t->c->wait_seconds = actor->kind == KIND_NOBODY ? limits_address(t->d->limits, t->c->address, instant_now())
        : limits_user(t->d->limits, actor->account, instant_now());
    return t->c->wait_seconds > 0;
}

/* An answer given before, or why there is none; true: there was no such request yet. */
static bool is_new(Turn *t, ReceiptState state) {
    Request *rq = &t->c->request;
    if (state == RECEIPT_OTHER)
        problem(rq->work, T_RECEIPT_OTHER, NULL, "Idempotency-Key");
    if (state == RECEIPT_BEGUN)
        problem(rq->work, T_RECEIPT_BEGUN, NULL, "Idempotency-Key");
    if (state == RECEIPT_OTHER || state == RECEIPT_BEGUN)
        t->answer.reply = answer_error(rq, state == RECEIPT_OTHER ? 422 : 409);
    return state == RECEIPT_NONE;
}

/* A SLOW request writes by itself: it is marked before it begins. */
static bool marked(Turn *t) {
    ReceiptState state;
    if (writes(t->c->request.route) || t->marked)
        return true;
    if (!receipt_begin(&t->c->request, &t->receipt, &state, &t->answer.reply)) {
        t->answer.reply = answer_error(&t->c->request, 503);
        return false;
    }
    t->marked = state == RECEIPT_NONE;
    return is_new(t, state);
}

static bool asked_first(Turn *t) {
    Request *rq = &t->c->request;
    const char *key = rq->route->method == GET ? NULL : header_text(rq, "Idempotency-Key");
    if (!key)
        return true;
    if (!receipt_key_fits(key)) {
        problem(rq->work, T_RECEIPT_KEY, NULL, "Idempotency-Key");
        t->answer.reply = answer_error(rq, 400);
        return false;
    }
    t->keyed = true;
    t->receipt = receipt_of(rq, key);
    return t->marked || is_new(t, receipt_find(rq, &t->receipt, &t->answer.reply));
}

/* What a page asks by itself (live.js) does not keep its session alive. */
static bool is_visit(const Site *site, const Conversation *c) {
    return !site->watcher || !(c->request.route->watches || pair_get(&c->headers, "Preau-Live"));
}

/* What one account typed is not sent in the name of another, when somebody else signed in meanwhile in the same browser (web/js/outbox.js says whose it is). */
static bool of_another(const Turn *t) {
    const char *account = pair_get(&t->c->headers, "Preau-Account");
    return account && !str_equal(account, arena_printf(t->c->mem, "%lld", (long long) t->c->request.work->actor->account));
}

/* Who asks, how often, whether they may come here at all, and whether this was answered before. False: the answer is there. */
static bool admitted(Turn *t) {
    Request *rq = &t->c->request;
    const Site *site = t->d->site;
    const char *secret = cookie_of(t->c, "sid");
    const Actor *actor = is_visit(site, t->c) ? site->actor(rq->work, secret) : site->watcher(rq->work, secret, 0);
    if (actor)
        work_actor(rq->work, actor, act_of(t->c));
    Verdict verdict = of_another(t) ? SIGN_IN : may_come(rq);
    unsigned waits = rq->work->actor->waits & ~rq->route->behind;
    if (asks_too_often(t))
        t->answer.reply = answer_wait(rq, t->c->wait_seconds);
    else if (waits & GATE_SECOND)       /* who is nobody yet is not told what they may not do either */
        t->answer.reply = gate_reply(rq, waits);
    else if (verdict != ALLOW)
        t->answer.reply = refusal(t->d, rq, verdict);
    else if (waits)
        t->answer.reply = gate_reply(rq, waits);
    else if (must_prove(rq))
        t->answer.reply = instead(t->d->step_up, rq, 401, "stepup");
    else
        return asked_first(t);
    return false;
}

/* Through the object's guard to the handler; what was done leaves its receipt in the same transaction. */
static void handle(Turn *t) {
    Request *rq = &t->c->request;
    Verdict verdict = rq->route->guard(rq);
    if (verdict != ALLOW)
        t->answer.reply = refusal(t->d, rq, verdict);
    else if (!t->keyed || marked(t))
        t->answer.reply = rq->route->handler(rq);
    else
        return;
    if (has_problems(rq->work) && t->answer.reply.status < 400)
        t->answer.reply = answer_error(rq, 422);
    if (t->keyed && writes(rq->route) && t->answer.reply.status < 400 && !t->answer.reply.trial && !tx_conflicts(rq->work->tx))
        receipt_keep(rq, &t->receipt, &t->answer.reply);
}

/* ---- ending ---- */

static Reply answer_fault(Request *rq, const Fault *fault, TxEnd end) {
    char reference[17];
    unsigned char raw[8];
    bool passing = end == TX_UNKNOWN || (fault && fault->away);
    randombytes_buf(raw, sizeof raw);
    sodium_bin2hex(reference, sizeof reference, raw, sizeof raw);
    log_event(LOG_ERROR, "fault", LOG_WORD("reference", arena_text(rq->mem, reference)), LOG_WORD("route", rq->route->path),
        LOG_WORD("statement", fault ? fault->statement : "commit"), LOG_WORD("reason", fault ? fault->reason : "refused"));
    rq->work->problems = NULL;          /* nothing that was found holds */
    return answer_fault_reply(rq, passing ? 503 : 500, arena_text(rq->mem, reference));
}

/* What was changed may be taken back by its number: /bureau/historique/NUMBER/annuler (school/history/history.h). */
static void say_work(Conversation *c, const Tx *tx) {
    Place place;
    if (change_work(tx) && tx_wrote(tx, &place) && place == YEAR)
        pairs_add(c->mem, &c->answer_headers, "Preau-Work", arena_printf(c->mem, "%lld", (long long) change_work(tx)));
}

/* Commit or rollback, whatever the answer asks for. False: to be run again on a new transaction. */
static bool settled(Turn *t, Tx *tx) {
    Request *rq = &t->c->request;
    Reply *reply = &t->answer.reply;
    t->c->statements = tx_statements(tx);
    if (tx_met_closed_year(tx)) {
        tx_rollback(tx);
        *reply = answer_closed_year(rq);
        t->c->cookie = t->c->device = NULL;
        return true;
    }
    if (tx_ok(tx) && writes(rq->route) && tx_conflicts(tx))
        *reply = answer_conflicts(rq, tx_conflicts(tx));
    /* A READ has nothing to commit: what was read is good, and what a SLOW request wrote by itself is written. */
    if (tx_ok(tx) && (reply->status >= 400 || reply->trial || !writes(rq->route))) {
        tx_rollback(tx);
        if (reply->status >= 400)
            t->c->cookie = t->c->device = NULL;
        return true;
    }
    TxEnd end = tx_commit(tx);          /* of a transaction that has failed: its rollback */
    if (end == TX_AGAIN)
        return false;
    if (end == TX_DONE)
        say_work(t->c, tx);
    if (end != TX_DONE) {
        *reply = answer_fault(rq, tx_fault(tx), end);
        t->c->cookie = t->c->device = NULL;
    }
    return true;
}

/* PRIV-03: nothing of class D3 leaves that is not told, or by a route that does not say whose it is. */
static void tell_reads(Turn *t) {
    Request *rq = &t->c->request;
    const Route *route = rq->route;
    if (!answers_reads(route, &t->answer.reply) || str_equal(route->reads, READS_NOBODY))
        return;
    if (route->whose)
        reads_of(rq, path_id(rq, route->whose), 0);
    bool said = route->reads && t->c->reads.count;
    if (said && t->d->site->note_reads && t->d->site->note_reads(rq->work, route->reads, t->c->reads.items, t->c->reads.count))
        return;
    log_event(LOG_ERROR, said ? "read not told" : "read of nobody", LOG_WORD("route", route->path));
    rq->work->problems = NULL;
    t->answer.reply = answer_error(rq, said ? 503 : 500);
    t->c->cookie = t->c->device = NULL;
}

static Tx *begin(Turn *t, TxMode mode) {
    Conversation *c = t->c;
    Tx *tx = tx_begin(t->d->site->school->store, c->mem, mode);
    c->request.work = work_new(c->mem, tx, t->d->site->school, &nobody, act_of(c));
    c->cookie = c->device = NULL;
    c->reads.count = 0;
    t->answer = (Answer){ 0 };
    return tx;
}

/* One try: false asks to run it again. */
static bool try_once(Turn *t) {
    Request *rq = &t->c->request;
    Tx *tx = begin(t, writes(rq->route) ? TX_WRITE : TX_READ);
    if (tx_ok(tx) && admitted(t) && tx_ok(tx)) {
        answer_ask(t->d->site, rq, &t->answer);
        handle(t);
    }
    answer_prepare(t->d->site, rq, &t->answer);
    return settled(t, tx);
}

/* What is slow is not begun for somebody who may not come here, asks too often, or had the answer already. */
static bool worth_beginning(Turn *t) {
    Request *rq = &t->c->request;
    Tx *tx = begin(t, TX_READ);
    bool go = tx_ok(tx) && admitted(t) && tx_ok(tx);
    t->c->asker = rq->work->actor;
    if (go)
        tx_rollback(tx);
    else if (!settled(t, tx))
        t->answer.reply = answer_error(rq, 503);
    return go;
}

bool dispatch_before(const Dispatcher *d, Conversation *c) {
    Turn t = { .d = d, .c = c };
    const Route *route = c->request.route;
    c->before_done = true;
    if (!route->before)
        return true;
    if (worth_beginning(&t)) {
        c->request.work = NULL;
        if (route->before(&c->request))
            return true;
        t.answer.reply = answer_error(&c->request, 503);
    }
    answer_print(d->site, c, &t.answer);
    return false;
}

void dispatch_run(const Dispatcher *d, Conversation *c) {
    Turn t = { .d = d, .c = c };
    Request *rq = &c->request;
    bool done = false;
    if (!c->before_done && !dispatch_before(d, c))
        return;
    if (rq->route->mode == NONE) {
        t.answer.reply = rq->route->handler(rq);
        answer_print(d->site, c, &t.answer);
        return;
    }
    for (int tries = 0; !done && tries < AGAIN_MOST; tries++)
        done = try_once(&t);
    if (!done) {
        rq->work = NULL;
        t.answer.reply = answer_error(rq, 503);
    } else {
        tell_reads(&t);
    }
    if (t.marked && done)
        receipt_end(rq, &t.receipt, &t.answer.reply);
    answer_print(d->site, c, &t.answer);
}

/* RFC 9110: 405 says what does exist there. */
static void say_methods(Conversation *c) {
    Str all = str_new(c->mem, 32);
    for (int m = 0; m < METHOD_COUNT; m++)
        if (c->methods & 1u << m)
            str_printf(&all, "%s%s", all.size ? ", " : "", m == GET ? "GET, HEAD" : method_words[m]);
    pairs_add(c->mem, &c->answer_headers, "Allow", all.data);
}

void dispatch_error(const Dispatcher *d, Conversation *c, int status) {
    Answer answer = { 0 };
    c->request.mem = c->mem;
    c->request.conversation = c;
    c->request.work = NULL;
    c->request.path = c->path;
    c->answer_headers.count = 0;
    c->live = NULL;
    answer.reply = status == 429 ? answer_wait(&c->request, c->wait_seconds) : answer_error(&c->request, status);
    answer_print(d->site, c, &answer);
    if (status == 405)
        say_methods(c);
}
