/* What the torture of requests stands on: a snapshot sees what was committed, and only that. */
#include "test/snapshot.h"
#include "test/test.h"

#include <string.h>

static void sees_commits(StoreFixture *f) {
    Arena *mem = arena_new();
    Snapshot before = snapshot_take(f, mem);
    CHECK(!snapshot_changed(f, mem, &before, NULL));
    store_fixture_tamper_at(f, SCHOOL, "BEGIN; INSERT INTO dummy_setting VALUES ('Rouge', ''); ROLLBACK;");
    CHECK(!snapshot_changed(f, mem, &before, NULL));
    store_fixture_tamper_at(f, SCHOOL, "INSERT INTO dummy_setting VALUES ('Noir', '');");
    const char *changed = snapshot_changed(f, mem, &before, NULL);
    CHECK(changed && strstr(changed, "dummy_setting"));
    CHECK(!snapshot_changed(f, mem, &before, "dummy_setting"));
    arena_free(mem);
}

TEST(what_is_committed_is_seen_and_nothing_else) { for_each_engine(sees_commits); }

TEST_MAIN
