#include "base/arena.h"

#include "base/map.h"
#include "base/vec.h"
#include "test/test.h"

#include <stdint.h>
#include <string.h>

static bool is_zero(const unsigned char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (bytes[i])
            return false;
    return true;
}

TEST(memory_comes_zeroed_even_when_it_was_used_before) {
    for (int round = 0; round < 3; round++) {
        Arena *a = arena_new();
        bool zeroed = true;
        for (size_t size = 0; size < 3000; size += 7) {
            unsigned char *bytes = arena_alloc(a, size, 1);
            zeroed = zeroed && is_zero(bytes, size);
            memset(bytes, 0xAA, size);
        }
        CHECK(zeroed);
        arena_free(a);
    }
}

TEST(each_piece_stands_at_its_alignment) {
    Arena *a = arena_new();
    bool aligned = true;
    for (size_t align = 1; align <= 16; align *= 2)
        for (size_t size = 0; size < 40; size++)
            aligned = aligned && (uintptr_t) arena_alloc(a, size, align) % align == 0;
    CHECK(aligned);
    arena_free(a);
}

TEST(pieces_never_overlap_whatever_their_sizes) {
    enum { COUNT = 400 };
    static const size_t sizes[] = { 1, 3, 8, 24, 500, 16 * 1024, 5, 20000, 70000, 2 };
    Arena *a = arena_new();
    unsigned char *pieces[COUNT];
    for (int i = 0; i < COUNT; i++) {
        pieces[i] = arena_alloc(a, sizes[i % 10], 1);
        memset(pieces[i], i % 251, sizes[i % 10]);
    }
    bool kept = true;
    for (int i = 0; i < COUNT; i++)
        for (size_t at = 0; at < sizes[i % 10]; at++)
            kept = kept && pieces[i][at] == i % 251;
    CHECK(kept);
    arena_free(a);
}

TEST(texts_are_copied) {
    Arena *a = arena_new();
    char text[] = "Éloïse";
    char *copy = arena_text(a, text);
    text[0] = 'x';
    CHECK_TEXT(copy, "Éloïse");
    CHECK(arena_text(a, NULL) == NULL);
    CHECK_TEXT(arena_text_n(a, "Préau scolaire", 6), "Préau");
    CHECK_TEXT(arena_copy(a, NULL, 0), "");
    CHECK_TEXT(arena_printf(a, "%s a %d élèves", "4B", 27), "4B a 27 élèves");
    CHECK_INT(strlen(arena_printf(a, "%*d", 40000, 1)), 40000);
    arena_free(a);
}

static void note(void *ptr) {
    char **at = ptr;
    (*at)++;
}

typedef struct Step { char *order; char name; } Step;

static void note_name(void *ptr) {
    Step *step = ptr;
    step->order[strlen(step->order)] = step->name;
}

TEST(drops_run_newest_first_and_children_before_their_parent) {
    char order[8] = "";
    Step steps[] = { { order, 'a' }, { order, 'b' }, { order, 'c' } };
    Arena *parent = arena_new(), *child = arena_child(parent);
    arena_on_drop(parent, note_name, &steps[0]);
    arena_on_drop(parent, note_name, &steps[1]);
    arena_on_drop(child, note_name, &steps[2]);
    arena_free(parent);
    CHECK_TEXT(order, "cba");
}

TEST(a_child_may_end_sooner_than_its_parent) {
    Arena *parent = arena_new(), *children[5];
    char text[] = "xxxxx", *at = text;
    for (int i = 0; i < 5; i++) {
        children[i] = arena_child(parent);
        arena_on_drop(children[i], note, &at);
    }
    arena_free(children[2]);                /* from the middle, the end and the beginning of the list */
    arena_free(children[4]);
    arena_free(children[0]);
    CHECK_INT(at - text, 3);
    arena_free(parent);
    CHECK_INT(at - text, 5);
    arena_free(NULL);
}

TEST(bytes_count_what_was_asked_children_included) {
    Arena *parent = arena_new();
    arena_alloc(parent, 100, 1);
    CHECK_INT(arena_bytes(parent), 100);
    Arena *child = arena_child(parent);
    arena_alloc(child, 50, 1);
    CHECK_INT(arena_bytes(parent), 150);
    arena_free(child);
    CHECK_INT(arena_bytes(parent), 150);
    arena_free(parent);
}

TEST(vectors_grow_and_keep_their_items) {
    Arena *a = arena_new();
    VEC(int) numbers = { 0 };
    for (int i = 0; i < 10000; i++)
        *VEC_ADD(a, &numbers) = i;
    bool kept = numbers.count == 10000;
    for (int i = 0; i < 10000; i++)
        kept = kept && numbers.items[i] == i;
    CHECK(kept);
    arena_free(a);
}

TEST(maps_find_what_was_put) {
    Arena *a = arena_new();
    Map map = map_new(a);
    CHECK(map_get(&map, "4B") == NULL);
    int values[2000];
    for (int i = 0; i < 2000; i++)
        map_put(&map, arena_printf(a, "%d", i), &values[i]);
    bool found = map.count == 2000;
    for (int i = 0; i < 2000; i++)
        found = found && map_get(&map, arena_printf(a, "%d", i)) == &values[i];
    CHECK(found);
    CHECK(map_get(&map, "2000") == NULL && map_get(&map, NULL) == NULL);
    CHECK(!map_add(&map, "7", &values[8]));
    CHECK(map_get(&map, "7") == &values[7]);
    map_put(&map, "7", &values[8]);
    CHECK(map_get(&map, "7") == &values[8]);
    CHECK(map_add(&map, "", &values[9]) && map_get(&map, "") == &values[9]);
    arena_free(a);
}

TEST_MAIN
