#include "school/lists/table_file.h"

#include "base/str.h"
#include "gen/texts.h"

int table_kind(const char *word) {
    for (int i = 0; word && sheet_words[i]; i++)
        if (str_equal(sheet_words[i], word))
            return i;
    return -1;
}

TableFile table_begin(Request *rq, SheetKind kind, const char *title, const char *subtitle, const SheetColumn *columns, size_t count) {
    Work *w = rq->work;
    SheetHead *head = NEW(rq->mem, SheetHead);          /* the sheet reads it until it ends */
    *head = (SheetHead){ .title = title, .subtitle = subtitle, .school = w->school->name, .made = w->now, .columns = columns, .count = count,
        .printed = words(w->mem, T_LIST_PRINTED, WITH(ARG_TEXT("date", day_words(w->mem, w->today)), ARG_TEXT("name", w->actor->display_name))) };
    Sink *sink = sink_to_memory(rq->mem);
    return (TableFile){ kind, title, sink, sheet_new(rq->mem, kind, head, sink) };
}

Reply table_reply(Request *rq, TableFile *t, const char *name) {
    if (!sheet_end(t->sheet))
        tx_fail(rq->work->tx, "table", "the file could not be written");
    if (!name)
        name = arena_printf(rq->mem, "%s %s", t->title, day_iso(rq->mem, rq->work->today));
    return file_reply(rq, arena_printf(rq->mem, "%s.%s", name, sheet_words[t->kind]), sheet_type(t->kind), t->sink->held.data, t->sink->held.size);
}
