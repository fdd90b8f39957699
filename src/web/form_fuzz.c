/* Any bytes as a posted form, urlencoded or JSON, then as every kind of field: values stay within what their table says. */
#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "web/conversation.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Everything {
    const char *text, *lines, *secret, *word;
    int64_t number, id;
    bool yes;
    int choice, minutes;
    Day day;
} Everything;

static const char *const choices[] = { "a", "b", NULL };
static const Field fields[] = { FIELD(Everything, text, .kind = FIELD_TEXT, .max = 20), FIELD(Everything, lines, .kind = FIELD_LONG_TEXT),
    FIELD(Everything, secret, .kind = FIELD_SECRET), FIELD(Everything, word, .kind = FIELD_WORD, .required = true),
    FIELD(Everything, number, .kind = FIELD_INT, .min = -5, .max = 5), FIELD(Everything, id, .kind = FIELD_ID), FIELD(Everything, yes, .kind = FIELD_BOOL),
    FIELD(Everything, choice, .kind = FIELD_CHOICE, .choices = choices), FIELD(Everything, minutes, .kind = FIELD_MINUTES),
    FIELD(Everything, day, .kind = FIELD_DAY), { .kind = FIELD_END } };
static const Route route = { .method = POST, .path = "/essai", .form = fields };

static void check(const Work *w, const Everything *e) {
    must(!e->text || text_length(e->text) <= 20);
    must(e->choice == 0 || e->choice == 1);
    must(e->minutes >= -1 && e->minutes < 24 * 60);
    must(has_problems(w) || (e->number >= -5 && e->number <= 5 && e->id >= 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *mem = arena_new();
    Work w = { .mem = mem };
    w.problems_end = &w.problems;
    Conversation c = { .mem = mem, .method = POST };
    c.request = (Request){ .work = &w, .route = &route, .mem = mem, .path = "/essai", .conversation = &c };
    const char *body = size ? (const char *) data + 1 : "";
    bool good = size && size < 8192 && (data[0] % 2 ? json_form_read(mem, body, size - 1, &c.form) : urlencoded_read(mem, body, size - 1, &c.form));
    if (good) {
        for (size_t i = 0; i < c.form.count; i++)
            must(text_is_utf8(c.form.items[i].name, strlen(c.form.items[i].name)) && text_is_utf8(c.form.items[i].value, strlen(c.form.items[i].value)));
        Everything one = { 0 };
        size_t count;
        form_read(&c.request, fields, &one);
        check(&w, &one);
        form_list(&c.request, "entries", fields, sizeof one, 20, &count);
        must(count <= 20 && !form_typed(&c.request, "secret"));
    }
    arena_free(mem);
    return 0;
}
