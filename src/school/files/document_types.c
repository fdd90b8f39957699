/* What documents are, by what they hold, and what they are called: never by the name or the type that came with them (P-15). */
#include "school/files/files.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "document/archive.h"

#include <string.h>
#include <unistd.h>

#define HEAD_SIZE 512
#define TEXT_MOST ((int64_t) 4 * 1024 * 1024)   /* plain text is looked at to its end */

enum { PDF, JPEG, PNG, WEBP, ODT, ODS, ODP, DOCX, XLSX, PPTX, TEXT, TYPES };
static const DocumentType types[TYPES] = {
    [PDF] = { "application/pdf", "pdf", "pdf" }, [JPEG] = { "image/jpeg", "jpg", "image" }, [PNG] = { "image/png", "png", "image" },
    [WEBP] = { "image/webp", "webp", "image" },
    [ODT] = { "application/vnd.oasis.opendocument.text", "odt", "text" }, [ODS] = { "application/vnd.oasis.opendocument.spreadsheet", "ods", "table" },
    [ODP] = { "application/vnd.oasis.opendocument.presentation", "odp", "slides" },
    [DOCX] = { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "text" },
    [XLSX] = { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "table" },
    [PPTX] = { "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", "slides" },
    [TEXT] = { "text/plain; charset=utf-8", "txt", "plain" },
};

const DocumentType *document_type_named(const char *type) {
    for (int i = 0; i < TYPES; i++)
        if (str_equal(types[i].type, type))
            return &types[i];
    return NULL;
}

/* ---- archives: office files, without anything that runs ---- */

static bool runs(const char *name) {
    static const char *const parts[] = { "vbaProject", "vbaData", "Basic/", "Scripts/", "activeX", "oleObject", NULL };
    for (int i = 0; parts[i]; i++)
        if (strcasestr(name, parts[i]))
            return true;
    return false;
}

/* ODF stores its type as its first entry, in clear, at a place of its own. */
static int open_document(const uint8_t *head, size_t size) {
    static const struct { int type; const char *kind; } kinds[] = { { ODT, "text" }, { ODS, "spreadsheet" }, { ODP, "presentation" } };
    static const char start[] = "mimetypeapplication/vnd.oasis.opendocument.";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t known = strlen(start), end = 30 + known + strlen(kinds[i].kind);
        if (size > end && memcmp(head + 30, start, known) == 0 && memcmp(head + 30 + known, kinds[i].kind, strlen(kinds[i].kind)) == 0 && head[end] != '-')
            return kinds[i].type;
    }
    return TYPES;
}

static int office(Arena *mem, int fd, const uint8_t *head, size_t size) {
    static const struct { int type; const char *part; } parts[] = { { DOCX, "word/document.xml" }, { XLSX, "xl/workbook.xml" }, { PPTX, "ppt/presentation.xml" } };
    const char **names;
    int found = open_document(head, size);
    if (archive_names(fd, mem, &names) != ARCHIVE_FINE)
        return TYPES;
    for (; *names; names++) {
        if (runs(*names))
            return TYPES;
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            if (str_equal(*names, parts[i].part))
                found = found == TYPES ? parts[i].type : found;
    }
    return found;
}

/* ---- plain text: UTF-8 to its end, and no markup that a browser could take for a page ---- */

static bool is_text(Arena *mem, int fd, int64_t size) {
    if (size > TEXT_MOST)
        return false;
    Arena *scratch = arena_child(mem);
    char *all = arena_alloc(scratch, (size_t) size + 1, 1);
    bool good = pread(fd, all, (size_t) size, 0) == size && text_is_utf8(all, (size_t) size) && !memchr(all, 0, (size_t) size);
    const char *first = good ? all + strspn(all, " \t\r\n\xef\xbb\xbf") : "";
    good = good && *first && *first != '<' && !str_starts(first, "#!") && !str_starts(first, "%!") && !str_starts(first, "MZ");
    for (const char *at = all; good && *at; at++)
        good = (unsigned char) *at >= ' ' || *at == '\t' || *at == '\r' || *at == '\n' || *at == '\f';
    arena_free(scratch);
    return good;
}

const DocumentType *document_type(Arena *mem, int fd, int64_t size) {
    static const uint8_t png[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    uint8_t head[HEAD_SIZE];
    ssize_t got = pread(fd, head, sizeof head, 0);
    int type = TYPES;
    if (got < 4 || got > size)
        return NULL;
    if (memcmp(head, "%PDF-", 5) == 0)
        type = PDF;
    else if (head[0] == 0xff && head[1] == 0xd8 && head[2] == 0xff)
        type = JPEG;
    else if (got > (ssize_t) sizeof png && memcmp(head, png, sizeof png) == 0)
        type = PNG;
    else if (got > 12 && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0)
        type = WEBP;
    else if (archive_is_zip(fd))
        type = office(mem, fd, head, (size_t) got);
    else if (is_text(mem, fd, size))
        type = TEXT;
    return type == TYPES ? NULL : &types[type];
}

bool document_bare_kind(const DocumentType *type, BareKind *kind) {
    static const BareKind kinds[TYPES] = { [JPEG] = BARE_JPEG, [PNG] = BARE_PNG, [WEBP] = BARE_WEBP };
    int known = (int) (type - types);
    *kind = kinds[known];
    return known == JPEG || known == PNG || known == WEBP;
}

/* ---- titles ---- */

/* What turns the reading of a line around, or is not seen at all: "facture\u202Efdp.exe" is read "factureexe.pdf". */
static size_t misleading(const char *at) {
    const unsigned char *b = (const unsigned char *) at;
    bool marks = b[0] == 0xe2 && ((b[1] == 0x80 && ((b[2] >= 0x8b && b[2] <= 0x8f) || (b[2] >= 0xaa && b[2] <= 0xae)))
        || (b[1] == 0x81 && b[2] >= 0xa0 && b[2] <= 0xaf));
    return marks || (b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf) ? 3 : (b[0] < ' ' || b[0] == 0x7f) ? 1 : 0;
}

const char *document_title(Arena *mem, const char *text) {
    Str s = str_new(mem, strlen(text) + 1);
    for (size_t skip; *text; text += skip ? skip : 1)
        if (!(skip = misleading(text)))
            str_add_char(&s, *text);
    const char *title = text_trim(mem, s.data);
    while (text_length(title) > DOCUMENT_TITLE_MOST) {
        size_t size = strlen(title) - 1;
        while (((unsigned char) title[size] & 0xc0) == 0x80)
            size--;
        title = arena_text_n(mem, title, size);
    }
    return *title ? title : NULL;
}

const char *document_title_of(Arena *mem, const char *name) {
    for (const char *at = name; *at; at++)
        name = *at == '/' || *at == '\\' ? at + 1 : name;
    const char *dot = strrchr(name, '.');
    bool ending = dot && dot > name && strlen(dot) <= 6 && strspn(dot + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(dot + 1);
    return document_title(mem, ending ? arena_text_n(mem, name, (size_t) (dot - name)) : name);
}
