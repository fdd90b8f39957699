#include "document/archive.h"

#include "base/str.h"
#include "base/vec.h"
#include "document/archive_check.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool archive_is_zip(int fd) {
    char head[4] = { 0 };
    ssize_t got = pread(fd, head, sizeof head, 0);
    return got == 4 && head[0] == 'P' && head[1] == 'K' && (head[2] == 3 || head[2] == 5 || head[2] == 7);
}

static void drop(void *handle) {
    archive_read_free(handle);
}

static struct archive *open_zip(int fd, Arena *mem) {
    struct archive *zip = archive_read_new();
    arena_on_drop(mem, drop, zip);
    archive_read_support_format_zip(zip);
    lseek(fd, 0, SEEK_SET);
    return archive_read_open_fd(zip, fd, 64 * 1024) == ARCHIVE_OK ? zip : NULL;
}

/* ---- names ---- */

static const char *last_part(const char *name) {
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

/* What other systems leave in archives, and no one asked for. */
static bool is_junk(const char *name) {
    return str_starts(name, "__MACOSX/") || str_starts(last_part(name), "._") || str_equal(last_part(name), ".DS_Store");
}

static bool ends_like(const char *name, const char *suffix) {
    size_t size = strlen(name), tail = strlen(suffix);
    return size >= tail && strcasecmp(name + size - tail, suffix) == 0;
}

/* ---- the first pass ---- */

#define PIECE (64 * 1024)

typedef struct Pass { bool any /* not XML only */; struct archive *zip; Arena *mem; char *buffer; const char **names; int64_t packed, total; int entries, count; VEC(ArchiveItem) items; } Pass;

/* An XML declaration after blanks, a byte order mark, the NUL bytes of a wide encoding: an export without its suffix is still one. */
static bool begins_like_xml(const char *bytes, size_t size) {
    static const char wanted[] = "<?xml";
    size_t at = 0, like = 0;
    while (at < size && at < 64 && bytes[at] != '<')
        at++;
    for (; at < size && wanted[like]; at++)
        if (bytes[at] == wanted[like])
            like++;
        else if (bytes[at])
            return false;
    return !wanted[like];
}

/* To its end, whatever it is: every byte counts. */
static ArchiveTrouble drain(Pass *p, bool *xml) {
    for (bool first = true;; first = false) {
        la_ssize_t got = archive_read_data(p->zip, p->buffer, PIECE);
        if (got < 0)
            return ARCHIVE_BROKEN;
        if (got == 0)
            return ARCHIVE_FINE;
        *xml = *xml || (first && begins_like_xml(p->buffer, (size_t) got));
        p->total += got;
        if (p->total > ARCHIVE_TOTAL_MOST)
            return ARCHIVE_TOO_LARGE;
        if (p->total > ARCHIVE_RATIO_MOST * (p->packed + 1024))
            return ARCHIVE_RATIO;
    }
}

static ArchiveTrouble look_at(Pass *p, struct archive_entry *entry) {
    int place = p->entries++;
    if (place >= p->count)
        return ARCHIVE_BROKEN;
    const char *name = p->names[place];     /* as the directory has it: the library would make it the locale's */
    if (archive_entry_is_encrypted(entry))
        return ARCHIVE_ENCRYPTED;
    if (archive_entry_filetype(entry) == AE_IFLNK || archive_entry_hardlink(entry) || archive_entry_symlink(entry))
        return ARCHIVE_LINK;
    bool junk = archive_entry_filetype(entry) == AE_IFDIR || is_junk(name), xml = p->any || ends_like(name, ".xml");
    if (ends_like(name, ".zip") && !junk)
        return ARCHIVE_NESTED;
    ArchiveTrouble trouble = drain(p, &xml);
    if (xml && !junk)
        *VEC_ADD(p->mem, &p->items) = (ArchiveItem){ arena_text(p->mem, name), place };
    return trouble;
}

static ArchiveTrouble pass_over(Pass *p) {
    struct archive_entry *entry;
    for (;;) {
        int status = archive_read_next_header(p->zip, &entry);
        if (status == ARCHIVE_EOF)
            return p->entries != p->count ? ARCHIVE_BROKEN : p->entries == 0 ? ARCHIVE_EMPTY_ZIP : p->items.count == 0 ? ARCHIVE_NO_XML : ARCHIVE_FINE;
        if (status < ARCHIVE_WARN)
            return ARCHIVE_BROKEN;
        ArchiveTrouble trouble = look_at(p, entry);
        if (trouble != ARCHIVE_FINE)
            return trouble;
    }
}

static ArchiveTrouble list(int fd, Arena *mem, bool any, ArchiveItem **items) {
    struct stat st;
    *items = NEW(mem, ArchiveItem);
    if (fstat(fd, &st) != 0)
        return ARCHIVE_BROKEN;
    Pass p = { .any = any, .mem = mem, .buffer = arena_alloc(mem, PIECE, 1), .packed = st.st_size };
    ArchiveTrouble trouble = archive_check(fd, st.st_size, mem, &p.names, &p.count);
    if (trouble != ARCHIVE_FINE)
        return trouble;
    p.zip = open_zip(fd, mem);
    if (!p.zip)
        return ARCHIVE_BROKEN;
    trouble = pass_over(&p);
    *VEC_ADD(mem, &p.items) = (ArchiveItem){ 0 };
    *items = p.items.items;
    return trouble;
}

ArchiveTrouble archive_list(int fd, Arena *mem, ArchiveItem **items) { return list(fd, mem, false, items); }
ArchiveTrouble archive_list_all(int fd, Arena *mem, ArchiveItem **items) { return list(fd, mem, true, items); }

ArchiveTrouble archive_names(int fd, Arena *mem, const char ***names) {
    struct stat st;
    int count = 0;
    *names = NULL;
    ArchiveTrouble trouble = fstat(fd, &st) == 0 ? archive_check(fd, st.st_size, mem, names, &count) : ARCHIVE_BROKEN;
    return trouble == ARCHIVE_FINE && !*names ? ARCHIVE_BROKEN : trouble;
}

/* ---- reading one entry ---- */

struct ArchiveEntry { struct archive *zip; int64_t total; };

ArchiveEntry *archive_open(int fd, int place, Arena *mem) {
    ArchiveEntry *e = NEW(mem, ArchiveEntry);
    struct archive_entry *entry;
    e->zip = open_zip(fd, mem);
    while (e->zip && archive_read_next_header(e->zip, &entry) >= ARCHIVE_WARN)
        if (place-- == 0)
            return e;
        else if (archive_read_data_skip(e->zip) < ARCHIVE_WARN)
            break;
    return NULL;
}

int archive_read(ArchiveEntry *e, char *to, int size) {
    la_ssize_t got = archive_read_data(e->zip, to, (size_t) size);
    e->total += got > 0 ? got : 0;
    return got < 0 || e->total > ARCHIVE_TOTAL_MOST ? -1 : (int) got;
}
