/* What a gateway reports of a text message (work/sms.h): an address that only we can have written, asked by a machine. */
#include "web/feature.h"
#include "work/sms.h"

typedef struct Report { const char *dedup, *what; } Report;

static const char *whose(const Request *rq) { return sms_report_of(rq->mem, request_school(rq), query_text(rq, "m"), query_text(rq, "k")); }
static bool is_ours(const Request *rq) { return whose(rq) != NULL; }

static void keep(Work *own, void *what) {
    const Report *r = what;
    sms_report_keep(own, r->dedup, r->what);
}

/* A GET that writes, because Kannel asks no other way: not from a page, since no page knows the signature, and only what the address is of. Whoever made it up is told the same. */
static Reply take_report(Request *rq) {
    Report r = { whose(rq), query_text(rq, "etat") };
    if (r.dedup && r.what)
        work_apart(rq->work, "sms", keep, &r);
    return bytes_reply("text/plain; charset=utf-8", "ok\n", 3);
}

static const Route routes[] = { { GET, SMS_REPORT, take_report, guard_open, SLOW, PORTAL_OPEN, .behind = GATE_ALL, .ours = is_ours }, ROUTES_END };

const Feature texting_feature = { .name = "texting", .routes = routes, .processings = no_processings };
