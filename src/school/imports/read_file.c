#include "school/imports/read_file.h"

#include "base/str.h"
#include "base/text.h"
#include "document/archive.h"
#include "document/xml_look.h"

#include <string.h>
#include <unistd.h>

/* ---- problems, by their catalogue ids ---- */

static const struct { const char *id; int exit; } exits[] = {
    { "read.not_xml", 2 }, { "read.doctype", 2 }, { "read.malformed", 2 }, { "read.truncated", 2 }, { "read.too_deep", 2 },
    { "read.too_large", 2 }, { "read.unreadable", 2 }, { "read.zip_broken", 2 }, { "read.zip_empty", 2 }, { "read.zip_no_xml", 2 }, { "read.zip_bad_name", 2 },
    { "read.zip_too_many", 2 }, { "read.zip_too_large", 2 }, { "read.zip_ratio", 2 }, { "read.zip_nested", 2 }, { "read.zip_link", 2 },
    { "read.zip_encrypted", 2 }, { "read.zip_overlap", 2 }, { "read.unknown_root", 2 }, { "read.not_yet", 2 }, { "read.killed", 2 },
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

typedef struct Origin { int fd, place; ArchiveEntry *open; Arena *mem; int64_t total; int skip; } Origin;        /* place -1: the file itself */

static int origin_read(void *context, char *to, int size) {
    Origin *o = context;
    ssize_t got = o->place >= 0 ? archive_read(o->open, to, size) : read(o->fd, to, (size_t) size);
    o->total += got > 0 ? got : 0;
    return got < 0 || o->total > ARCHIVE_TOTAL_MOST ? -1 : (int) got;
}

/* From the beginning again, after the byte order mark. */
static bool origin_rewind(Origin *o) {
    char mark[4];
    o->total = 0;
    if (o->place >= 0)
        o->open = archive_open(o->fd, o->place, o->mem);
    if (o->place >= 0 ? !o->open : lseek(o->fd, 0, SEEK_SET) != 0)
        return false;
    for (int left = o->skip, got; left > 0; left -= got)
        if ((got = origin_read(o, mark, left)) <= 0)
            return false;
    return true;
}

/* ---- roots ---- */

/* EXTRA: files that SIECLE adds and from which nothing is taken. */
static const struct { const char *root; Dialect dialect; } roots[] = {
    { "BEE_NOMENCLATURES", DIALECT_NOMENCLATURES }, { "BEE_COMMUN", DIALECT_COMMUN }, { "BEE_STRUCTURES", DIALECT_STRUCTURES },
    { "BEE_ELEVES", DIALECT_PUPILS }, { "BEE_RESPONSABLES", DIALECT_GUARDIANS }, { "STS_EDT", DIALECT_STS }, { "BEE_GEOGRAPHIQUE", DIALECT_EXTRA },
    { "BEE_ETABLISSEMENT", DIALECT_EXTRA }, { "BEE_ETABLISSEMENTS", DIALECT_EXTRA }, { "BEE_ETABLISSEMENTS_ELEVES", DIALECT_EXTRA },
    { "BEE_ETABLISSEMENT_ELEVES", DIALECT_EXTRA } };

typedef struct Parse { XmlReader *x; RecordSink sink; const char *name; Arena *mem; Dialect dialect; bool known, headed; Record head; } Parse;

/* BEE_EPHC_ELEVES is the same file by another name (formats.md §1.1). */
static bool find_root(Parse *p, const char *root) {
    if (str_starts(root, "BEE_EPHC_"))
        root = arena_printf(p->mem, "BEE_%s", root + strlen("BEE_EPHC_"));
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (str_equal(roots[i].root, root)) {
            p->head.values[R_FILE_ROOT] = roots[i].root;
            p->dialect = roots[i].dialect;
            p->known = true;
        }
    return p->known;
}

/* ---- one XML file ---- */

static void send_head(Parse *p) {
    if (!p->headed)
        p->sink.take(p->sink.context, &p->head);
    p->headed = true;
}

static const char *either(const XmlNode *element, const char *attribute, Arena *mem) {
    const char *value = element ? xml_value(element, attribute, mem) : NULL;
    return element && str_empty(value) ? xml_text(element, mem) : value;
}

static void read_parameters(Parse *p, const XmlNode *element) {
    const char **v = p->head.values;
    v[R_FILE_UAI] = either(xml_child(element, "UAJ"), "CODE", p->mem);
    v[R_FILE_YEAR] = either(xml_child(element, "ANNEE_SCOLAIRE"), "ANNEE", p->mem);
    v[R_FILE_EXPORTED] = xml_value(element, "DATE_EXPORT", p->mem);
    if (str_empty(v[R_FILE_EXPORTED]))
        v[R_FILE_EXPORTED] = xml_value(element, "HORODATAGE", p->mem);
}

static void send_year(Parse *p, const XmlNode *year) {
    Record r = { .kind = R_YEAR, .line = xml_node_line(year) };
    r.values[R_YEAR_FIRST] = xml_value(year, "DATE_DEBUT", p->mem);
    r.values[R_YEAR_LAST] = xml_value(year, "DATE_FIN", p->mem);
    if (r.values[R_YEAR_FIRST] || r.values[R_YEAR_LAST])
        p->sink.take(p->sink.context, &r);
}

/* The root and PARAMETRES, wherever it stands: all that follows depends on the school and the year. False when there is no known root. */
static bool look_ahead(Parse *p, XmlReader *x) {
    if (!xml_next(x))
        return false;
    p->head.values[R_FILE_ROOT] = arena_text(p->mem, xml_name(x));
    p->head.values[R_FILE_VERSION] = xml_attribute(x, "VERSION", p->mem);
    if (!find_root(p, p->head.values[R_FILE_ROOT])) {
        send_head(p);
        tell(p->sink, R_PROBLEM, 1, str_equal(p->head.values[R_FILE_ROOT], "EDT_STS") ? "read.not_yet" : "read.unknown_root", p->head.values[R_FILE_ROOT]);
        return false;
    }
    while (xml_next(x))
        if (xml_depth(x) == 1 && str_equal(xml_name(x), "PARAMETRES")) {
            const XmlNode *element = xml_element(x);
            if (element)
                read_parameters(p, element);
            break;
        }
    return true;
}

static void read_one(Parse *p, const char *name) {
    Arena *row = arena_child(p->mem);
    Emitter e = { .sink = p->sink, .mem = row, .dialect = p->dialect };
    name = arena_text(row, name);
    const XmlNode *element = xml_element(p->x);
    if (element && str_equal(name, "PARAMETRES")) {
        const XmlNode *year = p->dialect == DIALECT_STS ? xml_child(element, "ANNEE_SCOLAIRE") : NULL;
        if (year)
            send_year(p, year);
    } else if (element) {
        read_element(&e, name, element);
    }
    arena_free(row);
}

static void report_trouble(Parse *p, XmlTrouble trouble, uint32_t line) {
    static const char *const ids[] = { [XML_NOT_XML] = "read.not_xml", [XML_DOCTYPE] = "read.doctype", [XML_MALFORMED] = "read.malformed",
        [XML_TRUNCATED] = "read.truncated", [XML_TOO_DEEP] = "read.too_deep", [XML_TOO_LARGE] = "read.too_large", [XML_SOURCE_FAILED] = "read.unreadable" };
    if (trouble == XML_FINE)
        return;
    send_head(p);
    tell(p->sink, R_PROBLEM, line, ids[trouble], NULL);
}

static XmlReader *open_again(Parse *p, Origin *o, const char *encoding) {
    if (origin_rewind(o))
        return xml_open(p->mem, (XmlSource){ origin_read, o }, encoding);
    report_trouble(p, XML_SOURCE_FAILED, 0);
    return NULL;
}

static void read_xml(Origin *o, const char *name, RecordSink sink) {
    Parse p = { .sink = sink, .name = name, .mem = o->mem, .head = { .kind = R_FILE, .line = 1 } };
    p.head.values[R_FILE_NAME] = name;
    p.head.values[R_FILE_ROOT] = "";
    XmlLook seen = xml_look((XmlSource){ origin_read, o }, o->mem);
    o->skip = seen.skip;
    report_trouble(&p, seen.trouble, seen.line);
    if (seen.trouble != XML_FINE || !(p.x = open_again(&p, o, seen.encoding)))
        return;
    bool known = look_ahead(&p, p.x);
    report_trouble(&p, xml_trouble(p.x), xml_last_line(p.x));
    if (!known || xml_trouble(p.x) != XML_FINE || !(p.x = open_again(&p, o, seen.encoding)))
        return;
    send_head(&p);
    if (seen.lies)
        tell(sink, R_WARNING, 1, str_equal(seen.encoding, "UTF-8") ? "read.encoding_utf8" : "read.encoding", NULL);
    while (xml_next(p.x))
        if (str_equal(xml_name(p.x), "PARAMETRES") || read_knows(xml_name(p.x), xml_depth(p.x), p.dialect))
            read_one(&p, xml_name(p.x));
    report_trouble(&p, xml_trouble(p.x), xml_last_line(p.x));
}

/* ---- one uploaded file ---- */

static void read_zip(int fd, const char *name, RecordSink sink) {
    static const char *const ids[] = { [ARCHIVE_BROKEN] = "read.zip_broken", [ARCHIVE_EMPTY_ZIP] = "read.zip_empty", [ARCHIVE_NO_XML] = "read.zip_no_xml",
        [ARCHIVE_BAD_NAME] = "read.zip_bad_name", [ARCHIVE_TOO_MANY] = "read.zip_too_many", [ARCHIVE_TOO_LARGE] = "read.zip_too_large",
        [ARCHIVE_RATIO] = "read.zip_ratio", [ARCHIVE_NESTED] = "read.zip_nested", [ARCHIVE_LINK] = "read.zip_link",
        [ARCHIVE_ENCRYPTED] = "read.zip_encrypted", [ARCHIVE_OVERLAP] = "read.zip_overlap" };
    Arena *mem = arena_new();
    ArchiveItem *items;
    ArchiveTrouble trouble = archive_list(fd, mem, &items);
    if (trouble != ARCHIVE_FINE) {
        Record head = { .kind = R_FILE, .line = 1, .values = { name, "" } };
        sink.take(sink.context, &head);
        tell(sink, R_PROBLEM, 0, ids[trouble], NULL);
    }
    for (ArchiveItem *item = items; trouble == ARCHIVE_FINE && item->name; item++) {
        Origin o = { .fd = fd, .place = item->place, .mem = arena_child(mem) };
        const char *shown = text_is_utf8(item->name, strlen(item->name)) ? item->name : text_from_latin9(mem, item->name, strlen(item->name));
        shown = arena_printf(mem, "%s/%s", name, shown);
        if (origin_rewind(&o))
            read_xml(&o, shown, sink);
        else
            tell(sink, R_PROBLEM, 0, "read.zip_broken", NULL);
        arena_free(o.mem);
    }
    arena_free(mem);
}

void read_file(int fd, const char *name, RecordSink sink) {
    if (archive_is_zip(fd)) {
        read_zip(fd, name, sink);
        return;
    }
    Origin o = { .fd = fd, .place = -1, .mem = arena_new() };
    lseek(fd, 0, SEEK_SET);
    read_xml(&o, name, sink);
    arena_free(o.mem);
}
