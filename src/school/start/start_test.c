/* The checklist over a school that has nothing, and as it fills: what is next, what waits for what, and why. On both engines. */
#include "base/must.h"
#include "base/str.h"
#include "school/accounts/accounts.h"
#include "test/ready_school.h"
#include "test/test.h"

#include <string.h>

static const char *list_of(SmallSchool *s, const char *cookie) {
    Exchange e = request(s, cookie, "GET", "/bureau/rentree", NULL, true);
    CHECK_INT(e.status, 200);
    return arena_text_n(s->mem, e.answer ? e.answer : "", e.answer_size);
}

static bool step_is(const char *list, const char *name, const char *state) {
    const char *at = strstr(list, name), *end = at ? strchr(at, '}') : NULL, *found = at ? strstr(at, state) : NULL;
    return found && found < end;
}

static void empty(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *list = list_of(s, s->supervisor);
    CHECK(step_is(list, "\"name\":\"families\"", "\"state\":\"next\"") || step_is(list, "\"name\":\"year\"", "\"state\":\"next\""));
    CHECK(step_is(list, "\"name\":\"accounts\"", "\"state\":\"blocked\"") && step_is(list, "\"name\":\"rights\"", "\"state\":\"blocked\"") && step_is(list, "\"name\":\"handing\"", "\"state\":\"blocked\""));
    CHECK(step_is(list, "\"name\":\"spaces\"", "\"state\":\"todo\""));
    CHECK(!strstr(list, "\"href\":\"/bureau/comptes/remettre\""));     /* what waits leads nowhere yet */
    import_everything(s);
    list = list_of(s, s->supervisor);
    CHECK(step_is(list, "\"name\":\"families\"", "\"state\":\"done\"") && step_is(list, "\"name\":\"teachers\"", "\"state\":\"done\""));
    CHECK(step_is(list, "\"name\":\"accounts\"", "\"href\":\"/bureau/comptes/remettre\""));
    CHECK(step_is(list, "\"name\":\"rights\"", "\"state\":\"blocked\""));
}
TEST(what_is_next_and_what_waits) { for_each_engine(empty); }

TEST_MAIN
