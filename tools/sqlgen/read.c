/* Finding the .sql files and cutting them into blocks at their heads. */
#include "sqlgen.h"

#include <ctype.h>
#include <string.h>

char *read_source(const char *path) {
    char *text = read_whole(path);
    if (text)
        return text;
    refuse((At){ path, 0 }, "cannot be read");
    return copy_n("", 0);
}

Paths find_sql(const char *root, const char *folder) {
    Paths found = { 0 };
    find_files(&found, format("%s/%s", root, folder), ".sql");
    sort_paths(&found);
    return found;
}

/* "-- NAME", "-- LIST NAME", "-- SEEN kind" or "-- TERM name": the place of the name, else NULL. Lower-case lines are comments. */
static const char *head_name(const char *line, BlockKind *kind) {
    if (strncmp(line, "-- ", 3))
        return NULL;
    const char *s = line + 3;
    *kind = BLOCK_STATEMENT;
    if (!strncmp(s, "LIST ", 5))
        *kind = BLOCK_LIST, s += 5;
    else if (!strncmp(s, "SEEN ", 5))
        *kind = BLOCK_SEEN, s += 5;
    else if (!strncmp(s, "TERM ", 5))
        *kind = BLOCK_TERM, s += 5;
    const char *end = s;
    while (isalnum((unsigned char) *end) || *end == '_')
        end++;
    bool named = end > s && (*kind == BLOCK_SEEN || *kind == BLOCK_TERM ? islower((unsigned char) *s) : isupper((unsigned char) *s));
    for (const char *c = s; named && *kind != BLOCK_SEEN && *kind != BLOCK_TERM && c < end; c++)
        named = !islower((unsigned char) *c);
    while (*end == ' ')
        end++;
    bool headed = *kind == BLOCK_LIST ? !*end || *end == '[' || *end == '\n' : *end == '(' || *end == '[';
    return named && headed ? s : NULL;
}

static char *feature_of(const char *path) {
    const char *end = strrchr(path, '/');
    const char *start = end;
    while (start > path && start[-1] != '/')
        start--;
    return copy_n(start, (size_t) (end - start));
}

/* Takes "[unscoped: …]" off the end of the head, and "[sqlite]" or "[postgres]" off its start. */
static void read_marks(Block *b) {
    char *mark = strstr(b->head, "[unscoped:");
    if (mark) {
        char *end = strchr(mark, ']');
        if (!end)
            refuse(b->at, "the mark [unscoped: …] is not closed");
        else
            b->unscoped = trimmed(mark + 10, (size_t) (end - mark - 10));
        if (b->unscoped && !*b->unscoped)
            refuse(b->at, "[unscoped] needs its reason");
        *mark = 0;
    }
    if (!strncmp(b->head, "[sqlite]", 8))
        b->engine = 's', b->head += 8;
    else if (!strncmp(b->head, "[postgres]", 10))
        b->engine = 'p', b->head += 10;
    b->head = trimmed(b->head, strlen(b->head));
}

static Block *new_block(Blocks *all, const char *path, int line, BlockKind kind, const char *name, const char *line_end) {
    all->items = more(all->items, sizeof(Block), all->count);
    Block *b = &all->items[all->count++];
    const char *end = name;
    while (isalnum((unsigned char) *end) || *end == '_')
        end++;
    *b = (Block){ .kind = kind, .at = { path, line }, .name = copy_n(name, (size_t) (end - name)),
                  .feature = feature_of(path), .head = trimmed(end, (size_t) (line_end - end)) };
    return b;
}

void read_blocks(const char *path, Blocks *all) {
    char *text = read_source(path);
    Text body = { 0 };
    Block *b = NULL;
    bool in_head = false;
    int number = 0;
    for (char *line = text, *next; *line; line = next) {
        char *end = line + strcspn(line, "\n");
        next = *end ? end + 1 : end;
        number++;
        char *copy = copy_n(line, (size_t) (end - line));
        BlockKind kind;
        const char *name = head_name(copy, &kind);
        if (name) {
            if (b)
                b->body = body.data, read_marks(b);
            body = (Text){ 0 };
            text_add(&body, "");
            b = new_block(all, path, number, kind, name, copy + strlen(copy));
            in_head = true;
        } else if (b && in_head && !strncmp(copy, "--    ", 6)) {
            b->head = format("%s %s", b->head, trimmed(copy + 2, strlen(copy + 2)));
        } else if (b) {
            in_head = false;
            text_add(&body, copy);
            text_add(&body, "\n");
        } else {
            char *rest = trimmed(copy, strlen(copy));
            if (*rest && strncmp(rest, "--", 2))
                refuse((At){ path, number }, "SQL before the first head (-- NAME (…) -> …)");
        }
    }
    if (b)
        b->body = body.data, read_marks(b);
}
