/* Every route of the program, table-driven: none of them answers to other pages (P-20), none forgets a header (promises.md 6.3), none is missing in
 * /openapi.json; and how a path finds its line. */
#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"
#include "store/engine.h"
#include "test/small_school.h"
#include "test/test.h"
#include "web/assets.h"
#include "web/routing.h"

#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- walking the tables ---- */

static const Route *route_at(int i) {
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++)
            if (i-- == 0)
                return r;
    return NULL;
}

/* An address that the route answers to. */
static const char *address_of(Arena *mem, const Route *r) {
    Str out = str_new(mem, 64);
    for (const char *at = r->path; *at; at++) {
        if (*at == ':') {
            str_add(&out, "1");
            at += strcspn(at, "/") - 1;
        } else {
            str_add_char(&out, *at);
        }
    }
    return out.data;
}

static Exchange send_with(SmallSchool *s, const char *method, const char *target, const char *body, const char *const *headers) {
    Exchange e = { .method = method, .target = target, .headers = headers, .body = body, .body_size = body ? strlen(body) : 0 };
    small_ask(s, s->mem, &e);
    return e;
}

static const char *header_of(const Exchange *e, const char *name, int *count) {
    const char *found = NULL;
    *count = 0;
    for (const char *const *h = e->answer_headers; *h; h += 2)
        if (strcasecmp(h[0], name) == 0) {
            found = h[1];
            ++*count;
        }
    return found;
}

static const char *header(const Exchange *e, const char *name) {
    int count;
    return header_of(e, name, &count);
}

static int64_t number_of(SmallSchool *s, const char *sql) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    Run run = { .name = "count", .text = sql, .types = "", .columns = "i", .column_count = 1 };
    Rows r = db_run(tx, &run);
    int64_t n = row_next(&r) ? row_int(&r, 0) : -1;
    rows_end(&r);
    tx_rollback(tx);
    return n;
}

/* All that a request could leave behind. */
static const char *state_of(SmallSchool *s) {
    return arena_printf(s->mem, "%s %lld %lld %lld %lld", school_digest(s),
        (long long) number_of(s, "SELECT (SELECT count(*) FROM year_audit) + (SELECT count(*) FROM school_audit)"),
        (long long) number_of(s, "SELECT (SELECT count(*) FROM year_receipt) + (SELECT count(*) FROM school_receipt)"),
        (long long) number_of(s, "SELECT count(*) FROM session WHERE ended_at IS NULL"), (long long) number_of(s, "SELECT count(*) FROM import"));
}

/* ---- P-20 ---- */

#define FORM "Content-Type", "application/x-www-form-urlencoded"
#define OURS "Origin", "http://127.0.0.1:8080"
#define HOST "Host", "127.0.0.1:8080"
#define KEYED "Idempotency-Key", "cle-d-essai-numero-1"

typedef struct Hostile { int status; const char *headers[12]; } Hostile;

static const Hostile hostile[] = {
    { 403, { HOST, FORM, "Origin", "https://mechant.example", NULL } },
    { 403, { HOST, FORM, "Origin", "null", NULL } },
    { 403, { HOST, FORM, "Origin", "http://127.0.0.1:8081", NULL } },
    { 403, { HOST, FORM, "Origin", "https://127.0.0.1:8080", NULL } },
    { 403, { HOST, FORM, "Origin", "http://127.0.0.1:8080.mechant.example", NULL } },
    { 403, { HOST, FORM, "Origin", "", NULL } },
    { 403, { HOST, FORM, OURS, "Sec-Fetch-Site", "cross-site", NULL } },
    { 403, { HOST, FORM, OURS, "Sec-Fetch-Site", "same-site", NULL } },
    { 403, { HOST, FORM, "Sec-Fetch-Site", "cross-site", NULL } },
    { 403, { HOST, FORM, "Sec-Fetch-Site", "same-site", NULL } },
    { 403, { HOST, FORM, "Sec-Fetch-Site", "none", NULL } },
    { 403, { HOST, FORM, "Sec-Fetch-Site", "", NULL } },
    { 403, { HOST, FORM, "Origin", "https://mechant.example", "Sec-Fetch-Site", "same-origin", NULL } },
    { 403, { HOST, FORM, KEYED, NULL } },
    { 403, { HOST, NULL } },
    { 403, { HOST, "Content-Type", "text/plain", NULL } },
    { 403, { "Host", "mechant.example", FORM, "Origin", "http://mechant.example", NULL } },     /* a name of its own that points here */
    { 403, { FORM, "Origin", "http://127.0.0.1:8080", NULL } },
    { 415, { HOST, OURS, "Content-Type", "text/plain", NULL } },
    { 415, { HOST, OURS, "Content-Type", "text/plain; application/json", NULL } },
    { 415, { HOST, "Sec-Fetch-Site", "same-origin", "Content-Type", "application/octet-stream", NULL } },
    { 415, { HOST, OURS, NULL } },
    { 0, { NULL } },
};

static void from_elsewhere(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *before = state_of(s), *body = "label=X&from_time=08:05&until_time=08:55&password=x&login=x";
    int seen = 0;
    for (int i = 0; route_at(i); i++) {
        const Route *r = route_at(i);
        if (r->method == GET || i % 2 != f->postgres)        /* no engine is asked anything, so each has half of them */
            continue;
        seen++;
        for (const Hostile *h = hostile; h->status; h++) {
            const char **headers = NEW_ARRAY(s->mem, const char *, 16);
            int n = 0;
            for (; h->headers[n]; n++)
                headers[n] = h->headers[n];
            headers[n] = "Cookie";
            headers[n + 1] = arena_printf(s->mem, "sid=%s", s->supervisor);
            Exchange e = send_with(s, method_words[r->method], address_of(s->mem, r), body, headers);
            if (e.status != h->status || e.statements)
                printf("# %s %s, set %d: %d, %d statements\n", method_words[r->method], r->path, (int) (h - hostile), e.status, e.statements);
            CHECK(e.status == h->status && e.statements == 0);
        }
    }
    CHECK(seen >= 8);
    CHECK_TEXT(state_of(s), before);
}
TEST(no_route_takes_orders_from_other_pages) { for_each_engine(from_elsewhere); }

TEST(our_own_pages_are_known) {
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    SmallSchool outside = *s;
    const char *cookie = arena_printf(s->mem, "sid=%s", s->supervisor), *hidden = arena_printf(s->mem, "__Host-sid=%s", s->supervisor);
    const char *path = "/bureau/annee/creneaux/1", *body = "label=M1&from_time=08:05&until_time=08:55";
    outside.site.behind = "https://ecole.example";
    const struct { SmallSchool *of; int status; const char *headers[12]; } all[] = {
        { s, 303, { HOST, FORM, OURS, "Cookie", cookie, NULL } },
        { s, 303, { HOST, FORM, OURS, "Sec-Fetch-Site", "same-origin", "Cookie", cookie, NULL } },
        { s, 303, { HOST, FORM, "Sec-Fetch-Site", "same-origin", "Cookie", cookie, NULL } },
        { s, 303, { HOST, FORM, OURS, "Sec-Fetch-Site", "none", "Cookie", cookie, NULL } },
        { s, 303, { "Host", "localhost:9", FORM, "Origin", "http://localhost:9", "Cookie", cookie, NULL } },
        { s, 303, { "Host", "[::1]:9", FORM, "Origin", "http://[::1]:9", "Cookie", cookie, NULL } },
        { &outside, 303, { "Host", "ecole.example", FORM, "Origin", "https://ecole.example", "Cookie", hidden, NULL } },
        { &outside, 403, { "Host", "ecole.example", FORM, "Origin", "http://ecole.example", "Cookie", hidden, NULL } },
        { &outside, 403, { HOST, FORM, OURS, "Cookie", hidden, NULL } },
        { &outside, 401, { "Host", "ecole.example", FORM, "Origin", "https://ecole.example", "Cookie", cookie, NULL } } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK_INT(send_with(all[i].of, "POST", path, body, all[i].headers).status, all[i].status);
    store_fixture_close(f);
}

/* The bytes of the bases and their logs. */
static const char *bytes_of(SmallSchool *s) {
    static const char *const files[] = { "school.db", "school.db-wal", "2026/base.db", "2026/base.db-wal" };
    crypto_generichash_state h;
    unsigned char out[16], some[65536];
    crypto_generichash_init(&h, NULL, 0, sizeof out);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        int fd = open(arena_printf(s->mem, "%s/%s", s->fixture->folder, files[i]), O_RDONLY);
        ssize_t got;
        CHECK(fd >= 0);
        while ((got = read(fd, some, sizeof some)) > 0)
            crypto_generichash_update(&h, some, (size_t) got);
        close(fd);
    }
    crypto_generichash_final(&h, out, sizeof out);
    char *hex = arena_alloc(s->mem, 33, 1);
    return sodium_bin2hex(hex, 33, out, sizeof out);
}

static void reads_only(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *before = state_of(s), *bytes = f->postgres ? NULL : bytes_of(s);
    for (int i = 0; route_at(i); i++) {
        const Route *r = route_at(i);
        if (r->method != GET)
            continue;
        const char *target = arena_printf(s->mem, "%s?q=da&label=X&size=20", address_of(s->mem, r));
        for (int json = 0; json < 2; json++) {
            Exchange e = request(s, s->supervisor, json ? "HEAD" : "GET", target, NULL, json);
            CHECK(e.status < 500);
            request(s, s->restricted, "GET", target, NULL, json);
            request(s, NULL, "GET", target, NULL, json);
        }
    }
    CHECK_TEXT(state_of(s), before);
    if (bytes)
        CHECK_TEXT(bytes_of(s), bytes);
}
TEST(reading_every_page_writes_nothing) { for_each_engine(reads_only); }

/* ---- headers ---- */

static const char *const always[][2] = {
    { "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
        "require-trusted-types-for 'script'; trusted-types app" },
    { "X-Content-Type-Options", "nosniff" }, { "Referrer-Policy", "same-origin" }, { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" }, { "Origin-Agent-Cluster", "?1" }, { "X-Frame-Options", "DENY" },
    { "Permissions-Policy", "camera=(self), publickey-credentials-get=(self), geolocation=(), microphone=(), payment=(), usb=(), serial=()" },
};

/* CACHED: what Cache-Control says. */
static void check_headers(const Exchange *e, const char *what, const char *cached, bool public_address) {
    int count;
    bool good = true;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        good = good && str_equal(header_of(e, always[i][0], &count), always[i][1]) && count == 1;
    good = good && str_equal(header_of(e, "Cache-Control", &count), cached) && count == 1;
    good = good && !header(e, "Server") && !header(e, "X-Powered-By") && !header(e, "Access-Control-Allow-Origin");
    good = good && str_equal(header_of(e, "Strict-Transport-Security", &count), public_address ? "max-age=63072000; includeSubDomains" : NULL);
    good = good && (header_of(e, "Retry-After", &count) != NULL) == (e->status == 429 || e->status == 503) && count <= 1;
    good = good && (header_of(e, "Allow", &count) != NULL) == (e->status == 405);
    if (!good)
        printf("# %s (%d)\n", what, e->status);
    CHECK(good);
}

static void all_headers(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    SmallSchool outside = *s;
    outside.site.behind = "https://ecole.example";
    for (int i = 0; route_at(i); i++) {
        const Route *r = route_at(i);
        const char *target = address_of(s->mem, r), *method = method_words[r->method];
        const char *cached = str_equal(r->path, "/openapi.json") || str_equal(r->path, "/sw.js") ? "no-cache" : "no-store";
        for (int way = (i + f->postgres) % 2; way < 8; way += 2) {       /* half on each engine, the other half of the next route */
            bool public_address = way & 4;
            const char *const headers[] = { "Host", public_address ? "ecole.example" : "127.0.0.1:8080", "Accept", way & 1 ? "application/json" : "text/html",
                "Origin", public_address ? "https://ecole.example" : "http://127.0.0.1:8080", "Cookie",
                arena_printf(s->mem, "%s=%s", public_address ? "__Host-sid" : "sid", way & 2 ? s->restricted : "none"), NULL };
            Exchange e = send_with(public_address ? &outside : s, method, target, NULL, headers);
            check_headers(&e, arena_printf(s->mem, "%s %s, way %d", method, r->path, way), cached, public_address);
        }
    }
}
TEST(every_route_sends_every_header) { for_each_engine(all_headers); }

TEST(errors_files_and_redirects_send_them_too) {
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    const struct { int status; const char *method, *target, *body, *cached; } all[] = { { 404, "GET", "/nulle/part", NULL, "no-store" },
        { 404, "GET", "/assets/rien.css", NULL, "no-store" }, { 405, "POST", "/bureau", "", "no-store" }, { 405, "PATCH", "/bureau", "", "no-store" },
        { 303, "GET", "/", NULL, "no-store" }, { 422, "POST", "/bureau/annee", "first_day=x", "no-store" }, { 400, "GET", "nulle", NULL, "no-store" },
        { 400, "POST", "/bureau/annee", "first_day=%FF", "no-store" }, { 404, "POST", "/bureau/annee/creneaux/999", "label=x", "no-store" },
        { 200, "GET", assets[0].path, NULL, "public, max-age=31536000, immutable" } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        Exchange e = request(s, s->supervisor, all[i].method, all[i].target, all[i].body, false);
        CHECK_INT(e.status, all[i].status);
        check_headers(&e, all[i].target, all[i].cached, false);
    }
    store_fail_at(f->store, 1);
    Exchange e = request(s, s->supervisor, "GET", "/bureau", NULL, false);
    store_fail_at(f->store, 0);
    CHECK_INT(e.status, 500);
    CHECK(!header(&e, "Preau-Offline"));        /* who asks is not known: what is kept for them stays */
    check_headers(&e, "fault", "no-store", false);
    e = request(s, NULL, "POST", "/bureau", "", false);
    CHECK_TEXT(header(&e, "Allow"), "GET, HEAD");
    e = request(s, NULL, "GET", "/bureau/annee/creneaux/1/fin", NULL, true);
    CHECK_INT(e.status, 405);
    CHECK_TEXT(header(&e, "Allow"), "POST");
    e = request(s, s->supervisor, "POST", "/deconnexion", NULL, false);
    CHECK_TEXT(header(&e, "Clear-Site-Data"), "\"cache\", \"storage\"");
    CHECK(strstr(header(&e, "Set-Cookie"), "Max-Age=0"));
    check_headers(&e, "sign out", "no-store", false);
    store_fixture_close(f);
}

/* A stranger and somebody without the right learn the same, whatever the address. */
TEST(refusals_have_one_shape) {
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    static const char *const missing[] = { "/nulle/part", "/bureau/eleves/1", "/bureau/annee/creneaux", "/assets/x" };
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        Exchange e = request(s, s->supervisor, "GET", missing[i], NULL, true);
        CHECK_TEXT(arena_text_n(s->mem, e.answer, e.answer_size), "{\"status\":404,\"kind\":\"not_found\"}");
    }
    Exchange e = request(s, s->restricted, "GET", "/bureau/annee", NULL, true);
    CHECK_TEXT(arena_text_n(s->mem, e.answer, e.answer_size), "{\"status\":403,\"kind\":\"forbidden\"}");
    e = request(s, NULL, "GET", "/bureau/annee", NULL, true);
    CHECK_TEXT(arena_text_n(s->mem, e.answer, e.answer_size), "{\"status\":401,\"kind\":\"sign_in\"}");
    e = request(s, NULL, "GET", "/bureau/annee", NULL, false);
    CHECK(e.status == 401 && answers(&e, "name=\"password\""));
    store_fixture_close(f);
}

/* ---- /openapi.json ---- */

static json_t *description(SmallSchool *s) {
    Exchange e = request(s, NULL, "GET", "/openapi.json", NULL, false);
    json_error_t error;
    CHECK_INT(e.status, 200);
    json_t *all = json_loadb(e.answer, e.answer_size, JSON_REJECT_DUPLICATES, &error);
    if (!all)
        printf("# %s: %.60s\n", error.text, e.answer + (error.position > 30 ? error.position - 30 : 0));
    CHECK(all != NULL);
    return all;
}

static json_t *member(json_t *of, const char *first, const char *second) { return json_object_get(json_object_get(of, first), second); }

/* "#/components/schemas/desk.pupil" leads somewhere. */
static bool resolves(Arena *mem, json_t *all, const char *reference) {
    json_t *at = all;
    for (const char *piece = reference + 1; *piece == '/'; piece += 1 + strcspn(piece + 1, "/"))
        at = json_object_get(at, arena_text_n(mem, piece + 1, strcspn(piece + 1, "/")));
    return reference[0] == '#' && json_is_object(at);
}

static int check_references(Arena *mem, json_t *all, json_t *at) {
    int count = 0;
    const char *key;
    json_t *child;
    size_t i;
    json_object_foreach(at, key, child) {
        if (str_equal(key, "$ref") && json_is_string(child)) {
            CHECK(resolves(mem, all, json_string_value(child)));
            count++;
        }
        count += check_references(mem, all, child);
    }
    json_array_foreach(at, i, child)
        count += check_references(mem, all, child);
    return count;
}

static bool in_array(json_t *array, const char *word) {
    json_t *item;
    size_t i;
    json_array_foreach(array, i, item)
        if (word ? str_equal(json_string_value(item), word) : str_equal(json_string_value(item), "null") || json_is_null(item))
            return true;
    return false;
}

static bool field_told(json_t *told, const ReplyField *f) {
    static const char *const types[] = { [REPLY_INT] = "integer", [REPLY_ID] = "integer", [REPLY_BOOL] = "boolean", [REPLY_TEXT] = "string", [REPLY_WORD] = "string",
        [REPLY_DAY] = "string", [REPLY_INSTANT] = "string", [REPLY_MINUTES] = "string", [REPLY_LIST] = "array", [REPLY_TEXTS] = "array" };
    json_t *type = json_object_get(told, "type");
    bool good = told && str_equal(json_string_value(json_object_get(told, "x-right")), f->right);
    const char *data_class = json_string_value(json_object_get(told, "x-class"));
    good = good && data_class && data_class[1] == '0' + f->data_class;
    if (f->kind == REPLY_OBJECT)
        return good && (f->nullable ? json_is_array(json_object_get(told, "anyOf")) : json_is_string(json_object_get(told, "$ref")));
    good = good && (f->nullable ? in_array(type, types[f->kind]) && in_array(type, NULL) : str_equal(json_string_value(type), types[f->kind]));
    for (const char *const *word = f->words; word && *word; word++)
        good = good && in_array(json_object_get(told, "enum"), *word);
    return good;
}

static void check_type(Arena *mem, json_t *all, const ReplyType *type) {
    char *name = arena_text(mem, type->name);
    for (char *c = name; *c; c++)
        *c = *c == '/' ? '.' : *c;
    json_t *properties = json_object_get(json_object_get(member(all, "components", "schemas"), name), "properties");
    int printed = 0;
    for (int i = 0; i < type->count; i++) {
        const ReplyField *f = &type->fields[i];
        if (f->html_only)
            continue;
        printed++;
        if (!field_told(json_object_get(properties, f->key), f))
            printf("# %s.%s\n", type->name, f->key);
        CHECK(field_told(json_object_get(properties, f->key), f));
        if (f->of)
            check_type(mem, all, f->of);
    }
    CHECK_INT((int64_t) json_object_size(properties), printed);
}

static const char *templated(Arena *mem, const char *path) {
    Str out = str_new(mem, 64);
    for (; *path; path++) {
        size_t size = *path == ':' ? strcspn(path + 1, "/") : 0;
        if (size)
            str_printf(&out, "{%.*s}", (int) size, path + 1);
        else
            str_add_char(&out, *path);
        path += size;
    }
    return out.data;
}

static void check_operation(Arena *mem, json_t *all, const Route *r) {
    static const char *const methods[] = { "get", "post", "put", "delete" };
    json_t *told = member(json_object_get(all, "paths"), templated(mem, r->path), methods[r->method]), *said = json_object_get(told, "responses");
    const char *name = arena_printf(mem, "form.%s", json_string_value(json_object_get(told, "operationId")));
    json_t *form = json_object_get(json_object_get(member(all, "components", "schemas"), name), "properties");
    bool open = r->portals & PORTAL_OPEN;
    if (!told)
        printf("# %s %s\n", method_words[r->method], r->path);
    CHECK(told && json_object_size(said) > 0);
    CHECK_TEXT(json_string_value(json_object_get(told, "x-right")), r->right);
    CHECK(open == (json_object_get(told, "security") != NULL) && open == (json_object_get(said, "401") == NULL));
    CHECK((r->mode != NONE) == (json_object_get(said, "429") && json_object_get(said, "503")));
    CHECK((r->method != GET) == (json_object_get(said, "422") && json_object_get(said, "409") && json_object_get(said, "303")));
    CHECK((r->method != GET && (r->form || r->max_body)) == (json_object_get(told, "requestBody") != NULL));
    CHECK(!strchr(r->path, ':') || (json_object_get(said, "404") && json_array_size(json_object_get(told, "parameters")) > 0));
    CHECK(!str_equal(json_string_value(json_object_get(told, "x-guard")), "object"));
    for (const Field *f = r->method == GET ? NULL : r->form; f && f->kind != FIELD_END; f++)
        CHECK(json_object_get(form, f->name) != NULL);
    if (r->method == GET && r->page) {
        check_type(mem, all, r->page->type);
        CHECK(member(json_object_get(said, "200"), "content", "application/json"));
    }
}

TEST(the_description_holds_every_route_and_every_key) {
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    json_t *all = description(s), *operation, *path;
    const char *name, *method;
    Map ids = map_new(s->mem);
    int routes = 0, operations = 0;
    for (; route_at(routes); routes++)
        check_operation(s->mem, all, route_at(routes));
    json_object_foreach(json_object_get(all, "paths"), name, path)
        json_object_foreach(path, method, operation) {
            operations++;
            CHECK(map_add(&ids, json_string_value(json_object_get(operation, "operationId")), operation));
        }
    CHECK_INT(operations, routes);
    CHECK_TEXT(json_string_value(json_object_get(all, "openapi")), "3.1.0");
    CHECK(check_references(s->mem, all, all) > 100);
    CHECK(json_object_get(member(all, "components", "schemas"), "error") != NULL);
    json_decref(all);
    store_fixture_close(f);
}

TEST(the_description_is_sent_again_only_when_it_changed) {
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    Exchange e = request(s, NULL, "GET", "/openapi.json", NULL, false);
    const char *etag = header(&e, "ETag");
    CHECK(etag && etag[0] == '"' && strlen(etag) == 34);
    CHECK_TEXT(header(&e, "Cache-Control"), "no-cache");
    const char *const known[][4] = { { "If-None-Match", etag, NULL }, { "If-None-Match", arena_printf(s->mem, "\"x\", W/%s", etag), NULL },
        { "If-None-Match", "*", NULL }, { "If-None-Match", "\"x\"", NULL } };
    for (int i = 0; i < 4; i++) {
        e = send_with(s, "GET", "/openapi.json", NULL, known[i]);
        CHECK_INT(e.status, i < 3 ? 304 : 200);
        CHECK_TEXT(header(&e, "ETag"), etag);
        CHECK(i == 3 || e.answer_size == 0);
    }
    store_fixture_close(f);
}

/* ---- how a path finds its line ---- */

static Reply nothing(Request *rq) { return not_found(rq); }
static bool something(Request *rq) { return rq != NULL; }

static const char *found(const Routing *r, Arena *mem, Method method, const char *path, Pairs *values, unsigned *methods) {
    const RouteEntry *e = routing_find(r, method, path, mem, values, methods);
    return e ? e->route->path : NULL;
}

TEST(a_path_finds_the_line_that_says_it_most_exactly) {
    static const Route table[] = { { GET, "/a/:x", nothing, guard_open, READ, PORTAL_OPEN }, { GET, "/a/neuf", nothing, guard_open, READ, PORTAL_OPEN },
        { POST, "/a/:y", nothing, guard_open, WRITE, PORTAL_OPEN }, { GET, "/a/neuf/b", nothing, guard_open, READ, PORTAL_OPEN },
        { GET, "/a/:x/c/:z", nothing, guard_open, READ, PORTAL_OPEN }, { GET, "/", nothing, guard_open, READ, PORTAL_OPEN },
        { DELETE, "/a/neuf", nothing, guard_open, WRITE, PORTAL_OPEN }, ROUTES_END };
    Arena *mem = arena_new();
    Routing *r = routing_new(mem);
    Pairs v = { 0 };
    unsigned methods;
    for (const Route *t = table; t->path; t++)
        CHECK_TEXT(routing_add(r, &(RouteEntry){ t, "test", 0 }), NULL);
    CHECK_TEXT(found(r, mem, GET, "/", &v, &methods), "/");
    CHECK_TEXT(found(r, mem, GET, "/a/neuf", &v, &methods), "/a/neuf");
    CHECK_INT((int64_t) v.count, 0);
    CHECK_TEXT(found(r, mem, GET, "/a/dix", &v, &methods), "/a/:x");
    CHECK_TEXT(pair_get(&v, "x"), "dix");
    CHECK_TEXT(found(r, mem, POST, "/a/neuf", &v, &methods), "/a/:y");          /* the spelled-out one does not answer to POST */
    CHECK_TEXT(pair_get(&v, "y"), "neuf");
    CHECK_TEXT(found(r, mem, GET, "/a/neuf/c/1", &v, &methods), "/a/:x/c/:z");  /* nor does it lead there */
    CHECK_TEXT(pair_get(&v, "x"), "neuf");
    CHECK_TEXT(pair_get(&v, "z"), "1");
    CHECK_TEXT(found(r, mem, GET, "/a/neuf/b", &v, &methods), "/a/neuf/b");
    CHECK_TEXT(found(r, mem, PUT, "/a/neuf", &v, &methods), NULL);
    CHECK_INT(methods, 1u << GET | 1u << POST | 1u << DELETE);
    static const char *const nowhere[] = { "/a", "/a/", "/a/neuf/", "/a/x/c", "/a/x/c/", "//", "/a/x/c/1/2", "/A/x", "/a/neuf/c/1/", "",
        "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18" };
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        CHECK_TEXT(found(r, mem, GET, nowhere[i], &v, &methods), NULL);
        CHECK_INT(methods, 0);
    }
    arena_free(mem);
}

TEST(tables_that_do_not_fit_keep_the_server_from_starting) {
    const struct { const char *says; Route routes[3]; } all[] = {
        { "route GET /a: no guard", { { GET, "/a", nothing, NULL, READ, PORTAL_OPEN }, ROUTES_END } },
        { "route GET /a: no guard", { { GET, "/a", nothing, guard_open, READ, 0 }, ROUTES_END } },
        { "route GET /a: no handler", { { GET, "/a", NULL, guard_open, READ, PORTAL_OPEN }, ROUTES_END } },
        { "route GET a: a path begins with /", { { GET, "a", nothing, guard_open, READ, PORTAL_OPEN }, ROUTES_END } },
        { "route GET /a: GET changes nothing (P-20)", { { GET, "/a", nothing, guard_open, WRITE, PORTAL_OPEN }, ROUTES_END } },
        { "route POST /a: without a transaction nobody knows who asks", { { POST, "/a", nothing, guard_open, NONE, PORTAL_OPEN }, ROUTES_END } },
        { "route POST /a: `before` goes with SLOW_WRITE", { { POST, "/a", nothing, guard_open, SLOW_WRITE, PORTAL_OPEN }, ROUTES_END } },
        { "route POST /a: `before` goes with SLOW_WRITE", { { POST, "/a", nothing, guard_open, WRITE, PORTAL_OPEN, .before = something }, ROUTES_END } },
        { "route GET /a/:y: /a/:x answers there already", { { GET, "/a/:x", nothing, guard_open, READ, PORTAL_OPEN },
            { GET, "/a/:y", nothing, guard_open, READ, PORTAL_OPEN }, ROUTES_END } },
        { "route GET /a: its page may not stay in browsers (offline)", { { GET, "/a", nothing, guard_open, READ, PORTAL_ANY, .offline = true }, ROUTES_END } },
        { "route GET /a: its page may not stay in browsers (offline)", { { GET, "/a", nothing, guard_open, READ, PORTAL_DESK, NULL, &PAGE_ERROR, .offline = true }, ROUTES_END } },
        { "route GET /a: its page may not stay in browsers (offline)", { { GET, "/a", nothing, guard_open, READ, PORTAL_ANY, NULL, &PAGE_SUPPORT_OWN, .offline = true,
            .reads = READS_NOBODY }, ROUTES_END } },
        { "route POST /a: its page may not stay in browsers (offline)", { { POST, "/a", nothing, guard_open, READ, PORTAL_ANY, NULL, &PAGE_ERROR, .offline = true }, ROUTES_END } },
        { "route /a: unknown right rien", { { GET, "/a", nothing, guard_open, READ, PORTAL_OPEN, "rien" }, ROUTES_END } } };
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const Feature one = { .name = "one", .routes = all[i].routes };
        const Feature *const some[] = { &one, NULL };
        Site site = s->site;
        site.features = some;
        CHECK_TEXT(site_check(&site, s->mem), all[i].says);
    }
    CHECK_TEXT(site_check(&s->site, s->mem), NULL);
    store_fixture_close(f);
}

TEST_MAIN
