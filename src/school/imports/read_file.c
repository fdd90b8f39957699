#include "school/imports/read_file.h"

#include "base/str.h"
#include "document/archive.h"
#include "document/xml.h"

#include <string.h>
#include <unistd.h>

/* ---- problems, by their catalogue ids ---- */

static const struct { const char *id; int exit; } exits[] = {
    { "read.not_xml", 2 }, { "read.doctype", 2 }, { "read.malformed", 2 }, { "read.truncated", 2 }, { "read.too_deep", 2 },
    { "read.unreadable", 2 }, { "read.zip_broken", 2 }, { "read.zip_empty", 2 }, { "read.zip_no_xml", 2 }, { "read.zip_bad_name", 2 },
    { "read.zip_too_many", 2 }, { "read.zip_too_large", 2 }, { "read.zip_ratio", 2 }, { "read.zip_nested", 2 }, { "read.zip_link", 2 },
    { "read.zip_encrypted", 2 }, { "read.unknown_root", 2 }, { "read.not_yet", 2 }, { "read.killed", 2 },
};

int read_problem_exit(const char *text_id) {
    for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
        if (str_equal(exits[i].id, text_id))
            return exits[i].exit;
    return 2;
}

static void tell(RecordSink sink, RecordKind kind, uint32_t line, const char *id, const char *detail) {
    Record r = { .kind = kind, .line = line };
    r.values[R_PROBLEM_TEXT] = id;
    r.values[R_PROBLEM_DETAIL] = detail;
    sink.take(sink.context, &r);
}

/* ---- where the bytes come from ---- */

typedef struct Origin { int fd; const char *entry; ArchiveEntry *open; Arena *mem; int64_t total; } Origin;

static bool origin_rewind(void *context) {
    Origin *o = context;
    if (o->entry) {
        o->open = archive_open(o->fd, o->entry, o->mem);
        return o->open != NULL;
    }
    return lseek(o->fd, 0, SEEK_SET) == 0;
}

static int origin_read(void *context, char *to, int size) {
    Origin *o = context;
    int got = o->entry ? archive_read(o->open, to, size) : (int) read(o->fd, to, (size_t) size);
    o->total += got > 0 ? got : 0;
    return o->total > 2 * ARCHIVE_TOTAL_MOST ? -1 : got;
}

/* A DOCTYPE stands in the first bytes of a file: refused before the parser sees it, whatever the encoding. What declares a one-byte encoding
 * cannot be wrong about it: any byte is a letter there. */
static bool begins_with_doctype(Origin *o, bool *one_byte) {
    char head[8192], narrow[8193];
    size_t size = 0, kept = 0;
    for (int got; size < sizeof head && (got = origin_read(o, head + size, (int) (sizeof head - size))) > 0; )
        size += (size_t) got;
    for (size_t i = 0; i < size; i++)
        if (head[i])
            narrow[kept++] = head[i];
    narrow[kept] = '\0';
    origin_rewind(o);
    const char *end = strstr(narrow, "?>"), *encoding = strstr(narrow, "encoding=");
    *one_byte = kept == size && end && encoding && encoding < end && strncasecmp(encoding + 10, "ISO-8859-", 9) == 0;
    return strstr(narrow, "<!DOCTYPE") || strstr(narrow, "<!ENTITY");
}

/* ---- one XML file ---- */

static const char *const siecle_roots[] = { "BEE_NOMENCLATURES", "BEE_COMMUN", "BEE_STRUCTURES", "BEE_ELEVES", "BEE_RESPONSABLES",
    "BEE_GEOGRAPHIQUE", "BEE_ETABLISSEMENT", "BEE_ETABLISSEMENTS", NULL };

/* BEE_EPHC_ELEVES is the same file by another name (formats.md §1.1). */
static const char *known_root(const char *root, Arena *mem) {
    if (str_starts(root, "BEE_EPHC_"))
        root = arena_printf(mem, "BEE_%s", root + strlen("BEE_EPHC_"));
    for (int i = 0; siecle_roots[i]; i++)
        if (str_equal(siecle_roots[i], root))
            return siecle_roots[i];
    return str_equal(root, "STS_EDT") ? "STS_EDT" : NULL;
}

typedef struct Parse { XmlReader *x; RecordSink sink; const char *name, *root; Arena *mem; bool sts, headed; Record head; } Parse;

static void send_head(Parse *p) {
    if (!p->headed)
        p->sink.take(p->sink.context, &p->head);
    p->headed = true;
}

static void read_parameters(Parse *p, const XmlNode *element) {
    const XmlNode *school = xml_child(element, "UAJ"), *year = xml_child(element, "ANNEE_SCOLAIRE");
    const char **v = p->head.values;
    if (school)
        v[R_FILE_UAI] = p->sts ? xml_value(school, "CODE", p->mem) : xml_text(school, p->mem);
    if (year)
        v[R_FILE_YEAR] = p->sts ? xml_value(year, "ANNEE", p->mem) : xml_text(year, p->mem);
    v[R_FILE_EXPORTED] = xml_value(element, "DATE_EXPORT", p->mem);
    send_head(p);
    if (p->sts && year) {
        Record r = { .kind = R_YEAR, .line = xml_node_line(year) };
        r.values[R_YEAR_FIRST] = xml_value(year, "DATE_DEBUT", p->mem);
        r.values[R_YEAR_LAST] = xml_value(year, "DATE_FIN", p->mem);
        p->sink.take(p->sink.context, &r);
    }
}

static void read_one(Parse *p, const char *name) {
    Arena *row = arena_child(p->mem);
    Emitter e = { .sink = p->sink, .mem = row };
    name = arena_text(row, name);
    const XmlNode *element = xml_element(p->x);
    if (element && str_equal(name, "PARAMETRES")) {
        read_parameters(p, element);
    } else if (element) {
        send_head(p);
        read_element(&e, name, element, p->sts);
    }
    arena_free(row);
}

static bool begin(Parse *p) {
    if (!xml_next(p->x))
        return false;
    const char *root = arena_text(p->mem, xml_name(p->x));
    p->root = known_root(root, p->mem);
    p->sts = str_equal(p->root, "STS_EDT");
    p->head = (Record){ .kind = R_FILE, .line = 1 };
    p->head.values[R_FILE_NAME] = p->name;
    p->head.values[R_FILE_ROOT] = p->root ? p->root : root;
    p->head.values[R_FILE_VERSION] = xml_attribute(p->x, "VERSION", p->mem);
    if (p->root)
        return true;
    send_head(p);
    tell(p->sink, R_PROBLEM, 1, str_equal(root, "EDT_STS") ? "read.not_yet" : "read.unknown_root", root);
    return false;
}

static void report_trouble(Parse *p) {
    static const char *const ids[] = { [XML_NOT_XML] = "read.not_xml", [XML_DOCTYPE] = "read.doctype", [XML_MALFORMED] = "read.malformed",
        [XML_TRUNCATED] = "read.truncated", [XML_TOO_DEEP] = "read.too_deep", [XML_SOURCE_FAILED] = "read.unreadable" };
    XmlTrouble trouble = xml_trouble(p->x);
    if (trouble == XML_FINE)
        return;
    send_head(p);
    tell(p->sink, R_PROBLEM, xml_last_line(p->x), ids[trouble], NULL);
}

/* Does the file say in its encoding what it declares? Asked first, so that no record is sent twice. */
static bool lies_about_encoding(Origin *o) {
    Arena *mem = arena_new();
    XmlReader *x = xml_open(mem, (XmlSource){ origin_read, origin_rewind, o }, false);
    while (xml_next(x))
        continue;
    bool lies = xml_bad_encoding(x);
    arena_free(mem);
    origin_rewind(o);
    return lies;
}

static void read_xml(Origin *o, const char *name, RecordSink sink) {
    Parse p = { .sink = sink, .name = name, .mem = o->mem, .head = { .kind = R_FILE, .line = 1 } };
    p.head.values[R_FILE_NAME] = name;
    p.head.values[R_FILE_ROOT] = "";
    bool one_byte;
    if (begins_with_doctype(o, &one_byte)) {
        send_head(&p);
        tell(sink, R_PROBLEM, 1, "read.doctype", NULL);
        return;
    }
    bool lies = !one_byte && lies_about_encoding(o);
    p.x = xml_open(o->mem, (XmlSource){ origin_read, origin_rewind, o }, lies);
    if (begin(&p)) {
        while (xml_next(p.x))
            if (str_equal(xml_name(p.x), "PARAMETRES") || read_knows(xml_name(p.x), p.sts))
                read_one(&p, xml_name(p.x));
        send_head(&p);
        if (lies)
            tell(sink, R_WARNING, 1, "read.encoding", NULL);
    }
    report_trouble(&p);
}

/* ---- one uploaded file ---- */

static void read_zip(int fd, const char *name, RecordSink sink) {
    static const char *const ids[] = { [ARCHIVE_BROKEN] = "read.zip_broken", [ARCHIVE_EMPTY_ZIP] = "read.zip_empty", [ARCHIVE_NO_XML] = "read.zip_no_xml",
        [ARCHIVE_BAD_NAME] = "read.zip_bad_name", [ARCHIVE_TOO_MANY] = "read.zip_too_many", [ARCHIVE_TOO_LARGE] = "read.zip_too_large",
        [ARCHIVE_RATIO] = "read.zip_ratio", [ARCHIVE_NESTED] = "read.zip_nested", [ARCHIVE_LINK] = "read.zip_link",
        [ARCHIVE_ENCRYPTED] = "read.zip_encrypted" };
    Arena *mem = arena_new();
    char **names;
    ArchiveTrouble trouble = archive_list(fd, mem, &names);
    if (trouble != ARCHIVE_FINE) {
        Record head = { .kind = R_FILE, .line = 1, .values = { name, "" } };
        sink.take(sink.context, &head);
        tell(sink, R_PROBLEM, 0, ids[trouble], NULL);
    }
    for (char **entry = names; trouble == ARCHIVE_FINE && *entry; entry++) {
        Origin o = { .fd = fd, .entry = *entry, .mem = arena_child(mem) };
        if (origin_rewind(&o))
            read_xml(&o, arena_printf(mem, "%s/%s", name, *entry), sink);
        arena_free(o.mem);
    }
    arena_free(mem);
}

void read_file(int fd, const char *name, RecordSink sink) {
    if (archive_is_zip(fd)) {
        read_zip(fd, name, sink);
        return;
    }
    Origin o = { .fd = fd, .mem = arena_new() };
    read_xml(&o, name, sink);
    arena_free(o.mem);
}
