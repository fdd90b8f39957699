/* The template compiler on any bytes: it may refuse, it may not read outside, loop or crash. The generator is a short
 * process that never gives memory back and prints its refusals; here its memory is an arena and its refusals a count. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Arena *fuzz_memory;

static void *fuzz_realloc(void *old, size_t size) {
    size_t *block = arena_alloc(fuzz_memory, size + sizeof(max_align_t), _Alignof(max_align_t));
    block[0] = size;
    char *room = (char *) block + sizeof(max_align_t);
    if (old) {
        size_t had = *(size_t *) (void *) ((char *) old - sizeof(max_align_t));
        memcpy(room, old, had < size ? had : size);
    }
    return room;
}

#define malloc(size) fuzz_realloc(NULL, (size))
#define realloc(old, size) fuzz_realloc((old), (size))
#define free(old) ((void) (old))
#define refuse refuse_aloud
#define refused refused_aloud
#include "../../tools/common/text.c"
#undef refuse
#undef refused
#define refuse refuse_quietly
#define read_whole read_input
static void refuse_quietly(At at, const char *pattern, ...) {
    (void) at;
    (void) pattern;
}
static char *input;
static char *read_input(const char *path) {
    return strstr(path, "fuzz") ? copy_n(input, strlen(input)) : NULL;
}
#include "../../tools/common/catalogue.c"
#include "../../tools/templategen/directive.c"
#include "../../tools/templategen/forms.c"
#include "../../tools/templategen/html.c"
#include "../../tools/templategen/reply.c"
#include "../../tools/templategen/template.c"
#include "../../tools/templategen/value.c"

Catalogue catalogue;
const char *source_root = "/nowhere";
Text files_read;

const CatalogueText *known_text(At at, const char *id) {
    (void) at;
    return catalogue_find(&catalogue, id);
}

static Shape *sample_shape(void) {
    static const struct { const char *name; Kind kind; } keys[] = { { "name", K_TEXT }, { "n", K_INT }, { "yes", K_BOOL }, { "day", K_DAY },
        { "start", K_MINUTES }, { "state", K_WORD }, { "list", K_LIST }, { "who", K_OBJECT }, { "words", K_TEXTS } };
    static char on[] = "on", off[] = "off", *words_of_state[] = { on, off };
    Shape *shape = more(NULL, sizeof *shape, 0);
    *shape = (Shape){ .name = copy_n("fuzz", 4), .c_name = copy_n("fuzz", 4) };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        Key key = { .name = copy_n(keys[i].name, strlen(keys[i].name)), .kind = keys[i].kind };
        if (key.kind == K_LIST || key.kind == K_OBJECT)
            key.of = shape;
        if (key.kind == K_WORD)
            key.words = words_of_state, key.word_count = 2, key.c_words = copy_n("w", 1);
        shape->keys = more(shape->keys, sizeof key, shape->count);
        shape->keys[shape->count++] = key;
    }
    return shape;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > 4096)
        return 0;
    fuzz_memory = arena_new();
    input = copy_n((const char *) data + 1, size - 1);
    files_read = (Text){ 0 };
    replies = (Replies){ 0 };
    catalogue = (Catalogue){ 0 };
    if (data[0] % 4 == 0)
        catalogue_read("fuzz.po");
    else if (data[0] % 4 == 1)
        read_replies(&(Paths){ &(char *){ copy_n("/nowhere/src/fuzz.reply", 23) }, 1 });
    else {
        Writer w = { .page = "fuzz", .layout = data[0] & 4 };
        write_template(&w, "fuzz.html", sample_shape());
    }
    arena_free(fuzz_memory);
    return 0;
}
