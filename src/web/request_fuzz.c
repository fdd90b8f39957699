/* Any bytes as a request up to its body: target, headers, cookie, host, origin; the routes are those of the program. Lines: method, target,
 * headers, as on the wire. */
#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "web/routing.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Dispatcher *dispatcher;
static School school = { .uai = "9990001X", .name = "Ada", .kind = "college", .zone = "C", .year = 2025 };
static Site site = { .school = &school, .listen = "127.0.0.1:0" };

static void prepare(void) {
    const char *mistake = NULL;
    site.features = features;
    dispatcher = dispatcher_new(&site, arena_new(), &mistake);
    must(dispatcher);
}

static char *next_line(Arena *mem, char **at) {
    size_t size = strcspn(*at, "\n");
    char *line = arena_text_n(mem, *at, size);
    *at += size + ((*at)[size] != 0);
    return line;
}

static void read_target(Conversation *c, const char *target) {
    const char *mark = strchr(target, '?');
    c->path = url_decode(c->mem, target, mark ? (size_t) (mark - target) : strlen(target), false);
    if (mark && !urlencoded_read(c->mem, mark + 1, strlen(mark + 1), &c->query))
        c->path = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!dispatcher)
        prepare();
    if (size > 8192)
        return 0;
    Arena *mem = arena_new();
    char *at = arena_text_n(mem, (const char *) data, strnlen((const char *) data, size)), *method = next_line(mem, &at);
    Conversation c = { .mem = mem, .address = "127.0.0.1" };
    for (int i = 0; i < METHOD_COUNT; i++)
        if (str_equal(method_words[i], method))
            c.method = (Method) i, c.method_known = true;
    read_target(&c, next_line(mem, &at));
    while (*at) {
        char *line = next_line(mem, &at), *colon = strchr(line, ':');
        if (colon) {
            *colon = 0;
            pairs_add(mem, &c.headers, line, colon + 1 + strspn(colon + 1, " "));
        }
    }
    c.host = pair_get(&c.headers, "Host");
    c.content_type = pair_get(&c.headers, "Content-Type");
    int status = dispatch_begin(dispatcher, &c, 10);
    must(status == 0 || (status >= 400 && status < 500));
    must(status || (c.request.route && c.request.route->guard));
    must(status || c.method == GET || pair_get(&c.headers, "Origin") || pair_get(&c.headers, "Sec-Fetch-Site"));
    arena_free(mem);
    return 0;
}
