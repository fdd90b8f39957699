/* Reading .reply files: a head line "roll  class D2", then one key a line, deeper lines being the keys inside. */
#include "templategen.h"

#include <ctype.h>
#include <string.h>

typedef struct Line { At at; int indent; char **words; size_t count; } Line;
typedef struct Lines { Line *items; size_t count; } Lines;

/* What the lines below one another share. */
typedef struct Reading { const Reply *reply; Lines lines; size_t next; int array; } Reading;

Replies replies;

static void read_words(Line *line, char *text) {
    for (char *c = text; *c;) {
        while (isspace((unsigned char) *c))
            c++;
        char *start = c;
        while (*c && !isspace((unsigned char) *c))
            c++;
        if (c > start) {
            line->words = more(line->words, sizeof(char *), line->count);
            line->words[line->count++] = copy_n(start, (size_t) (c - start));
        }
    }
}

static Lines read_lines(const char *path) {
    Lines lines = { 0 };
    At at = { path, 0 };
    for (char *c = read_whole(path); c && *c;) {
        char *end = strchr(c, '\n');
        if (end)
            *end = 0;
        at.line++;
        Line line = { .at = at, .indent = (int) strspn(c, " ") };
        read_words(&line, c);
        if (line.count && line.words[0][0] != '#') {
            if (line.indent % 2 || strchr(c, '\t'))
                refuse(at, "lines are indented by two spaces a level");
            lines.items = more(lines.items, sizeof line, lines.count);
            lines.items[lines.count++] = line;
        }
        c = end ? end + 1 : NULL;
    }
    return lines;
}

static bool is_key_name(const char *s) {
    return islower((unsigned char) *s) && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

int shape_index(const Shape *shape, const char *key, size_t size) {
    for (size_t i = 0; i < shape->count; i++)
        if (strlen(shape->keys[i].name) == size && !memcmp(shape->keys[i].name, key, size))
            return (int) i;
    return -1;
}

static Key *add_key(Shape *shape, Key key) {
    if (shape_index(shape, key.name, strlen(key.name)) >= 0)
        refuse(key.at, "%s is declared twice here", key.name);
    shape->keys = more(shape->keys, sizeof key, shape->count);
    shape->keys[shape->count] = key;
    return &shape->keys[shape->count++];
}

/* "class D2"; "class" without a D is a word like another. */
static bool read_class(const Line *line, size_t *i, int *data_class) {
    const char *word = *i + 1 < line->count ? line->words[*i + 1] : "";
    if (strcmp(line->words[*i], "class") || word[0] != 'D' || word[1] < '0' || word[1] > '9')
        return false;
    if (word[1] > '4' || word[2])
        refuse(line->at, "a class is D0 to D4");
    *data_class = word[1] - '0';
    *i += 1;
    return true;
}

static int kind_of(const char *word) {
    static const char *const names[] = { "INT", "ID", "BOOL", "TEXT", "WORD", "DAY", "INSTANT", "MINUTES" };
    for (int i = 0; i < 8; i++)
        if (!strcmp(word, names[i]))
            return i;
    return -1;
}

static void read_attributes(const Line *line, size_t i, Key *key, Reading *r) {
    for (; i < line->count; i++) {
        char *word = line->words[i];
        if (read_class(line, &i, &key->data_class))
            continue;
        if (!strcmp(word, "right") && i + 1 < line->count)
            key->right = line->words[++i];
        else if (!strcmp(word, "nullable"))
            key->nullable = true;
        else if (!strcmp(word, "html"))
            key->html_only = true;
        else if (key->kind == K_WORD && is_key_name(word)) {
            key->words = more(key->words, sizeof(char *), key->word_count);
            key->words[key->word_count++] = word;
        } else if (key->kind == K_INT && is_key_name(word))
            continue;           /* its unit, for the reader */
        else
            refuse(line->at, "%s: what is \"%s\"?", key->name, word);
    }
    if (key->kind == K_WORD && !key->word_count)
        refuse(line->at, "%s: a WORD lists its words", key->name);
    if (key->word_count)
        key->c_words = format("words_%s_%d", r->reply->shape.c_name, ++r->array);
}

static void read_keys(Reading *r, Shape *shape, int indent, int data_class);
static void read_reply(Reply *reply);

static void read_use(const Line *line, Shape *shape) {
    Reply *used = line->count == 2 ? (Reply *) (size_t) reply_named(line->words[1]) : NULL;
    if (!used)
        refuse(line->at, "use names another reply: use people/guardian_line");
    else if (used->reading)
        refuse(line->at, "%s uses itself", used->name);
    else {
        read_reply(used);
        for (size_t i = 0; i < used->shape.count; i++)
            add_key(shape, used->shape.keys[i]);
    }
}

/* "entries[]", "name TEXT class D2", "address" with deeper lines. */
static void read_key(Reading *r, const Line *line, Shape *shape, int data_class) {
    char *name = line->words[0];
    size_t size = strlen(name);
    bool list = size > 2 && !strcmp(name + size - 2, "[]");
    if (list)
        name = copy_n(name, size - 2);
    if (!is_key_name(name))
        refuse(line->at, "\"%s\": a key is made of a-z 0-9 _", name);
    int kind = line->count > 1 ? kind_of(line->words[1]) : -1;
    Key key = { .at = line->at, .name = name, .data_class = data_class };
    key.kind = kind >= 0 ? (Kind) kind : list ? K_LIST : K_OBJECT;
    if (list && kind >= 0) {
        key.kind = K_TEXTS;
        if (kind != K_TEXT)
            refuse(line->at, "%s[]: a list holds TEXT or objects", name);
    }
    read_attributes(line, kind >= 0 ? 2 : 1, &key, r);
    bool deeper = r->next < r->lines.count && r->lines.items[r->next].indent > line->indent;
    if (deeper != (kind < 0))
        refuse(line->at, deeper ? "%s has a type, so nothing inside" : "%s has neither a type nor keys inside", name);
    if (deeper) {
        key.of = more(NULL, sizeof *key.of, 0);
        key.of->name = format("%s.%s", shape->name, name);
        key.of->c_name = format("%s_%s", shape->c_name, name);
        read_keys(r, key.of, line->indent + 2, key.data_class);
    }
    add_key(shape, key);
}

static void read_keys(Reading *r, Shape *shape, int indent, int data_class) {
    while (r->next < r->lines.count && r->lines.items[r->next].indent >= indent) {
        const Line *line = &r->lines.items[r->next++];
        if (line->indent > indent)
            refuse(line->at, "this line is too deep");
        if (!strcmp(line->words[0], "use"))
            read_use(line, shape);
        else
            read_key(r, line, shape, data_class);
    }
}

static void read_reply(Reply *reply) {
    if (reply->read)
        return;
    reply->reading = true;
    Reading r = { .reply = reply, .lines = read_lines(reply->path) };
    const char *slash = strrchr(reply->name, '/');
    const char *short_name = slash ? slash + 1 : reply->name;
    if (!r.lines.count || r.lines.items[0].indent || strcmp(r.lines.items[0].words[0], short_name))
        refuse((At){ reply->path, 1 }, "the first line names the reply: %s  class D2", short_name);
    else {
        const Line *head = &r.lines.items[r.next++];
        reply->data_class = -1;
        for (size_t i = 1; i < head->count; i++)
            if (!read_class(head, &i, &reply->data_class))
                refuse(head->at, "what is \"%s\"?", head->words[i]);
        if (reply->data_class < 0)
            refuse(head->at, "the first line gives the class of the data: %s  class D2", short_name);
        read_keys(&r, &reply->shape, 2, reply->data_class);
        if (r.next < r.lines.count)
            refuse(r.lines.items[r.next].at, "keys are indented by two spaces");
    }
    reply->reading = false;
    reply->read = true;
}

const Reply *reply_named(const char *name) {
    for (size_t i = 0; i < replies.count; i++)
        if (!strcmp(replies.items[i].name, name))
            return &replies.items[i];
    return NULL;
}

char *page_name(const char *path, const char *suffix) {
    const char *name = path + strlen(source_root) + 1;
    static const char *const folders[] = { "src/school/", "src/web/", "src/", NULL };
    for (const char *const *f = folders; *f; f++)
        if (!strncmp(name, *f, strlen(*f))) {
            name += strlen(*f);
            break;
        }
    return copy_n(name, strlen(name) - strlen(suffix));
}

static char *lower_c_name(const char *name) {
    char *out = constant_name(name);
    for (char *c = out; *c; c++)
        *c = (char) tolower((unsigned char) *c);
    return out;
}

void read_replies(const Paths *paths) {
    for (size_t i = 0; i < paths->count; i++) {
        char *name = page_name(paths->items[i], ".reply");
        Reply reply = { .path = paths->items[i], .name = name, .shape = { .name = name, .c_name = lower_c_name(name) } };
        if (reply_named(name))
            refuse((At){ reply.path, 1 }, "%s is already the name of another reply", name);
        replies.items = more(replies.items, sizeof reply, replies.count);
        replies.items[replies.count++] = reply;
        text_addf(&files_read, " %s", reply.path);
    }
    for (size_t i = 0; i < replies.count; i++)
        read_reply(&replies.items[i]);
}
