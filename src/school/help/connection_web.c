/* « Diagnostic de la connexion » (A23): what the server saw of a request, for who asks and for the script of that page, which tries the rest from the browser (web/js/connection.js). Nobody
 * else is asked anything (P-33); nothing of it is kept; what is shown may be sent to whoever helps: no name, no login, half an address. */
#include "school/help/help_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "school/accounts/accounts_web.h"

#include <string.h>

/* In the order in which they are tried. */
static const char *const checks[] = { "online", "reach", "secure", "latency", "throughput", "clock", "stream", "cookies", "storage", "proxy", NULL };

/* The network without the machine: "192.0.2.x", "2001:db8:1:x". */
static const char *half_of(Arena *mem, const char *address) {
    const char sign = address && strchr(address, ':') ? ':' : '.';
    const char *at = address;
    for (int i = 0; at && i < 3; i++)
        at = (at = strchr(at, sign)) ? at + 1 : NULL;
    return at ? arena_printf(mem, "%.*sx", (int) (at - address), address) : NULL;
}

/* How many addresses stand in the header that each proxy adds to: the school's own adds one. */
static int64_t hops_of(const Request *rq) {
    const char *said = header_text(rq, "X-Forwarded-For");
    int64_t hops = said && *said ? 1 : 0;
    for (; said && *said; said++)
        hops += *said == ',';
    return hops;
}

static bool packs(const Request *rq) {
    const char *accept = header_text(rq, "Accept-Encoding");
    return accept && (strstr(accept, "gzip") || strstr(accept, "br"));
}

Reply show_connection(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_HELP_CONNECTION);
    doc_int(d, "at", w->now);
    doc_bool(d, "secure", str_starts(request_site(rq), "https://"));
    doc_bool(d, "via", header_text(rq, "Via") != NULL);
    doc_int(d, "hops", hops_of(rq));
    doc_bool(d, "packed", packs(rq));
    doc_bool(d, "cookie", header_text(rq, "Cookie") != NULL);
    doc_text(d, "network", half_of(w->mem, rq->address));
    doc_list(d, "checks");
    for (int i = 0; checks[i]; i++)
        doc_word(doc_add(d, "checks"), "name", checks[i]);
    return own_page(rq, &PAGE_HELP_CONNECTION, d);
}
