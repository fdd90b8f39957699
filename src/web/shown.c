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

static const RightInfo *right_named(const Feature *const *all, const char *name) {
    for (int f = 0; all[f]; f++)
        for (const RightInfo *r = all[f]->rights; r && r->name; r++)
            if (str_equal(r->name, name))
                return r;
    return NULL;
}

bool shown_to(const Work *w, const Feature *const *all, const ColumnText *text) {
    if (!text || !text->right)
        return text != NULL;
    const RightInfo *right = right_named(all, text->right);
    return right && may(w, *right->id);
}

const TableText *shown_table(const Feature *const *all, const Table *table) {
    for (int f = 0; all[f]; f++)
        for (const TableText *t = all[f]->tables; t && t->table; t++)
            if (t->table == table)
                return t;
    return NULL;
}

bool shown_act_stays(const Feature *const *all, const char *act) {
    for (int f = 0; all[f]; f++)
        for (const ActText *a = all[f]->acts; a && a->act; a++)
            if (a->stays && str_equal(a->act, act))
                return true;
    return false;
}

TextId shown_act(const Feature *const *all, const char *act) {
    for (int f = 0; all[f]; f++) {
        for (const ActText *a = all[f]->acts; a && a->act; a++)
            if (str_equal(a->act, act))
                return a->label;
        for (const JobKind *k = all[f]->jobs; k && k->name; k++)
            if (str_equal(k->name, act))
                return k->label;
    }
    return 0;
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
    if (text && text->as == SHOWN_DAY && v->kind == VALUE_INT && v->integer == DAY_OPEN)
        return words(mem, T_WORD_OPEN_END, NULL);
    if (text && text->as == SHOWN_DAY && v->kind == VALUE_INT)
        return day_french(mem, (Day) v->integer);
    if (text && text->as == SHOWN_YES_NO && v->kind == VALUE_INT)
        return words(mem, v->integer ? T_WORD_YES : T_WORD_NO, NULL);
    const char *plain = shown_plain(mem, text, v);
    TextId id = text && text->as == SHOWN_WORD ? words_find(arena_printf(mem, "%s.%s", text->words, plain)) : 0;
    return id ? words(mem, id, NULL) : plain;
}
