/* The preview as JSON text, kept in the sheet's row: how many lines of which fate, and the first of each; what must be looked at comes first. */
#include "school/sheets/sheets.h"

#include "base/str.h"

static void put_pair(Str *s, const char *key, const char *text) {
    str_printf(s, ",\"%s\":", key);
    if (text)
        str_quote(s, text);
    else
        str_add(s, "null");
}

static void put_line(Str *s, const SheetLine *line) {
    str_printf(s, "{\"line\":%d,\"person\":%lld,\"fate\":\"%s\"", line->number, (long long) line->id, sheet_fate_words[line->fate]);
    put_pair(s, "label", line->label);
    str_add(s, ",\"why\":[");
    for (size_t i = 0; i < line->why.count; i++) {
        str_add(s, i ? "," : "");
        str_quote(s, line->why.items[i]);
    }
    str_add(s, "],\"changes\":[");
    for (size_t i = 0; i < line->changes.count; i++) {
        const SheetChange *c = &line->changes.items[i];
        str_printf(s, "%s{\"column\":\"%s\"", i ? "," : "", c->column->word);
        put_pair(s, "before", c->before);
        put_pair(s, "after", c->after);
        str_add(s, "}");
    }
    str_add(s, "]}");
}

const char *sheet_report_json(Arena *mem, const SheetPlan *plan) {
    Str s = str_new(mem, 16 * 1024);
    const char *between = "";
    str_add(&s, "{\"totals\":{");
    for (int f = 0; f < SHEET_FATES; f++)
        str_printf(&s, "%s\"%s\":%lld", f ? "," : "", sheet_fate_words[f], (long long) plan->totals[f]);
    str_add(&s, "},\"skip\":[");
    for (size_t i = 0; i < plan->lines.count; i++)
        if (plan->lines.items[i].fate == FATE_REFUSED) {
            str_printf(&s, "%s%d", between, plan->lines.items[i].number);
            between = ",";
        }
    str_add(&s, "],\"lines\":[");
    between = "";
    for (int f = 0; f < FATE_SAME; f++) {
        int shown = 0;
        for (size_t i = 0; i < plan->lines.count && shown < SHEET_SHOWN_MOST; i++)
            if ((int) plan->lines.items[i].fate == f) {
                str_add(&s, between);
                put_line(&s, &plan->lines.items[i]);
                between = ",";
                shown++;
            }
    }
    str_add(&s, "]}");
    return s.data;
}
