/* "-- TERM name (id)": an expression that several statements share, put in where {term name x} stands, its $id being x; "-- TERM name ()": put in by {term name}.
 * This happens before anything is checked: what a term reads, its reader reads. */
#include "sqlgen.h"

#include <ctype.h>
#include <string.h>

static const Block *term_named(const Blocks *all, const char *name, size_t size) {
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].kind == BLOCK_TERM && strlen(all->items[i].name) == size && !strncmp(all->items[i].name, name, size))
            return &all->items[i];
    return NULL;
}

/* On one line, so that lines behind it keep their numbers; without the comments that stand before the next block. */
static void put_term(Text *out, const Block *b, const char *id) {
    for (const char *at = b->body; *at; ) {
        if (!strncmp(at, "--", 2)) {
            at += strcspn(at, "\n");
        } else if (!strncmp(at, "$id", 3) && !isalnum((unsigned char) at[3]) && at[3] != '_') {
            text_add(out, id);
            at += 3;
        } else {
            text_add_n(out, *at == '\n' ? " " : at, 1);
            at++;
        }
    }
}

static char *expanded(const Blocks *all, const Block *b) {
    static const char opening[] = "{term ";
    Text out = { 0 };
    text_add(&out, "");
    for (const char *at = b->body; *at; ) {
        const char *next = strstr(at, opening), *close = next ? strchr(next, '}') : NULL;
        if (!close) {
            text_add(&out, at);
            break;
        }
        text_add_n(&out, at, (size_t) (next - at));
        const char *name = next + strlen(opening);
        size_t size = strcspn(name, " }");
        char *id = trimmed(name + size, (size_t) (close - name) - size);
        const Block *term = term_named(all, name, size);
        if (!term)
            refuse(b->at, "no block -- TERM %.*s", (int) size, name);
        else if (b->kind == BLOCK_TERM)
            refuse(b->at, "{term …} inside a TERM block");
        else if (!strcmp(term->head, "(id)") != (*id != 0))
            refuse(b->at, "{term %s …} is written as its head says: %s", term->name, term->head);
        else
            put_term(&out, term, id);
        at = close + 1;
    }
    return out.data;
}

void expand_terms(Blocks *all) {
    for (size_t i = 0; i < all->count; i++) {
        Block *b = &all->items[i];
        if (b->kind == BLOCK_TERM && strcmp(b->head, "(id)") && strcmp(b->head, "()"))
            refuse(b->at, "-- TERM %s needs (id) or ()", b->name);
        if (b->body && strstr(b->body, "{term "))
            b->body = expanded(all, b);
    }
}
