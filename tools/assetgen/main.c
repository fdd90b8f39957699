/* assetgen OUTDIR SRCROOT: puts the files of web/ into the program. Style sheets are joined into two bundles (web/css/BUNDLES says which); every file's
 * address holds the hash of its content; `{asset NAME}` in a style sheet or a script and `from "./NAME"` in a script become that address. Scripts go out without
 * the lines that are only comment, which are as long as the rest, and without their indentation: no text of theirs may go on over a line's end. */
#include <brotli/encode.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct Bytes { unsigned char *data; size_t size; } Bytes;
typedef struct File { char name[64], path[128]; const char *type; Bytes plain, gzip, brotli; } File;

static File files[64];
static int file_count;

static void die(const char *what, const char *name) {
    fprintf(stderr, "assetgen: %s %s\n", what, name);
    exit(1);
}

static void add(Bytes *to, const void *data, size_t size) {
    to->data = realloc(to->data, to->size + size + 1);
    if (!to->data)
        die("no memory for", "a file");
    memcpy(to->data + to->size, data, size);
    to->size += size;
    to->data[to->size] = '\0';
}

static Bytes read_file(const char *root, const char *name) {
    char path[4096], buffer[65536];
    Bytes all = { 0 };
    snprintf(path, sizeof path, "%s/web/%s", root, name);
    FILE *in = fopen(path, "rb");
    if (!in)
        die("cannot read", path);
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, in)) > 0; )
        add(&all, buffer, got);
    fclose(in);
    add(&all, "", 0);
    return all;
}

static const char *path_of(const char *name, size_t size) {
    for (int i = 0; i < file_count; i++)
        if (strlen(files[i].name) == size && memcmp(files[i].name, name, size) == 0)
            return files[i].path;
    die("unknown asset", name);
    return NULL;
}

/* How a file names another: the mark, what stays of it, and the character after the name (kept when it is a quote). */
typedef struct Naming { const char *mark, *kept; char close; } Naming;
static const Naming in_sheets = { "{asset ", "", '}' }, in_scripts = { "from \"./", "from \"", '"' };

/* Names become addresses: the named file must come earlier in the list. */
static Bytes with_addresses(Bytes from, const Naming *n) {
    Bytes to = { 0 };
    const char *at = (const char *) from.data;
    for (const char *next; (next = strstr(at, n->mark)); ) {
        const char *name = next + strlen(n->mark), *end = strchr(name, n->close);
        if (!end)
            die("unfinished", n->mark);
        add(&to, at, (size_t) (next - at));
        add(&to, n->kept, strlen(n->kept));
        const char *path = path_of(name, (size_t) (end - name));
        add(&to, path, strlen(path));
        at = end + (n->close == '}');
    }
    add(&to, at, strlen(at));
    return to;
}

static Bytes without_comments(Bytes from) {
    Bytes to = { 0 };
    bool inside = false;
    for (const char *at = (const char *) from.data; *at; ) {
        at += strspn(at, " \n");
        size_t size = strcspn(at, "\n");
        bool opens = !inside && strncmp(at, "/**", 3) == 0, closes = size > 1 && strncmp(at + size - 2, "*/", 2) == 0;
        const char *end = strstr(at, "*/");
        bool holds = end && end < at + size;
        if (!inside && size && strncmp(at, "//", 2) != 0 && !(opens && (closes || !holds))) {
            add(&to, at, size);
            add(&to, "\n", 1);
        }
        inside = inside ? !holds : opens && !holds;
        at += size;
    }
    return to;
}

static Bytes gzip_of(Bytes plain) {
    Bytes out = { .data = malloc(plain.size + 1024) };
    z_stream z = { 0 };
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    z.next_in = plain.data;
    z.avail_in = (uInt) plain.size;
    z.next_out = out.data;
    z.avail_out = (uInt) (plain.size + 1024);
    deflate(&z, Z_FINISH);
    out.size = z.total_out;
    deflateEnd(&z);
    return out;
}

static Bytes brotli_of(Bytes plain) {
    Bytes out = { .data = malloc(plain.size + 1024), .size = plain.size + 1024 };
    BrotliEncoderCompress(11, 22, BROTLI_MODE_TEXT, plain.size, plain.data, &out.size, out.data);
    return out;
}

static const char *type_of(const char *name) {
    static const char *const types[][2] = { { ".css", "text/css; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" },
        { ".svg", "image/svg+xml" }, { ".woff2", "font/woff2" }, { ".png", "image/png" }, { ".webmanifest", "application/manifest+json" } };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (strcmp(dot, types[i][0]) == 0)
            return types[i][1];
    die("no content type for", name);
    return NULL;
}

/* Fonts and pictures: compressed already, and naming nobody. */
static bool is_packed(const char *name) { return !strcmp(type_of(name), "font/woff2") || !strcmp(type_of(name), "image/png"); }

static void add_asset(const char *name, Bytes plain) {
    File *f = &files[file_count++];
    unsigned char hash[6];
    char hex[13];
    const char *dot = strrchr(name, '.');
    f->type = type_of(name);
    f->plain = plain;
    crypto_generichash_state h;
    unsigned char full[16];
    crypto_generichash_init(&h, NULL, 0, sizeof full);
    crypto_generichash_update(&h, plain.data, plain.size);
    crypto_generichash_final(&h, full, sizeof full);
    memcpy(hash, full, sizeof hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    snprintf(f->name, sizeof f->name, "%s", name);
    snprintf(f->path, sizeof f->path, "/assets/%.*s-%s%s", (int) (dot - name), name, hex, dot);
    if (!is_packed(name)) {
        f->gzip = gzip_of(plain);
        f->brotli = brotli_of(plain);
    }
}

/* web/assets.txt: a line an asset, "NAME FILE FILE…": the files joined; in the order in which they may name one another. */
static void read_list(const char *root) {
    Bytes list = read_file(root, "assets.txt");
    char *line_end, *word_end;
    for (char *line = strtok_r((char *) list.data, "\n", &line_end); line; line = strtok_r(NULL, "\n", &line_end)) {
        Bytes joined = { 0 };
        char *name = strtok_r(line, " ", &word_end);
        if (!name || *name == '#')
            continue;
        for (char *file = strtok_r(NULL, " ", &word_end); file; file = strtok_r(NULL, " ", &word_end)) {
            Bytes one = read_file(root, file);
            add(&joined, one.data, one.size);
        }
        if (file_count == 64)
            die("too many assets at", name);
        bool script = strstr(type_of(name), "javascript");
        if (script)
            joined = without_comments(with_addresses(joined, &in_scripts));
        add_asset(name, is_packed(name) ? joined : with_addresses(joined, &in_sheets));
    }
}

static void emit_bytes(FILE *out, int i, const char *what, Bytes b) {
    if (!b.size)
        return;
    fprintf(out, "static const unsigned char %s_%d[] = {", what, i);
    for (size_t n = 0; n < b.size; n++)
        fprintf(out, "%s%u,", n % 32 ? "" : "\n", b.data[n]);
    fprintf(out, "\n};\n");
}

static void emit_place(FILE *out, int i, const char *what, Bytes b) {
    if (b.size)
        fprintf(out, "%s_%d, ", what, i);
    else
        fprintf(out, "0, ");
}

int main(int argc, char **argv) {
    char path[4096];
    if (argc != 3 || sodium_init() < 0)
        die("usage:", "assetgen OUTDIR SRCROOT");
    read_list(argv[2]);
    snprintf(path, sizeof path, "%s/assets.h", argv[1]);
    FILE *header = fopen(path, "w");
    fprintf(header, "/* Made by assetgen from web/. */\n#pragma once\n#include \"web/assets.h\"\n");
    fclose(header);
    snprintf(path, sizeof path, "%s/assets.c", argv[1]);
    FILE *out = fopen(path, "w");
    fprintf(out, "/* Made by assetgen from web/. */\n#include \"web/assets.h\"\n");
    for (int i = 0; i < file_count; i++) {
        emit_bytes(out, i, "plain", files[i].plain);
        emit_bytes(out, i, "gzip", files[i].gzip);
        emit_bytes(out, i, "brotli", files[i].brotli);
    }
    fprintf(out, "const Asset assets[] = {\n");
    for (int i = 0; i < file_count; i++) {
        const File *f = &files[i];
        fprintf(out, "    { \"%s\", \"%s\", \"%s\", ", f->name, f->path, f->type);
        emit_place(out, i, "plain", f->plain);
        emit_place(out, i, "gzip", f->gzip);
        emit_place(out, i, "brotli", f->brotli);
        fprintf(out, "%zu, %zu, %zu },\n", f->plain.size, f->gzip.size, f->brotli.size);
    }
    fprintf(out, "    { 0 }\n};\n");
    fclose(out);
    return 0;
}
