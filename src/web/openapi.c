#include "web/openapi.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define MINUTES_PATTERN "^[0-2][0-9]:[0-5][0-9]$"

struct OpenApi {
    const Site *site;
    const Routing *routing;
    Arena *mem;
    pthread_mutex_t lock;
    OpenApiText made;                   /* .text NULL: not yet */
};

typedef struct Writing { Str *to; Arena *mem; const OpenApi *api; Map described; VEC(const ReplyType *) types; } Writing;

/* ---- JSON, piece by piece: a comma goes before whatever does not open something ---- */

static void comma(Writing *w) {
    char last = w->to->size ? w->to->data[w->to->size - 1] : '{';
    if (last != '{' && last != '[' && last != ':')
        str_add_char(w->to, ',');
}

static void key(Writing *w, const char *name) {
    comma(w);
    str_quote(w->to, name);
    str_add_char(w->to, ':');
}

static void value(Writing *w, const char *text) {
    comma(w);
    str_quote(w->to, text);
}

static void pair(Writing *w, const char *name, const char *text) {
    key(w, name);
    str_quote(w->to, text);
}

static void pair_int(Writing *w, const char *name, int64_t number) {
    key(w, name);
    str_add_int(w->to, number);
}

static void begin(Writing *w, const char *name, char bracket) {
    if (name)
        key(w, name);
    else
        comma(w);
    str_add_char(w->to, bracket);
}

static void end(Writing *w, char bracket) { str_add_char(w->to, bracket); }

static void reference(Writing *w, const char *kind, const char *name) { pair(w, "$ref", arena_printf(w->mem, "#/components/%s/%s", kind, name)); }

static void text(Writing *w, const char *name, TextId id) { pair(w, name, words(w->mem, id, NULL)); }

/* ---- what is answered ---- */

/* "desk/pupil.address" is no name that a component may have. */
static const char *type_name(Writing *w, const ReplyType *type) {
    char *name = arena_text(w->mem, type->name);
    for (char *c = name; *c; c++)
        *c = *c == '/' ? '.' : *c;
    return name;
}

static void refer_to(Writing *w, const ReplyType *type) {
    if (map_add(&w->described, type->name, (void *) (uintptr_t) type))
        *VEC_ADD(w->mem, &w->types) = type;
    reference(w, "schemas", type_name(w, type));
}

static void type_is(Writing *w, const char *name, bool nullable) {
    if (!nullable) {
        pair(w, "type", name);
        return;
    }
    begin(w, "type", '[');
    value(w, name);
    value(w, "null");
    end(w, ']');
}

static void word_schema(Writing *w, const ReplyField *f) {
    type_is(w, "string", f->nullable);
    begin(w, "enum", '[');
    for (const char *const *word = f->words; word && *word; word++)
        value(w, *word);
    if (f->nullable) {
        comma(w);
        str_add(w->to, "null");
    }
    end(w, ']');
}

static void object_schema(Writing *w, const ReplyField *f) {
    if (!f->nullable) {
        refer_to(w, f->of);
        return;
    }
    begin(w, "anyOf", '[');
    begin(w, NULL, '{');
    refer_to(w, f->of);
    end(w, '}');
    begin(w, NULL, '{');
    pair(w, "type", "null");
    end(w, '}');
    end(w, ']');
}

static void list_schema(Writing *w, const ReplyField *f) {
    type_is(w, "array", f->nullable);
    begin(w, "items", '{');
    if (f->kind == REPLY_LIST)
        refer_to(w, f->of);
    else
        pair(w, "type", "string");
    end(w, '}');
}

static void reply_field(Writing *w, const ReplyField *f) {
    begin(w, f->key, '{');
    switch (f->kind) {
    case REPLY_INT: type_is(w, "integer", f->nullable); break;
    case REPLY_ID: type_is(w, "integer", f->nullable); pair_int(w, "minimum", 1); break;
    case REPLY_BOOL: type_is(w, "boolean", f->nullable); break;
    case REPLY_TEXT: type_is(w, "string", f->nullable); break;
    case REPLY_DAY: type_is(w, "string", f->nullable); pair(w, "format", "date"); break;
    case REPLY_INSTANT: type_is(w, "string", f->nullable); pair(w, "format", "date-time"); break;
    case REPLY_MINUTES: type_is(w, "string", f->nullable); pair(w, "pattern", MINUTES_PATTERN); break;
    case REPLY_WORD: word_schema(w, f); break;
    case REPLY_OBJECT: object_schema(w, f); break;
    case REPLY_LIST: case REPLY_TEXTS: list_schema(w, f); break;
    }
    if (f->right)
        pair(w, "x-right", f->right);
    pair(w, "x-class", arena_printf(w->mem, "D%d", f->data_class));
    end(w, '}');
}

static void reply_schema(Writing *w, const ReplyType *type) {
    begin(w, type_name(w, type), '{');
    pair(w, "type", "object");
    begin(w, "properties", '{');
    for (int i = 0; i < type->count; i++)
        if (!type->fields[i].html_only)
            reply_field(w, &type->fields[i]);
    end(w, '}');
    end(w, '}');
}

static int class_of(const ReplyType *type) {
    int most = 0;
    for (int i = 0; type && i < type->count; i++) {
        const ReplyField *f = &type->fields[i];
        int inner = f->html_only ? 0 : class_of(f->of);
        most = f->data_class > most ? f->data_class : most;
        most = inner > most ? inner : most;
    }
    return most;
}

/* ---- what is taken ---- */

static void field_schema(Writing *w, const Field *f) {
    switch (f->kind) {
    case FIELD_TEXT: pair(w, "type", "string"); pair_int(w, "maxLength", f->max ? f->max : FORM_TEXT_MOST); break;
    case FIELD_LONG_TEXT: pair(w, "type", "string"); pair_int(w, "maxLength", f->max ? f->max : FORM_LONG_TEXT_MOST); break;
    case FIELD_SECRET: pair(w, "type", "string"); pair(w, "format", "password"); pair_int(w, "maxLength", f->max ? f->max : FORM_SECRET_MOST); break;
    case FIELD_INT: pair(w, "type", "integer"); pair_int(w, "minimum", f->min); pair_int(w, "maximum", f->max); break;
    case FIELD_ID: pair(w, "type", "integer"); pair_int(w, "minimum", 1); break;
    case FIELD_BOOL: pair(w, "type", "boolean"); break;
    case FIELD_DAY: pair(w, "type", "string"); pair(w, "format", "date"); break;
    case FIELD_MINUTES: pair(w, "type", "string"); pair(w, "pattern", MINUTES_PATTERN); break;
    case FIELD_WORD: pair(w, "type", "string"); pair(w, "pattern", "^[A-Za-z0-9._-]*$"); break;
    case FIELD_CHOICE:
        pair(w, "type", "string");
        begin(w, "enum", '[');
        for (const char *const *choice = f->choices; *choice; choice++)
            value(w, *choice);
        end(w, ']');
        break;
    case FIELD_END: break;
    }
}

static void form_schema(Writing *w, const Field *form) {
    bool required = false;
    pair(w, "type", "object");
    begin(w, "properties", '{');
    for (const Field *f = form; f && f->kind != FIELD_END; f++) {
        begin(w, f->name, '{');
        field_schema(w, f);
        end(w, '}');
        required = required || f->required;
    }
    end(w, '}');
    if (!required)
        return;
    begin(w, "required", '[');
    for (const Field *f = form; f->kind != FIELD_END; f++)
        if (f->required)
            value(w, f->name);
    end(w, ']');
}

/* "get_bureau_eleves_pupil" */
static const char *operation_id(Writing *w, const Route *r) {
    char *name = arena_printf(w->mem, "%s%s", method_words[r->method], r->path);
    for (char *c = name; *c; c++)
        *c = *c == '/' || *c == '.' || *c == '-' ? '_' : *c >= 'A' && *c <= 'Z' ? (char) (*c - 'A' + 'a') : *c;
    Str clean = str_new(w->mem, strlen(name));
    for (const char *c = name; *c; c++)
        if (*c != ':')
            str_add_char(&clean, *c);
    return clean.data;
}

static bool takes_form(const Route *r) { return r->method != GET && (r->form || r->max_body); }

/* "form.post_bureau_annee": forms stand among the schemas, after the route that takes them. */
static const char *form_name(Writing *w, const Route *r) { return arena_printf(w->mem, "form.%s", operation_id(w, r)); }

static void request_body(Writing *w, const Route *r) {
    const char *const types[] = { "application/x-www-form-urlencoded", "application/json", "multipart/form-data" };
    begin(w, "requestBody", '{');
    begin(w, "content", '{');
    for (int i = r->max_body ? 2 : 0; i < (r->max_body ? 3 : 2); i++) {        /* files come as multipart */
        begin(w, types[i], '{');
        begin(w, "schema", '{');
        reference(w, "schemas", form_name(w, r));
        end(w, '}');
        end(w, '}');
    }
    end(w, '}');
    end(w, '}');
}

static void path_parameters(Writing *w, const char *path) {
    for (const char *at = path; (at = strchr(at, ':')); at++) {
        begin(w, NULL, '{');
        pair(w, "name", arena_text_n(w->mem, at + 1, strcspn(at + 1, "/")));
        pair(w, "in", "path");
        key(w, "required");
        str_add(w->to, "true");
        begin(w, "schema", '{');
        pair(w, "type", "string");
        end(w, '}');
        end(w, '}');
    }
}

static void query_parameters(Writing *w, const Field *form) {
    for (const Field *f = form; f && f->kind != FIELD_END; f++) {
        begin(w, NULL, '{');
        pair(w, "name", f->name);
        pair(w, "in", "query");
        begin(w, "schema", '{');
        field_schema(w, f);
        end(w, '}');
        end(w, '}');
    }
}

static void parameters(Writing *w, const Route *r) {
    if (r->method == GET && !r->form && !strchr(r->path, ':'))
        return;
    begin(w, "parameters", '[');
    path_parameters(w, r->path);
    if (r->method == GET)
        query_parameters(w, r->form);
    if (r->method != GET) {
        begin(w, NULL, '{');
        reference(w, "parameters", "IdempotencyKey");
        end(w, '}');
    }
    end(w, ']');
}

/* ---- one route ---- */

static void content_of(Writing *w, const ReplyType *type) {
    begin(w, "content", '{');
    begin(w, "application/json", '{');
    begin(w, "schema", '{');
    refer_to(w, type);
    end(w, '}');
    end(w, '}');
    begin(w, "text/html", '{');
    end(w, '}');
    end(w, '}');
}

static void shared_response(Writing *w, int status) {
    const char *name = arena_printf(w->mem, "%d", status);
    begin(w, name, '{');
    reference(w, "responses", name);
    end(w, '}');
}

/* What a route may answer follows from what its line says. */
static bool may_answer(const Route *r, int status) {
    bool open = r->portals & PORTAL_OPEN, unsafe = r->method != GET;
    switch (status) {
    case 303: return unsafe || !r->page;
    case 401: return !open;
    case 403: return !open || unsafe;
    case 404: return strchr(r->path, ':') != NULL;
    case 400: case 409: case 413: case 415: case 422: return unsafe;
    default: return r->mode != NONE;
    }
}

static const int shared_statuses[] = { 303, 400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503 };

static void responses(Writing *w, const Route *r) {
    begin(w, "responses", '{');
    if (r->method == GET) {
        begin(w, "200", '{');
        text(w, "description", T_OPENAPI_ANSWER);
        if (r->page)
            content_of(w, r->page->type);
        end(w, '}');
    }
    for (size_t i = 0; i < sizeof shared_statuses / sizeof *shared_statuses; i++)
        if (may_answer(r, shared_statuses[i]))
            shared_response(w, shared_statuses[i]);
    end(w, '}');
}

static void operation(Writing *w, const RouteEntry *e) {
    static const char *const methods[] = { "get", "post", "put", "delete" };
    const Route *r = e->route;
    begin(w, methods[r->method], '{');
    pair(w, "operationId", operation_id(w, r));
    begin(w, "tags", '[');
    value(w, e->feature);
    end(w, ']');
    if (r->page && r->page->title && !r->page->print_title)
        text(w, "summary", r->page->title);
    if (r->right)
        pair(w, "x-right", r->right);
    if (r->page)
        pair(w, "x-class", arena_printf(w->mem, "D%d", class_of(r->page->type)));
    pair(w, "x-guard", routing_guard_name(w->api->site->features, r->guard));
    begin(w, "x-portals", '[');
    for (int i = 0; portal_words[i]; i++)
        if (r->portals & 1u << i)
            value(w, portal_words[i]);
    end(w, ']');
    parameters(w, r);
    if (takes_form(r))
        request_body(w, r);
    responses(w, r);
    if (r->portals & PORTAL_OPEN) {
        begin(w, "security", '[');
        end(w, ']');
    }
    end(w, '}');
}

static const char *path_template(Writing *w, const char *path) {
    Str out = str_new(w->mem, strlen(path) + 8);
    for (; *path; path++) {
        if (*path != ':') {
            str_add_char(&out, *path);
            continue;
        }
        size_t size = strcspn(path + 1, "/");
        str_printf(&out, "{%.*s}", (int) size, path + 1);
        path += size;
    }
    return out.data;
}

static void paths(Writing *w) {
    const RouteEntry *e, *other;
    begin(w, "paths", '{');
    for (size_t i = 0; (e = routing_at(w->api->routing, i)); i++) {
        size_t first = 0;
        while (!str_equal(routing_at(w->api->routing, first)->route->path, e->route->path))
            first++;
        if (first < i)
            continue;
        begin(w, path_template(w, e->route->path), '{');
        for (size_t k = i; (other = routing_at(w->api->routing, k)); k++)
            if (str_equal(other->route->path, e->route->path))
                operation(w, other);
        end(w, '}');
    }
    end(w, '}');
}

/* ---- what routes share ---- */

static void header_of(Writing *w, const char *name, const char *type) {
    begin(w, "headers", '{');
    begin(w, name, '{');
    begin(w, "schema", '{');
    pair(w, "type", type);
    end(w, '}');
    end(w, '}');
    end(w, '}');
}

static void shared_responses(Writing *w) {
    static const TextId descriptions[] = { T_OPENAPI_DONE, T_ERROR_BAD_REQUEST, T_ERROR_SIGN_IN, T_ERROR_FORBIDDEN, T_ERROR_NOT_FOUND, T_ERROR_CONFLICT,
        T_ERROR_TOO_LARGE, T_ERROR_BAD_REQUEST, T_OPENAPI_PROBLEMS, T_ERROR_TOO_MANY, T_ERROR_BROKEN, T_ERROR_BUSY };
    begin(w, "responses", '{');
    for (size_t i = 0; i < sizeof shared_statuses / sizeof *shared_statuses; i++) {
        int status = shared_statuses[i];
        begin(w, arena_printf(w->mem, "%d", status), '{');
        text(w, "description", descriptions[i]);
        if (status == 303)
            header_of(w, "Location", "string");
        if (status == 429 || status == 503)
            header_of(w, "Retry-After", "integer");
        if (status == 422) {
            begin(w, "content", '{');
            begin(w, "application/json", '{');
            begin(w, "schema", '{');
            reference(w, "schemas", "problems");
            end(w, '}');
            end(w, '}');
            end(w, '}');
        } else if (status != 303) {
            content_of(w, &REPLY_ERROR);
        }
        end(w, '}');
    }
    end(w, '}');
}

/* json_problems has no .reply: the dispatcher prints it itself. */
static void shared_schemas(Writing *w) {
    begin(w, "schemas", '{');
    str_add(w->to, "\"problems\":{\"type\":\"object\",\"properties\":{\"problems\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
        "\"field\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"}},\"required\":[\"field\",\"code\",\"text\"]}}},"
        "\"required\":[\"problems\"]}");
    for (size_t i = 0; i < w->types.count; i++)         /* which grows meanwhile */
        reply_schema(w, w->types.items[i]);
    for (size_t i = 0; routing_at(w->api->routing, i); i++) {
        const Route *r = routing_at(w->api->routing, i)->route;
        if (!takes_form(r))
            continue;
        begin(w, form_name(w, r), '{');
        form_schema(w, r->form);
        end(w, '}');
    }
    end(w, '}');
}

static void components(Writing *w) {
    begin(w, "components", '{');
    shared_responses(w);
    shared_schemas(w);
    begin(w, "parameters", '{');
    str_add(w->to, "\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"schema\":{\"type\":\"string\",\"minLength\":16,\"maxLength\":128,"
        "\"pattern\":\"^[!-~]*$\"}");
    text(w, "description", T_OPENAPI_KEY);
    str_add(w->to, "}");
    end(w, '}');
    begin(w, "securitySchemes", '{');
    begin(w, "session", '{');
    pair(w, "type", "apiKey");
    pair(w, "in", "cookie");
    pair(w, "name", w->api->site->behind ? "__Host-sid" : "sid");
    end(w, '}');
    end(w, '}');
    end(w, '}');
}

static void write_all(Writing *w) {
    begin(w, NULL, '{');
    pair(w, "openapi", "3.1.0");
    begin(w, "info", '{');
    text(w, "title", T_OPENAPI_TITLE);
    pair(w, "version", PREAU_VERSION);
    end(w, '}');
    paths(w);
    components(w);
    str_add(w->to, ",\"security\":[{\"session\":[]}]");
    end(w, '}');
}

/* ---- made once ---- */

static void end_lock(void *lock) { pthread_mutex_destroy(lock); }

OpenApi *openapi_new(const Site *site, const Routing *routing, Arena *mem) {
    OpenApi *api = NEW(mem, OpenApi);
    *api = (OpenApi){ .site = site, .routing = routing, .mem = arena_child(mem) };
    pthread_mutex_init(&api->lock, NULL);
    arena_on_drop(mem, end_lock, &api->lock);
    return api;
}

static void make(OpenApi *api) {
    uint8_t hash[16];
    char *etag = arena_alloc(api->mem, 2 * sizeof hash + 3, 1);
    Arena *scratch = arena_child(api->mem);
    Str to = str_new(scratch, 65536);
    Writing w = { .to = &to, .mem = scratch, .api = api, .described = map_new(scratch) };
    write_all(&w);
    crypto_generichash(hash, sizeof hash, (const uint8_t *) to.data, to.size, NULL, 0);
    etag[0] = '"';
    sodium_bin2hex(etag + 1, 2 * sizeof hash + 1, hash, sizeof hash);
    etag[1 + 2 * sizeof hash] = '"';
    api->made = (OpenApiText){ arena_copy(api->mem, to.data, to.size), etag, to.size };
    arena_free(scratch);
}

OpenApiText openapi_text(OpenApi *api) {
    pthread_mutex_lock(&api->lock);
    if (!api->made.text)
        make(api);
    OpenApiText made = api->made;
    pthread_mutex_unlock(&api->lock);
    return made;
}
