/* Who may do what (P-10, first form): every route × every kind of person × {own, other, missing}, against test/matrix.txt, which a head of school can read.
 * What is out of scope answers exactly as what does not exist (P-12): the same status, headers and bytes.
 *
 * PREAU_TEST_WRITE=1 writes the table as it is found; then read every changed line and say why it is right. */
#include "base/must.h"
#include "base/str.h"
#include "test/ready_school.h"
#include "test/test.h"
#include "web/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL 32

static Arena *mem;
static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };

/* ---- one question ---- */

typedef enum Which { OWN, OTHER, MISSING, WHICH } Which;
static const char *const missing_id = "987654";

/* What stands for a parameter of an address: of the things everybody can name, or one's own session, or an import. */
static const char *value_of(const ReadySchool *r, const Route *route, const ReadyPerson *who, const char *parameter, size_t size, Which which) {
    if (which == MISSING)
        return missing_id;
    if (strncmp(parameter, "session", size) == 0) {
        int64_t own = who->session ? who->session : r->people[SUPERVISOR].session;
        return arena_printf(mem, "%lld", (long long) (which == OWN ? own : r->people[own == r->people[PUPIL].session ? STAFF : PUPIL].session));
    }
    if (strncmp(parameter, "list", size) == 0)
        return which == OWN ? "eleves" : "classes";         /* who may read lists may read them all */
    if (strncmp(parameter, "chapter", size) == 0)
        return which == OWN ? "commencer" : "importer";
    if (strncmp(parameter, "space", size) == 0)
        return which == OWN ? "parents" : "eleves";
    if (strncmp(parameter, "activity", size) == 0)
        return which == OWN ? "schooling" : "support";
    if (strncmp(parameter, "file", size) == 0)
        return strrchr(asset_path(which == OWN ? "desk.css" : "plain.css"), '/') + 1;
    for (const ReadyThing *t = r->things; t->name; t++) {
        const char *at = strstr(route->path, t->place);
        if (at && at < parameter && at + strlen(t->place) >= parameter + size)
            return arena_printf(mem, "%lld", (long long) (which == OWN ? t->own : t->other));
    }
    printf("# %s: what is own and what is other of %.*s? Say it in test/things.txt\n", route->path, (int) size, parameter);
    test_check(false, "every parameter of an address is known to the matrix", __FILE__, __LINE__);
    return missing_id;
}

static const char *target_of(const ReadySchool *r, const Route *route, const ReadyPerson *who, Which which) {
    Str s = str_new(mem, 80);
    for (const char *at = route->path; *at; ) {
        size_t size = strcspn(at + 1, "/") + 1;
        if (at[1] == ':')
            str_printf(&s, "/%s", value_of(r, route, who, at + 2, size - 2, which));
        else
            str_add_n(&s, at, size);
        at += size;
    }
    return s.data;
}

static Exchange ask(ReadySchool *r, const Route *route, const ReadyPerson *who, Which which, bool json) {
    bool posts = route->method != GET;
    return request(r->small, who->cookie, methods[route->method], target_of(r, route, who, which), posts ? "" : NULL, json);
}

/* ---- one word for an answer ---- */

/* An empty form that is found wanting has been let in. */
static const char *word_of(const Exchange *e) {
    const char *location = "";
    for (const char *const *h = e->answer_headers; *h; h += 2)
        if (str_equal(h[0], "Location"))
            location = h[1];
    if (e->status == 303 && str_equal(location, "/connexion/premiere"))
        return "secret";
    switch (e->status) {
    case 200: case 303: case 422: return "oui";
    case 401: return "connexion";
    case 403: return "non";
    case 404: return "inconnu";
    default: return arena_printf(mem, "%d", e->status);
    }
}

static bool same_answer(const Exchange *a, const Exchange *b) {
    int i = 0;
    for (; a->answer_headers[i] && b->answer_headers[i]; i++)
        if (!str_equal(a->answer_headers[i], b->answer_headers[i]))
            return false;
    return a->status == b->status && !a->answer_headers[i] && !b->answer_headers[i] && a->answer_size == b->answer_size
        && memcmp(a->answer, b->answer, a->answer_size) == 0;
}

/* ---- one cell: own other missing, once where all agree ---- */

typedef struct Ground { ReadySchool *school; bool postgres; } Ground;

static void check_unknown(const Route *route, const ReadyPerson *who, const Exchange *answers) {
    if (answers[OTHER].status != 404 || same_answer(&answers[OTHER], &answers[MISSING]))
        return;
    printf("# %s %s as %s: what is out of scope answers otherwise than what is missing\n", methods[route->method], route->path, who->name);
    test_check(false, "out of scope answers as missing", __FILE__, __LINE__);
}

static const char *cell(Ground *p, const Route *route, Who who, bool json) {
    bool named = strstr(route->path, "/:") != NULL;
    Exchange answers[WHICH];
    const char *words[WHICH];
    for (Which which = OWN; which < WHICH; which++) {
        const ReadyPerson *person = &p->school->people[who];
        answers[which] = !named && which ? answers[OWN] : ask(p->school, route, person, which, json);
        answers[which].answer = arena_text_n(mem, answers[which].answer, answers[which].answer_size);
        words[which] = word_of(&answers[which]);
        VEC(const char *) headers = { 0 };
        for (const char *const *h = answers[which].answer_headers; *h; h++)
            *VEC_ADD(mem, &headers) = arena_text(mem, *h);
        *VEC_ADD(mem, &headers) = NULL;
        answers[which].answer_headers = headers.items;
    }
    check_unknown(route, &p->school->people[who], answers);
    bool one = str_equal(words[OWN], words[OTHER]) && str_equal(words[OWN], words[MISSING]);
    return one ? words[OWN] : arena_printf(mem, "%s %s %s", words[OWN], words[OTHER], words[MISSING]);
}

static const char *line_of(Ground *p, const Route *route, bool json) {
    Str s = str_new(mem, 300);
    str_printf(&s, "%-4s %-43s ", methods[route->method], route->path);
    for (Who who = STRANGER; who < PEOPLE; who++)
        str_printf(&s, "| %-21s", cell(p, route, who, json));
    while (s.size && s.data[s.size - 1] == ' ')
        s.data[--s.size] = '\0';
    return s.data;
}

/* ---- the table ---- */

static const char *expected_line(const Route *route) {
    char line[600];
    const char *wanted = arena_printf(mem, "%-4s %s ", methods[route->method], route->path), *found = NULL;
    FILE *file = fopen(source_path(mem, "test/matrix.txt"), "r");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (str_starts(line, wanted))
            found = arena_text(mem, line);
    }
    if (file)
        fclose(file);
    return found;
}

static const char *without_secrets(const char *line) {
    Str s = str_new(mem, strlen(line));
    for (const char *at = line; *at; )
        if (str_starts(at, "secret")) {         /* as JSON nobody is led anywhere: it is «non» */
            str_add(&s, "non   ");
            at += strlen("secret");
        } else {
            str_add_char(&s, *at++);
        }
    while (s.size && s.data[s.size - 1] == ' ')
        s.data[--s.size] = '\0';
    return s.data;
}

static void check_route(Ground *p, const Route *route, bool json) {
    const char *expected = expected_line(route), *got = line_of(p, route, json);
    bool good = expected && str_equal(json ? without_secrets(expected) : expected, got);
    if (!good)
        printf("# %s, %s\n#   test/matrix.txt: %s\n#   found:           %s\n", p->postgres ? "PostgreSQL" : "SQLite", json ? "JSON" : "HTML",
            expected ? expected : "no line for this route", got);
    test_check(good, "who may do what is as test/matrix.txt says", __FILE__, __LINE__);
}

static bool is_a_route(const char *line) {
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++)
            if (str_starts(line, arena_printf(mem, "%-4s %s ", methods[r->method], r->path)))
                return true;
    return false;
}

/* A line for an address that is gone says nothing true. */
static void check_stale(void) {
    char line[600];
    FILE *file = fopen(source_path(mem, "test/matrix.txt"), "r");
    while (CHECK(file != NULL) && fgets(line, sizeof line, file))
        if (line[0] != '#' && !is_a_route(line)) {
            printf("# test/matrix.txt: no route: %s", line);
            test_check(false, "every line is a route", __FILE__, __LINE__);
        }
    if (file)
        fclose(file);
}

static void matrix_on(bool postgres, bool json) {
    Ground p = { ready_school(postgres), postgres };
    store_forget(p.school->small->school.store, true);          /* what one question does is not there for the next */
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++)
            check_route(&p, r, json);
    ready_school_done(p.school);
}

static void write_matrix(void) {
    Ground p = { ready_school(false), false };
    store_forget(p.school->small->school.store, true);
    for (int f = 0; features[f]; f++) {
        printf("\n# %s\n", features[f]->name);
        for (const Route *r = features[f]->routes; r && r->path; r++)
            printf("%s\n", line_of(&p, r, false));
    }
    ready_school_done(p.school);
}

TEST(who_may_do_what_is_as_written) {
    mem = arena_new();
    if (getenv("PREAU_TEST_WRITE")) {
        write_matrix();
    } else {
        check_stale();
        matrix_on(false, false);
        matrix_on(false, true);
        matrix_on(true, true);          /* the printing makes no difference to what the base says */
    }
    ready_schools_end();
    arena_free(mem);
}

TEST_MAIN
