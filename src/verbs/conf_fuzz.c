/* Any bytes as preau.conf, and as a key on paper: read, or refused with its line. */
#include "folder.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What stands in main.c. */
int say_error(Arena *mem, int exit, TextId id, const WordArg *args) {
    words(mem, id, args);
    return exit;
}
int wrong_usage(const Arguments *a, Arena *mem) { (void) a, (void) mem; return 2; }
const char *option(const Arguments *a, const char *name) { (void) a, (void) name; return NULL; }
bool has_option(const Arguments *a, const char *name) { (void) a, (void) name; return false; }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *mem = arena_new();
    char *text = arena_text_n(mem, (const char *) data, strnlen((const char *) data, size < 4096 ? size : 4096));
    Folder f = { 0 };
    uint8_t key[32];
    int number = 0;
    for (char *line = strtok(arena_text(mem, text), "\n"); line; line = strtok(NULL, "\n"))
        if (strlen(line) < 1023)
            read_line(&f, line, ++number, mem);
    key_from_sheet(text, key);
    arena_free(mem);
    return 0;
}
