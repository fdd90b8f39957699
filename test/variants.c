#include "test/variants.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"

#include <iconv.h>
#include <stdio.h>
#include <string.h>

typedef struct Pair { const char *name, *value; } Pair;
typedef struct Node Node;
struct Node {
    const char *name, *text;
    VEC(Pair) attributes;
    VEC(Node *) children;
};

/* ---- reading: only what the samples are made of ---- */

typedef struct Reader { Arena *mem; const char *at; } Reader;

static void skip_blanks(Reader *r) {
    r->at += strspn(r->at, " \t\r\n");
}

static const char *take(Reader *r, size_t size) {
    const char *text = arena_text_n(r->mem, r->at, size);
    r->at += size;
    return text;
}

static void read_attributes(Reader *r, Node *node) {
    for (skip_blanks(r); *r->at != '>' && *r->at != '/'; skip_blanks(r)) {
        const char *name = take(r, strcspn(r->at, "="));
        r->at += 2;
        *VEC_ADD(r->mem, &node->attributes) = (Pair){ name, take(r, strcspn(r->at, "\"")) };
        r->at++;
    }
}

static Node *read_node(Reader *r) {
    Node *node = NEW(r->mem, Node);
    must(*r->at == '<');
    r->at++;
    node->name = take(r, strcspn(r->at, " />\n"));
    read_attributes(r, node);
    if (*r->at == '/') {
        r->at += 2;
        node->text = "";
        return node;
    }
    r->at++;
    node->text = take(r, strcspn(r->at, "<"));
    while (r->at[1] != '/') {
        *VEC_ADD(r->mem, &node->children) = read_node(r);
        skip_blanks(r);
    }
    r->at += strcspn(r->at, ">") + 1;
    return node;
}

static Node *read_document(Arena *mem, const char *xml, size_t size) {
    bool latin = size > 60 && memmem(xml, 60, "ISO-8859-15", 11);
    Reader r = { mem, latin ? text_from_latin9(mem, xml, size) : arena_text_n(mem, xml, size) };
    while (r.at[strspn(r.at, " \t\r\n")] && (r.at[0] != '<' || r.at[1] == '?' || r.at[1] == '!'))
        r.at += strcspn(r.at + 1, "<") + 1;
    return read_node(&r);
}

/* ---- writing ---- */

typedef struct Writer { Arena *mem; Str out; const Variant *v; int count; } Writer;

static void line(Writer *w) {
    if (!w->v->compact)
        str_add(&w->out, w->v->crlf ? "\r\n" : "\n");
}

/* Every third letter as a reference; what stands as &amp; already is left alone. */
static void write_text(Writer *w, const char *text) {
    if (w->v->padded)
        str_add(&w->out, "  \n\t ");
    if (w->v->cdata && *text && !strchr(text, '&')) {
        str_printf(&w->out, "<![CDATA[%s]]>", text);
    } else if (w->v->references && !strchr(text, '&')) {
        for (const char *c = text; *c; c++)
            if ((unsigned char) *c < 0x80 && w->count++ % 3 == 0)
                str_printf(&w->out, w->count % 2 ? "&#%d;" : "&#x%X;", *c);
            else
                str_add_char(&w->out, *c);
    } else {
        str_add(&w->out, text);
    }
    if (w->v->padded)
        str_add(&w->out, "   ");
}

static void write_name(Writer *w, const char *name) {
    str_printf(&w->out, "%s%s", w->v->prefixed ? "s:" : "", name);
}

static void write_node(Writer *w, const Node *node, bool root);

static void write_attributes(Writer *w, const Node *node) {
    size_t count = node->attributes.count;
    for (size_t i = 0; i < count && !w->v->to_children; i++) {
        Pair a = node->attributes.items[w->v->reversed ? count - 1 - i : i];
        str_printf(&w->out, w->v->noisy ? "  %s = '%s'" : " %s=\"%s\"", a.name, a.value);
    }
}

static void write_children(Writer *w, const Node *node) {
    size_t count = node->children.count;
    for (size_t i = 0; i < node->attributes.count && w->v->to_children; i++) {
        Node child = { .name = node->attributes.items[i].name, .text = node->attributes.items[i].value };
        write_node(w, &child, false);
    }
    for (size_t i = 0; i < count; i++) {
        if (w->v->noisy)
            str_printf(&w->out, "<!-- <ELEVE> & %zu --><?outil version=\"1\"?>", i);
        write_node(w, node->children.items[w->v->reversed ? count - 1 - i : i], false);
    }
}

static void write_node(Writer *w, const Node *node, bool root) {
    const char *name = root && w->v->root ? w->v->root : node->name;
    bool leaf = !node->children.count && (!w->v->to_children || !node->attributes.count);
    str_add(&w->out, "<");
    write_name(w, name);
    if (root && w->v->prefixed)
        str_add(&w->out, " xmlns:s=\"urn:exemple\"");
    write_attributes(w, node);
    if (leaf && !*node->text && w->v->noisy) {
        str_add(&w->out, "/>");
    } else {
        str_add(&w->out, ">");
        if (leaf)
            write_text(w, node->text);
        else
            line(w);
        write_children(w, node);
        str_add(&w->out, "</");
        write_name(w, name);
        str_add(&w->out, " >");
    }
    line(w);
}

static char *encode(Arena *mem, const Str *text, const char *encoding, size_t *size) {
    iconv_t to = iconv_open(encoding, "UTF-8");
    must(to != (iconv_t) -1);
    size_t left = text->size, room = 4 * text->size + 4;
    char *bytes = arena_alloc(mem, room + 1, 1), *in = text->data, *out = bytes;
    must(iconv(to, &in, &left, &out, &room) == 0 && left == 0);
    iconv_close(to);
    *size = (size_t) (out - bytes);
    return bytes;
}

char *variant_of(Arena *mem, const char *xml, size_t xml_size, const Variant *v, size_t *size) {
    Writer w = { .mem = mem, .out = str_new(mem, 2 * xml_size), .v = v };
    if (v->bom)
        str_add(&w.out, "\xEF\xBB\xBF");
    const char *declared = v->declared ? v->declared : v->encoding;
    if (*declared)
        str_printf(&w.out, "<?xml version='1.0' encoding='%s' standalone='yes'?>", declared);
    line(&w);
    write_node(&w, read_document(mem, xml, xml_size), true);
    return encode(mem, &w.out, v->encoding, size);
}

/* ---- files ---- */

char *read_whole(Arena *mem, const char *path, size_t *size) {
    Str s = str_new(mem, 1 << 16);
    FILE *f = fopen(path, "rb");
    must(f);
    for (size_t got = 1; got; s.size += got)
        got = fread(str_room(&s, 1 << 16), 1, 1 << 16, f);
    fclose(f);
    s.data[s.size] = '\0';
    *size = s.size;
    return s.data;
}

const char *write_whole(Arena *mem, const char *folder, const char *name, const void *bytes, size_t size) {
    const char *path = arena_printf(mem, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    must(f && fwrite(bytes, 1, size, f) == size && fclose(f) == 0);
    return path;
}
