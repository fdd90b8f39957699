/* The request scripts on SQLite; every route has one, and every key of every reply. */
#include "base/map.h"
#include "base/str.h"
#include "gen/pages.h"
#include "web/feature.h"
#include "test/reply_check.h"
#include "test/requests.h"
#include "test/small_school.h"
#include "test/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Arena *mem;
static Answered answered;

TEST(every_script_is_answered_as_it_says) {
    mem = arena_new();
    answered = requests_run(false, mem);
}

/* Of a feature, or of a page of one: "loans", "loans/loans". */
static bool asked_for(const char *name) {
    const char *only = getenv("PREAU_TEST_ONLY");
    return !only || strstr(name, only);
}

TEST(every_route_has_a_script_that_is_served) {
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; asked_for(features[f]->name) && r && r->path; r++)
            if (!map_get(&answered.served, route_name(r))) {
                printf("# %s: no line of src/…/*.http gets an answer below 400 from it\n", route_name(r));
                test_check(false, "a route without a request script", __FILE__, __LINE__);
            }
}

/* «desk/pupil.past.kind: reason» in test/replies.txt. A line that excuses nothing any more fails as well. */
static Map excuses(void) {
    Map all = map_new(mem);
    char line[300];
    FILE *file = fopen(source_path(mem, "test/replies.txt"), "r");
    while (file && fgets(line, sizeof line, file)) {
        size_t size = strcspn(line, ":\n");
        if (line[0] != '#' && line[size] == ':')
            map_put(&all, arena_text_n(mem, line, size), map_get(&answered.met, arena_text_n(mem, line, size)) ? NULL : &answered);
        if (line[0] != '#' && map_get(&answered.met, arena_text_n(mem, line, size)))
            printf("# test/replies.txt: %.*s is met, and needs no excuse\n", (int) size, line);
        CHECK(line[0] == '#' || !map_get(&answered.met, arena_text_n(mem, line, size)));
    }
    if (file)
        fclose(file);
    return all;
}

/* Keys that only stand in other replies (`use`) are met there. */
static bool is_answered(const Page *page) {
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++)
            if (r->page == page)
                return true;
    return page->print != NULL;
}

TEST(every_key_of_every_reply_is_met_by_a_script) {
    Map excused = excuses();
    for (int p = 0; pages[p]; p++) {
        ReplyKeys keys = { 0 };
        if (!asked_for(pages[p]->name) || !is_answered(pages[p]))
            continue;
        reply_keys(mem, pages[p]->type, &keys);
        for (size_t i = 0; i < keys.count; i++)
            if (!map_get(&answered.met, keys.items[i]) && !map_get(&excused, keys.items[i])) {
                printf("# %s: no script meets it (say why in test/replies.txt)\n", keys.items[i]);
                test_check(false, "a key of a reply that no script meets", __FILE__, __LINE__);
            }
    }
}

int main(int argc, char **argv) {
    int status = requests_main(argc, argv);
    arena_free(mem);
    return status;
}
