/* Lists in forms: entries in any order, numbered without holes. What one field takes is in routes_test and in form_fuzz. */
#include "test/test.h"

#include "web/conversation.h"

#include <string.h>

typedef struct Entry { const char *name; int64_t minutes; } Entry;
static const Field fields[] = { FIELD(Entry, name, .kind = FIELD_TEXT, .max = 20, .required = true),
    FIELD(Entry, minutes, .kind = FIELD_INT, .max = 60), { .kind = FIELD_END } };
static const Route route = { .method = POST, .path = "/essai", .form = fields };

typedef struct Posted { Arena *mem; Work w; Conversation c; Entry *list; size_t count; } Posted;

/* BODY, read as the list "entries" of at most three. */
static Posted *post(const char *body) {
    Arena *mem = arena_new();
    Posted *p = NEW(mem, Posted);
    *p = (Posted){ .mem = mem, .w = { .mem = mem }, .c = { .mem = mem, .method = POST } };
    p->w.problems_end = &p->w.problems;
    p->c.request = (Request){ .work = &p->w, .route = &route, .mem = mem, .path = "/essai", .conversation = &p->c };
    CHECK(body[0] == '{' ? json_form_read(mem, body, strlen(body), &p->c.form) : urlencoded_read(mem, body, strlen(body), &p->c.form));
    p->list = form_list(&p->c.request, "entries", fields, sizeof(Entry), 3, &p->count);
    return p;
}

TEST(entries_are_read_in_whatever_order_they_come) {
    Posted *p = post("entries.1.minutes=5&autre=1&entries.0.name=Ana&entries.1.name=Bo&entries.0.minutes=7&entries.10.name=Non");
    CHECK_INT(p->count, 2);
    CHECK_TEXT(p->list[0].name, "Ana");
    CHECK_INT(p->list[0].minutes, 7);
    CHECK_TEXT(p->list[1].name, "Bo");
    CHECK_INT(p->list[1].minutes, 5);
    CHECK(!has_problems(&p->w));
    arena_free(p->mem);
    p = post("{\"entries\":[{\"name\":\"Ana\"},{\"name\":\"Bo\",\"minutes\":5},{\"name\":\"Cy\"}]}");
    CHECK_INT(p->count, 3);
    CHECK_TEXT(p->list[2].name, "Cy");
    arena_free(p->mem);
}

TEST(a_number_that_is_missing_ends_the_list) {
    Posted *p = post("entries.0.name=Ana&entries.2.name=Cy");
    CHECK_INT(p->count, 1);
    arena_free(p->mem);
    p = post("entries.1.name=Bo&entries=2&entries.=3&entries.name=Cy&entries.00.name=Di&entries.-1.name=El&entries.0x.name=Fa&entries.99999999999999999999.name=Gi");
    CHECK_INT(p->count, 0);
    arena_free(p->mem);
}

TEST(problems_stand_at_the_entry_that_has_them) {
    Posted *p = post("entries.0.name=Ana&entries.0.minutes=61&entries.1.minutes=5");
    CHECK_INT(p->count, 2);
    CHECK_TEXT(p->w.problems->field, "entries.0.minutes");
    CHECK_TEXT(p->w.problems->next->field, "entries.1.name");
    CHECK(!p->w.problems->next->next);
    arena_free(p->mem);
}

TEST(more_than_are_taken_is_a_problem) {
    Posted *p = post("entries.0.name=A&entries.1.name=B&entries.2.name=C&entries.3.name=D&entries.4.name=E");
    CHECK_INT(p->count, 3);
    CHECK_TEXT(p->w.problems->field, "entries");
    arena_free(p->mem);
}

TEST_MAIN
