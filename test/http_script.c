#include "test/http_script.h"

#include "base/must.h"
#include "base/str.h"
#include "school/reads/reads.h"
#include "school/second/totp.h"
#include "test/authenticator.h"
#include "test/page_check.h"
#include "test/test.h"
#include "web/template.h"
#include "work/job.h"
#include "work/sms.h"

#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is wrong, with file and line, as a failed check. */
static void wrong(const char *path, int line, const char *what, const char *detail) {
    printf("# %s:%d: %s%s%s\n", path, line, what, detail ? ": " : "", detail ? detail : "");
    test_check(false, what, path, line);
}

/* ---- reading ---- */

static const char *skip(const char *at) { return at + strspn(at, " \t"); }

/* name=word or name="several words"; NULL when it is none. */
static const char *read_field(Arena *mem, const char *at, ScriptField *field) {
    size_t size = strcspn(at, "= \t");
    if (at[size] != '=' || !size)
        return NULL;
    field->name = arena_text_n(mem, at, size);
    at += size + 1;
    bool quoted = *at == '"';
    size = strcspn(at + quoted, quoted ? "\"" : " \t");
    field->value = arena_text_n(mem, at + quoted, size);
    return skip(at + quoted + size + quoted);
}

typedef struct Reader { Arena *mem; Script *script; ScriptStep *step; int line; } Reader;

static void read_fields(Reader *r, const char *at) {
    ScriptField field;
    while (*at && *at != '#') {
        at = read_field(r->mem, at, &field);
        if (!at) {
            wrong(r->script->path, r->line, "a field is name=value", NULL);
            return;
        }
        *VEC_ADD(r->mem, &r->step->fields) = field;
    }
}

static const char *read_word(Arena *mem, const char **at) {
    size_t size = strcspn(*at, " \t");
    const char *word = arena_text_n(mem, *at, size);
    *at = skip(*at + size);
    return word;
}

/* "2025-11-14 10:00", or "on". */
static void read_clock(Reader *r, const char *at) {
    const char *word = read_word(r->mem, &at);
    int64_t hour = -1, minute = -1;
    Day day = day_parse_iso(word);
    r->step->clock = true;
    if (str_equal(word, "on"))
        return;
    if (day == NO_DAY || strlen(at) != 5 || at[2] != ':' || !str_int(arena_text_n(r->mem, at, 2), 0, 23, &hour) || !str_int(at + 3, 0, 59, &minute))
        wrong(r->script->path, r->line, "the clock is a day and a time, «2025-11-14 10:00», or «on»", NULL);
    else
        r->step->still = instant_of(day, (int) (hour * 60 + minute));
}

static void read_request(Reader *r, const char *at) {
    r->step = VEC_ADD(r->mem, &r->script->steps);
    *r->step = (ScriptStep){ .line = r->line };
    if (str_equal(at, "jobs")) {
        r->step->jobs = true;
        return;
    }
    const char *first = read_word(r->mem, &at);
    if (str_equal(first, "clock")) {
        read_clock(r, at);
        return;
    }
    if (!str_equal(first, "as"))
        wrong(r->script->path, r->line, "a request begins with «as PERSON METHOD /address»", NULL);
    r->step->who = read_word(r->mem, &at);
    r->step->method = read_word(r->mem, &at);
    r->step->target = read_word(r->mem, &at);
    read_fields(r, at);
}

static void read_line(Reader *r, char *line) {
    static const char *const verbs[] = { "expect", "html", "json", "header", "keep", NULL };
    const char *at = skip(line), *start = at;
    line[strcspn(line, "\r\n")] = '\0';
    if (!*at || *at == '#')
        return;
    if (at == line) {
        read_request(r, at);
        return;
    }
    if (!r->step) {
        wrong(r->script->path, r->line, "a check without a request", NULL);
        return;
    }
    const char *verb = read_word(r->mem, &at);
    for (int i = 0; verbs[i]; i++)
        if (str_equal(verbs[i], verb)) {
            *VEC_ADD(r->mem, &r->step->checks) = (struct ScriptCheck){ r->line, verbs[i], arena_text(r->mem, at) };
            return;
        }
    read_fields(r, start);
}

static void read_script(Arena *mem, Script *script) {
    char line[2000];
    Reader r = { .mem = mem, .script = script };
    FILE *file = fopen(script->path, "r");
    must(file);
    while (fgets(line, sizeof line, file)) {
        r.line++;
        read_line(&r, line);
    }
    fclose(file);
}

/* ---- finding ---- */

static struct { Arena *mem; Scripts found; } finding;   /* nftw takes no context */

static int find_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void) st, (void) ftw;
    if (type == FTW_F && str_ends(path, ".http"))
        VEC_ADD(finding.mem, &finding.found)->path = arena_text(finding.mem, path);
    return 0;
}

static int by_path(const void *a, const void *b) { return strcmp(((const Script *) a)->path, ((const Script *) b)->path); }

Scripts scripts_read(Arena *mem) {
    finding.mem = mem;
    finding.found = (Scripts){ 0 };
    nftw(source_path(mem, "src"), find_one, 16, FTW_PHYS);
    Scripts all = finding.found;
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, by_path);
    for (size_t i = 0; i < all.count; i++)
        read_script(mem, &all.items[i]);
    return all;
}

/* ---- values ---- */

static void know(ScriptRun *run, const char *name, const char *value) { map_put(&run->kept, name, (void *) (uintptr_t) value); }

static void know_number(ScriptRun *run, const char *name, int64_t number) {
    know(run, name, arena_printf(run->mem, "%lld", (long long) number));
}

ScriptRun script_start(ReadySchool *school, const Script *script, bool json) {
    Arena *mem = school->small->mem;
    school->small->school.still = 0;
    ScriptRun run = { .school = school, .script = script, .json = json, .mem = mem, .kept = map_new(mem), .cookies = map_new(mem) };
    for (const ReadyThing *t = school->things; t->name; t++) {
        know_number(&run, t->name, t->own);
        know_number(&run, arena_printf(mem, "other_%s", t->name), t->other);
    }
    for (int i = 0; i < PEOPLE; i++) {
        know_number(&run, arena_printf(mem, "%s_session", school->people[i].name), school->people[i].session);
        if (school->people[i].cookie)
            map_put(&run.cookies, school->people[i].name, (void *) (uintptr_t) school->people[i].cookie);
    }
    know(&run, "asset", asset_path("desk.css"));
    know(&run, "password", READY_PASSWORD);
    know(&run, "first_secret", school->first_secret);
    return run;
}

const char *script_text(const ScriptRun *run, Arena *mem, const char *text) {
    Str s = str_new(mem, strlen(text) + 40);
    while (*text) {
        size_t plain = strcspn(text, "{");
        str_add_n(&s, text, plain);
        text += plain;
        size_t name = *text ? strcspn(text, "}") : 0;
        if (*text && text[name] == '}') {
            const char *key = arena_text_n(mem, text + 1, name - 1), *value = map_get(&run->kept, key);
            if (!value)
                wrong(run->script->path, 0, "no value is called", key);
            str_add(&s, value);
            text += name + 1;
        } else if (*text) {
            str_add_char(&s, *text++);
        }
    }
    return s.data;
}

/* ---- asking ---- */

/* "entries.0.name" into {"entries":[{"name":…}]}: as a client of the JSON interface would send it. */
static void nest(json_t *into, const char *name, const char *value) {
    size_t size = strcspn(name, ".");
    bool last = !name[size], list = json_is_array(into);
    char key[200];
    snprintf(key, sizeof key, "%.*s", (int) size, name);
    json_t *next = list ? json_array_get(into, (size_t) strtoul(key, NULL, 10)) : json_object_get(into, key);
    if (last)
        next = json_string(value);
    else if (!next)
        next = name[size + 1] >= '0' && name[size + 1] <= '9' ? json_array() : json_object();
    else
        json_incref(next);
    if (!last)
        nest(next, name + size + 1, value);
    if (list && (size_t) strtoul(key, NULL, 10) >= json_array_size(into))
        json_array_append(into, next);
    else if (list)
        json_array_set(into, (size_t) strtoul(key, NULL, 10), next);
    else
        json_object_set(into, key, next);
    json_decref(next);
}

static const char *json_body(const ScriptRun *run, const ScriptStep *step, Arena *mem) {
    json_t *root = json_object();
    for (size_t i = 0; i < step->fields.count; i++)
        nest(root, step->fields.items[i].name, script_text(run, mem, step->fields.items[i].value));
    char *text = json_dumps(root, JSON_COMPACT);
    const char *body = arena_text(mem, text);
    free(text);
    json_decref(root);
    return body;
}

static const char *form_body(const ScriptRun *run, const ScriptStep *step, Arena *mem) {
    Str s = str_new(mem, 200);
    for (size_t i = 0; i < step->fields.count; i++) {
        const ScriptField *f = &step->fields.items[i];
        if (*f->value != '@')
            str_printf(&s, "%s%s=%s", s.size ? "&" : "", url_encode(mem, f->name), url_encode(mem, script_text(run, mem, f->value)));
    }
    return s.data;
}

static void add_uploads(const ScriptStep *step, Arena *mem, Exchange *e) {
    Upload *uploads = NEW_ARRAY(mem, Upload, step->fields.count + 1);
    for (size_t i = 0; i < step->fields.count; i++) {
        const ScriptField *f = &step->fields.items[i];
        if (*f->value == '@')
            uploads[e->upload_count++] = (Upload){ .field = f->name, .name = strrchr(f->value, '/') ? strrchr(f->value, '/') + 1 : f->value + 1,
                .path = sample(mem, f->value + 1), .size = 1 };
    }
    e->uploads = uploads;
}

/* Letters outside ASCII as a browser sends them. */
static const char *encoded(Arena *mem, const char *target) {
    Str s = str_new(mem, strlen(target) + 16);
    for (; *target; target++)
        if ((unsigned char) *target < 0x80)
            str_add_char(&s, *target);
        else
            str_printf(&s, "%%%02X", (unsigned char) *target);
    return s.data;
}

Exchange script_ask(ScriptRun *run, const ScriptStep *step, bool json, Arena *mem) {
    Exchange e = { .method = step->method, .target = encoded(mem, script_text(run, mem, step->target)) };
    const char **headers = NEW_ARRAY(mem, const char *, 12), *cookie = map_get(&run->cookies, step->who);
    int n = 0;
    headers[n++] = "Host", headers[n++] = "localhost:8080";
    headers[n++] = "Origin", headers[n++] = "http://localhost:8080";
    if (json)
        headers[n++] = "Accept", headers[n++] = "application/json";
    if (cookie)
        headers[n++] = "Cookie", headers[n++] = arena_printf(mem, "sid=%s", cookie);
    add_uploads(step, mem, &e);
    bool body_is_json = json && !e.upload_count && !str_equal(step->method, "GET");
    if (step->fields.count) {
        e.body = body_is_json ? json_body(run, step, mem) : form_body(run, step, mem);
        e.body_size = strlen(e.body);
        headers[n++] = "Content-Type", headers[n++] = body_is_json ? "application/json" : "application/x-www-form-urlencoded";
    }
    e.headers = headers;
    small_ask(run->school->small, mem, &e);
    return e;
}

bool script_aside(ScriptRun *run, const ScriptStep *step) {
    SmallSchool *s = run->school->small;
    if (step->clock)
        s->school.still = step->still;
    if (!step->jobs)
        return step->clock;
    JobRunner *runner = jobs_new(s->mem, &s->school, feature_jobs(features, s->mem));
    while (jobs_run_one(runner))
        continue;
    reads_flush(s->school.reads, s->school.store);
    return true;
}

/* ---- checking ---- */

typedef struct Checking { ScriptRun *run; const ScriptStep *step; const Exchange *e; Arena *mem; json_t *json; PageTree *page; int line; } Checking;

static void fails(const Checking *c, const char *what) {
    wrong(c->run->script->path, c->line, arena_printf(c->mem, "%s %s as %s (%s): %s", c->step->method, c->e->target, c->step->who, c->run->json ? "JSON" : "HTML",
        what), arena_printf(c->mem, "answered %d: %.*s", c->e->status, (int) (c->e->answer_size < 300 ? c->e->answer_size : 300), c->e->answer));
}

static void check_status(const Checking *c, const char *rest) {
    int64_t html = 0, json;
    bool good = str_int(read_word(c->mem, &rest), 100, 599, &html);
    json = html;
    if (good && *rest)
        good = str_equal(read_word(c->mem, &rest), "json") && str_int(rest, 100, 599, &json);
    if (!good)
        fails(c, "«expect 200» or «expect 303 json 403»");
    else if (c->e->status != (c->run->json ? json : html))
        fails(c, arena_printf(c->mem, "wanted %lld", (long long) (c->run->json ? json : html)));
}

static bool eat(const char **at, const char *word) {
    size_t size = strlen(word);
    bool there = strncmp(*at, word, size) == 0 && ((*at)[size] == ' ' || !(*at)[size]);
    if (there)
        *at = skip(*at + size);
    return there;
}

static void check_html(Checking *c, const char *rest) {
    const char *whole = rest, *selector = NULL, *words = NULL;
    bool not = eat(&rest, "not");
    if (!c->page)
        c->page = page_read(c->mem, c->e->answer, c->e->answer_size);
    if (*rest != '"') {
        size_t size = 0;
        for (bool quoted = false; rest[size] && (quoted || rest[size] != ' '); size++)
            quoted ^= rest[size] == '"';
        selector = arena_text_n(c->mem, rest, size);
        rest = skip(rest + size);
    }
    if (*rest == '"')
        words = arena_text_n(c->mem, rest + 1, strcspn(rest + 1, "\""));
    if (page_holds(c->page, selector, words) == not)
        fails(c, whole);
}

/* A word where a list has numbers finds nothing, and is a mistake of the script also after «not». */
static json_t *json_at(const Checking *c, json_t *value, const char *path) {
    const char *whole = path;
    while (value && *path) {
        char key[100];
        size_t size = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int) size, path);
        size_t index = key[0] == '@' ? (size_t) strtoul(key + 1, NULL, 10) - 1 : (size_t) strtoul(key, NULL, 10);
        bool numbered = key[0] == '@' ? key[1] != '\0' && !key[1 + strspn(key + 1, "0123456789")] : *key && !key[strspn(key, "0123456789")];
        if (json_is_array(value) && !numbered)
            fails(c, arena_printf(c->mem, "json %s: %s is no place in a list", whole, key));
        value = json_is_array(value) ? numbered ? json_array_get(value, index) : NULL : json_object_get(value, key);
        path += size + (path[size] == '.');
    }
    return value;
}

static void check_json(Checking *c, const char *rest) {
    const char *whole = rest;
    bool not = eat(&rest, "not");
    const char *path = read_word(c->mem, &rest);
    bool count = str_ends(path, ".#");
    json_t *got = json_at(c, c->json, count ? arena_text_n(c->mem, path, strlen(path) - 2) : path);
    if (!eat(&rest, "=")) {
        if (!got != not)
            fails(c, whole);
        return;
    }
    json_t *wanted = json_loads(rest, JSON_DECODE_ANY, NULL);
    if (!wanted)
        fails(c, arena_printf(c->mem, "a value as JSON writes it, not %s", rest));
    else if (count ? (json_int_t) json_array_size(got) != json_integer_value(wanted) || !json_is_array(got) : json_equal(got, wanted) == not)
        fails(c, whole);
    json_decref(wanted);
}

static const char *header_of(const Exchange *e, const char *name) {
    for (const char *const *h = e->answer_headers; *h; h += 2)
        if (strcasecmp(h[0], name) == 0)
            return h[1];
    return strcasecmp(name, "Content-Type") == 0 ? e->answer_type : NULL;
}

static void check_header(const Checking *c, const char *rest) {
    size_t size = strcspn(rest, ": ");
    bool exact = rest[size] == ' ' && *skip(rest + size) == '=';
    const char *got = header_of(c->e, arena_text_n(c->mem, rest, size)), *wanted = skip(rest + size);
    wanted = *wanted ? skip(wanted + 1) : wanted;
    if (!*wanted || !got || !(exact ? str_equal(got, wanted) : strstr(got, wanted) != NULL))
        fails(c, arena_printf(c->mem, "header %s, not %s", rest, got ? got : "none"));
}

/* "ABCD EFGH… 1": the code of that key, so many steps from now. */
static const char *totp_of(Arena *mem, const char *rest) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const char *last = strrchr(rest, ' ');
    uint8_t key[TOTP_KEY] = { 0 };
    char code[9];
    int64_t step = 0;
    size_t bits = 0;
    for (; rest < last; rest++)
        for (int i = 4; *rest != ' ' && i >= 0 && bits < sizeof key * 8; i--, bits++)
            key[bits / 8] |= (uint8_t) (((strchr(letters, *rest) - letters) >> i & 1) << (7 - bits % 8));
    if (!last || !str_int(last + 1, -9, 9, &step))
        return NULL;
    totp_code(key, sizeof key, totp_period(instant_now()) + step, TOTP_FIGURES, code);
    return arena_text(mem, code);
}

/* "credential", "client create {challenge}", "data 2", "signature 2 {challenge}": what the scripts' own device says, touched by the hand that it knows. */
static const char *passkey_of(Arena *mem, const char *rest) {
    const Authenticator *a = authenticator_of_scripts();
    const char *what = read_word(mem, &rest), *next = read_word(mem, &rest), *challenge = read_word(mem, &rest);
    int64_t counter = 1;
    bool creates = str_equal(next, "create") || str_equal(what, "attestation");
    str_int(next, 0, 1000, &counter);
    Said said = { creates ? "webauthn.create" : "webauthn.get", challenge, "http://localhost:8080", "localhost", false, (uint8_t) (creates ? 1 | 4 | 64 : 1 | 4), (uint32_t) counter };
    if (str_equal(what, "credential"))
        return authenticator_credential(a, mem);
    if (str_equal(what, "client"))
        return authenticator_client(mem, &said);
    if (str_equal(what, "attestation"))
        return authenticator_attestation(a, mem, &said);
    return str_equal(what, "data") ? authenticator_data(a, mem, &said) : authenticator_signature(a, mem, &said);
}

typedef struct LastLetter { Arena *mem; const char *body; } LastLetter;

static SendResult take_letter(void *context, const OutboxMessage *m, const char **reason) {
    LastLetter *last = context;
    (void) reason;
    if (*m->to)
        last->body = arena_text(last->mem, m->body);
    return SEND_DONE;
}

/* Eight letters and figures on a line of their own, in two groups. */
static const char *mailed_code(const Checking *c) {
    const School *school = &c->run->school->small->school;
    LastLetter last = { c->mem, NULL };
    Sender senders[] = { { "mail", take_letter, &last }, { .channel = NULL } };
    while (outbox_send_one(school, SCHOOL, senders, instant_now() + 1000))
        continue;
    for (const char *at = last.body ? strchr(last.body, '\n') : NULL; at; at = strchr(at + 1, '\n'))
        if (strcspn(at + 1, "\n") == 9 && at[5] == '-')
            return arena_text_n(c->mem, at + 1, 9);
    return NULL;
}

static SendResult take_text(void *context, const OutboxMessage *m, const char **reason) {
    LastLetter *last = context;
    (void) reason;
    last->body = arena_text(last->mem, m->dedup);
    return SEND_DONE;
}

static const char *texted_report(const Checking *c) {
    const School *school = &c->run->school->small->school;
    LastLetter last = { c->mem, NULL };
    Sender senders[] = { { "sms", take_text, &last }, { .channel = NULL } };
    while (outbox_send_one(school, YEAR, senders, instant_now() + 120 * 1000))
        continue;
    return last.body ? sms_report_address(c->mem, school, "", last.body) : NULL;
}

/* Where a gateway brings what comes in, without what came. */
static const char *gateway_address(const Checking *c) {
    const char *whole = sms_incoming_address(c->mem, &c->run->school->small->school, "");
    return arena_text_n(c->mem, whole, strcspn(whole, "&"));
}

static void keep(Checking *c, const char *rest) {
    const char *name = read_word(c->mem, &rest), *value = NULL;
    if (!eat(&rest, "=")) {
        fails(c, "«keep name = path»");
        return;
    }
    if (eat(&rest, "header")) {
        value = header_of(c->e, rest);
    } else if (eat(&rest, "totp")) {
        value = totp_of(c->mem, rest);
    } else if (eat(&rest, "mailed")) {
        value = mailed_code(c);
    } else if (eat(&rest, "texted")) {
        value = texted_report(c);
    } else if (eat(&rest, "gateway")) {
        value = gateway_address(c);
    } else if (eat(&rest, "passkey")) {
        value = passkey_of(c->mem, rest);
    } else if (!c->json) {              /* the page says it to people; its twin says it to us */
        Exchange twin = script_ask(c->run, c->step, true, c->mem);
        c->json = json_loadb(twin.answer, twin.answer_size, 0, NULL);
    }
    json_t *found = value ? NULL : json_at(c, c->json, rest);
    if (json_is_integer(found))
        value = arena_printf(c->mem, "%lld", (long long) json_integer_value(found));
    else if (json_is_string(found))
        value = json_string_value(found);
    if (!value)
        fails(c, arena_printf(c->mem, "nothing to keep at %s", rest));
    else
        know(c->run, name, arena_text(c->run->mem, value));
}

static void check_one(Checking *c, const struct ScriptCheck *check) {
    const char *rest = script_text(c->run, c->mem, check->rest);
    c->line = check->line;
    if (str_equal(check->verb, "expect"))
        check_status(c, rest);
    else if (str_equal(check->verb, "html") && !c->run->json)
        check_html(c, rest);
    else if (str_equal(check->verb, "json") && c->run->json)
        check_json(c, rest);
    else if (str_equal(check->verb, "header"))
        check_header(c, rest);
    else if (str_equal(check->verb, "keep"))
        keep(c, rest);
}

static void keep_cookie(ScriptRun *run, const ScriptStep *step, const Exchange *e) {
    const char *set = header_of(e, "Set-Cookie");
    if (!set || !str_starts(set, "sid="))
        return;
    const char *secret = arena_text_n(run->mem, set + 4, strcspn(set + 4, ";"));
    map_put(&run->cookies, arena_text(run->mem, step->who), *secret ? (void *) (uintptr_t) secret : NULL);
}

static Checking checking(ScriptRun *run, const ScriptStep *step, const Exchange *e) {
    Checking c = { .run = run, .step = step, .e = e, .mem = arena_new(), .line = step->line };
    if (run->json)
        c.json = json_loadb(e->answer, e->answer_size, 0, NULL);
    keep_cookie(run, step, e);
    return c;
}

static void checked(const Checking *c) {
    json_decref(c->json);
    arena_free(c->mem);
}

void script_keep(ScriptRun *run, const ScriptStep *step, const Exchange *e) {
    Checking c = checking(run, step, e);
    for (size_t i = 0; i < step->checks.count; i++)
        if (str_equal(step->checks.items[i].verb, "keep"))
            check_one(&c, &step->checks.items[i]);
    checked(&c);
}

void script_check(ScriptRun *run, const ScriptStep *step, const Exchange *e) {
    Checking c = checking(run, step, e);
    bool says_status = false;
    for (size_t i = 0; i < step->checks.count; i++) {
        says_status = says_status || str_equal(step->checks.items[i].verb, "expect");
        check_one(&c, &step->checks.items[i]);
    }
    c.line = step->line;
    if (!says_status)
        fails(&c, "a request says what it expects");
    checked(&c);
}
