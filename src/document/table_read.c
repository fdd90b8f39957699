/* Which kind of file it is, and the child in which it is read. */
#include "document/table_parts.h"

#include "base/str.h"
#include "base/text.h"
#include "base/words.h"
#include "document/archive.h"
#include "document/sandbox.h"
#include "gen/texts.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECONDS_MOST 10
#define MEMORY_MOST ((size_t) 1024 * 1024 * 1024)       /* address space, not what is used */
#define TROUBLE_BASE 32

const char *table_yes(Arena *mem) { return words(mem, T_WORD_YES, NULL); }
const char *table_no(Arena *mem) { return words(mem, T_WORD_NO, NULL); }

/* ---- one file ---- */

static TableTrouble archive_trouble(ArchiveTrouble trouble) {
    switch (trouble) {
    case ARCHIVE_FINE: return TABLE_FINE;
    case ARCHIVE_BROKEN: return TABLE_BROKEN;
    case ARCHIVE_EMPTY_ZIP: case ARCHIVE_NO_XML: case ARCHIVE_NESTED: return TABLE_NOT_TABLE;
    case ARCHIVE_TOO_LARGE: case ARCHIVE_TOO_MANY: return TABLE_TOO_LARGE;
    case ARCHIVE_ENCRYPTED: return TABLE_OLD;
    default: return TABLE_HARMFUL;
    }
}

/* An ODS with a password is an archive as any other, of which only the manifest can be read. */
static bool is_locked(int fd, const TableFile *files, TableMaker *m) {
    const TableFile *manifest = table_file(files, "META-INF/manifest.xml");
    Arena *mem = arena_child(m->mem);
    XmlReader *x = manifest ? table_xml(m, mem, fd, manifest) : NULL;
    bool locked = false;
    while (x && xml_next(x))
        locked = locked || str_equal(xml_name(x), "encryption-data");
    arena_free(mem);
    return locked;
}

static void read_zip(TableMaker *m, int fd) {
    ArchiveItem *items;
    VEC(TableFile) files = { 0 };
    ArchiveTrouble trouble = archive_list_all(fd, m->mem, &items);
    if (trouble != ARCHIVE_FINE) {
        table_fail(m, archive_trouble(trouble));
        return;
    }
    for (; items->name; items++)
        *VEC_ADD(m->mem, &files) = (TableFile){ items->name, items->place };
    *VEC_ADD(m->mem, &files) = (TableFile){ 0 };
    if (table_file(files.items, "xl/workbook.xml"))
        table_xlsx(m, fd, files.items);
    else if (table_file(files.items, "content.xml") && is_locked(fd, files.items, m))
        table_fail(m, TABLE_OLD);
    else if (table_file(files.items, "content.xml"))
        table_ods(m, fd, files.items);
    else
        table_fail(m, TABLE_NOT_TABLE);
}

/* What begins so is something else, whatever its name: a document, a picture, a page that calls itself .xls. */
static TableTrouble other_kind(const char *bytes, size_t size) {
    static const struct { const char *begins; size_t size; TableTrouble trouble; } kinds[] = { { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, TABLE_OLD }, { "%PDF-", 5, TABLE_NOT_TABLE },
        { "\x89PNG", 4, TABLE_NOT_TABLE }, { "\xff\xd8\xff", 3, TABLE_NOT_TABLE }, { "{\\rtf", 5, TABLE_NOT_TABLE }, { "<", 1, TABLE_NOT_TABLE },
        { "\xef\xbb\xbf<", 4, TABLE_NOT_TABLE }, { "Rar!", 4, TABLE_NOT_TABLE }, { "7z\xbc\xaf", 4, TABLE_NOT_TABLE }, { "\x1f\x8b", 2, TABLE_NOT_TABLE } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (size >= kinds[i].size && memcmp(bytes, kinds[i].begins, kinds[i].size) == 0)
            return kinds[i].trouble;
    return TABLE_FINE;
}

static void read_any(TableMaker *m, int fd) {
    struct stat st;
    lseek(fd, 0, SEEK_SET);
    if (fstat(fd, &st) != 0) {
        table_fail(m, TABLE_FAILED);
        return;
    }
    if (st.st_size > TABLE_FILE_MOST) {
        table_fail(m, TABLE_TOO_LARGE);
        return;
    }
    if (archive_is_zip(fd)) {
        read_zip(m, fd);
        return;
    }
    Str all = sandbox_take(m->mem, fd, (size_t) TABLE_FILE_MOST);
    TableTrouble other = other_kind(all.data, all.size);
    if (other)
        table_fail(m, other);
    else
        table_csv(m, all.data, all.size);
}

static TableTrouble read_here(Arena *mem, int fd, const char **packed, size_t *size) {
    TableMaker *m = NEW(mem, TableMaker);
    m->mem = mem;
    read_any(m, fd);
    return table_end(m, packed, size);
}

TableTrouble table_read_text(Arena *mem, const char *text, const char **packed, size_t *size) {
    TableMaker *m = NEW(mem, TableMaker);
    m->mem = mem;
    table_csv(m, text, strlen(text));
    return table_end(m, packed, size);
}

/* ---- the child ---- */

int table_child(void) {
    Arena *mem = arena_new();
    const char *at = NULL;
    size_t left = 0;
    text_nfc(mem, "e\xCC\x81");         /* what ICU would open later is opened now */
    text_from_latin9(mem, "\xe9", 1);
    table_yes(mem);
    if (!sandbox_enter(SECONDS_MOST, MEMORY_MOST))
        return 4;
    TableTrouble trouble = read_here(mem, STDIN_FILENO, &at, &left);
    while (left && !trouble) {
        ssize_t wrote = write(STDOUT_FILENO, at, left);
        if (wrote <= 0)
            _exit(3);
        at += wrote;
        left -= (size_t) wrote;
    }
    _exit(TROUBLE_BASE + (int) trouble);        /* nothing else may run in here */
}

/* ---- the parent ---- */

TableTrouble table_read(Arena *mem, const char *program, int fd, const char **packed, size_t *size) {
    int from;
    TableBook book;
    char *const argv[] = { "preau", "read-table", NULL };
    if (lseek(fd, 0, SEEK_SET) != 0)
        return TABLE_FAILED;
    if (!program)
        return read_here(mem, fd, packed, size);
    pid_t child = sandbox_start(program, argv, fd, &from);
    if (child < 0)
        return TABLE_FAILED;
    Str out = sandbox_take(mem, from, TABLE_PACKED_MOST);
    int code = sandbox_end(child, from, out.size > TABLE_PACKED_MOST);
    *packed = out.data;
    *size = out.size;
    if (code > TROUBLE_BASE && code < TROUBLE_BASE + TABLE_FAILED)
        return (TableTrouble) (code - TROUBLE_BASE);
    if (code != TROUBLE_BASE)
        return TABLE_BROKEN;            /* it died of it, or took too long: the file's fault */
    return table_unpack(mem, out.data, out.size, &book) ? TABLE_FINE : TABLE_FAILED;
}
