/* The entries of a workbook, which is an archive of XML files: found by name, each looked at (xml_look.h) before it is parsed. */
#include "document/table_parts.h"

#include "base/str.h"
#include "document/archive.h"
#include "document/xml_look.h"

const TableFile *table_file(const TableFile *files, const char *name) {
    for (const TableFile *f = files; name && f->name; f++)
        if (str_equal(f->name, name))
            return f;
    return NULL;
}

typedef struct Origin { Arena *mem; int fd, place; ArchiveEntry *entry; } Origin;

static int give(void *context, char *to, int size) { return archive_read(((Origin *) context)->entry, to, size); }

static bool rewind_to(Origin *o, int skip) {
    char mark[4];
    o->entry = archive_open(o->fd, o->place, o->mem);
    for (int left = skip, got; o->entry && left > 0; left -= got)
        if ((got = archive_read(o->entry, mark, left)) <= 0)
            return false;
    return o->entry != NULL;
}

static TableTrouble trouble_of(XmlTrouble trouble) {
    switch (trouble) {
    case XML_FINE: return TABLE_FINE;
    case XML_DOCTYPE: case XML_TOO_DEEP: return TABLE_HARMFUL;
    case XML_TOO_LARGE: return TABLE_TOO_LARGE;
    default: return TABLE_BROKEN;
    }
}

XmlReader *table_xml(TableMaker *m, Arena *mem, int fd, const TableFile *file) {
    Origin *o = NEW(mem, Origin);
    if (!file) {
        table_fail(m, TABLE_NOT_TABLE);
        return NULL;
    }
    *o = (Origin){ .mem = mem, .fd = fd, .place = file->place };
    XmlLook look = { .trouble = XML_SOURCE_FAILED };
    if (rewind_to(o, 0))
        look = xml_look((XmlSource){ give, o }, mem);
    if (look.trouble != XML_FINE || !rewind_to(o, look.skip)) {
        table_fail(m, look.trouble ? trouble_of(look.trouble) : TABLE_BROKEN);
        return NULL;
    }
    return xml_open(mem, (XmlSource){ give, o }, look.encoding);
}

bool table_xml_ended(TableMaker *m, XmlReader *x) {
    XmlTrouble trouble = xml_trouble(x);
    return trouble == XML_FINE || table_fail(m, trouble_of(trouble));
}
