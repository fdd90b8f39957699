/* Any bytes as a table, alone and as the sheet of a workbook: what comes out is packed, unpacks, and says the same again. */
#include "base/must.h"
#include "base/str.h"
#include "document/table_read.h"
#include "document/zip.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *bytes, size_t size) {
    Arena *mem = arena_new();
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    const char *packed;
    size_t packed_size;
    TableBook book;
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t) size);
    if (table_read(mem, NULL, fd, &packed, &packed_size) == TABLE_FINE) {
        must(table_unpack(mem, packed, packed_size, &book) && book.count && book.count <= TABLE_SHEETS_MOST);
        for (size_t s = 0; s < book.count; s++)
            must(book.sheets[s].count && book.sheets[s].count <= TABLE_LINES_MOST && book.sheets[s].width && book.sheets[s].width <= TABLE_COLUMNS_MOST);
    }
    close(fd);
    table_unpack(mem, bytes, size, &book);
    arena_free(mem);
}

static void check_as(const char *const *names, const char *name, const char *bytes, size_t size) {
    static const char workbook[] = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"A\" r:id=\"a\"/></sheets></workbook>",
        parts[] = "<Relationships><Relationship Id=\"a\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    Arena *mem = arena_new();
    Sink *to = sink_to_memory(mem);
    Zip *z = zip_new(mem, to);
    for (int i = 0; names[i]; i++)
        zip_put(z, names[i], i ? parts : workbook, i ? sizeof parts - 1 : sizeof workbook - 1);
    zip_put(z, name, bytes, size);
    must(zip_end(z));
    check(to->held.data, to->held.size);
    arena_free(mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *bytes = (const char *) data;
    check(bytes, size);
    if (size < 100000 && memchr(bytes, '<', size)) {
        check_as((const char *const[]){ "xl/workbook.xml", "xl/_rels/workbook.xml.rels", NULL }, "xl/worksheets/sheet1.xml", bytes, size);
        check_as((const char *const[]){ NULL }, "content.xml", bytes, size);
    }
    return 0;
}
