/* Any bytes as a file of the ministry: read to records, the records to frames and back, the frames planned on an empty base, twice the same. */
#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "school/imports/plan_read.h"
#include "school/imports/reading.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_records(const Source *s) {
    Record r;
    size_t at = 0, count = 0;
    for (; record_next(s, &at, &r); count++)
        for (int i = 0; i < RECORD_VALUES; i++)
            must(!r.values[i] || text_is_utf8(r.values[i], strlen(r.values[i])));
    must(at == s->size && count == s->count);
}

static const char *plan_it(Arena *mem, const Sources *sources) {
    Report *report = report_new(mem);
    Work w = { .mem = mem, .now = 1757000000000 };
    Plan *p = plan_bare(&w, report);
    p->first_day = day_of(2025, 9, 1);
    for (size_t i = 0; i < sources->count; i++)
        plan_check_numbers(report, &sources->items[i]);
    plan_read(p, sources->items, sources->count);
    for (int k = 0; k < REPORT_KINDS; k++)
        must(report->changes[k].gone == 0 && report->changes[k].updated == 0);
    must(report_json(report)[0] == '{');
    return plan_digest(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *mem = arena_new();
    Sources sources = { 0 };
    Report *report = report_new(mem);
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data, size) == (ssize_t) size);
    Reading *reading = reading_begin(mem, &sources, report, NULL);
    reading_add(reading, arena_printf(mem, "/proc/self/fd/%d", fd), "essai.xml");
    reading_end(reading);
    for (size_t i = 0; i < sources.count; i++)
        check_records(&sources.items[i]);
    must(sources.count || report->exit == 2);
    if (!report->exit)
        must(str_equal(plan_it(mem, &sources), plan_it(mem, &sources)));
    close(fd);
    arena_free(mem);
    return 0;
}
