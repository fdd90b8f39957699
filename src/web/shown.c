#include "web/shown.h"

#include "base/str.h"
#include "gen/texts.h"

const ColumnText *shown_column(const Feature *const *all, const Table *table, int column) {
    for (int f = 0; all[f]; f++)
        for (const ColumnText *c = all[f]->columns; c && c->table; c++)
            if (c->table == table && c->column == column)
                return c;
    return NULL;
}

const char *shown_plain(Arena *mem, const ColumnText *text, const Value *v) {
    if (v->kind == VALUE_TEXT)
        return arena_text_n(mem, v->data, v->size);
    if (v->kind != VALUE_INT)
        return "";
    if (text && text->as == SHOWN_DAY)
        return day_iso(mem, (Day) v->integer);
    return text && text->as == SHOWN_TIME ? minutes_clock(mem, (int) v->integer) : arena_printf(mem, "%lld", (long long) v->integer);
}

const char *shown_value(Arena *mem, const ColumnText *text, const Value *v) {
    if (v->kind == VALUE_NULL)
        return words(mem, T_WORD_NOTHING, NULL);
    if (text && text->show && v->kind == VALUE_INT)
        return text->show(mem, v->integer);
    if (text && text->as == SHOWN_DAY && v->kind == VALUE_INT)
        return day_french(mem, (Day) v->integer);
    if (text && text->as == SHOWN_YES_NO && v->kind == VALUE_INT)
        return words(mem, v->integer ? T_WORD_YES : T_WORD_NO, NULL);
    const char *plain = shown_plain(mem, text, v);
    TextId id = text && text->as == SHOWN_WORD ? words_find(arena_printf(mem, "%s.%s", text->words, plain)) : 0;
    return id ? words(mem, id, NULL) : plain;
}
