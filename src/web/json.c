#include "web/json.h"

static void json_list(Str *to, const DocValue *v) {
    str_add_char(to, '[');
    for (size_t i = 0; i < doc_items(v); i++) {
        if (i)
            str_add_char(to, ',');
        if (v->kind == REPLY_TEXTS)
            str_quote(to, doc_item_text(v, i));
        else
            json_doc(to, doc_item(v, i));
    }
    str_add_char(to, ']');
}

/* "2026-09-01" */
static void json_day(Str *to, Date d) {
    const char text[] = { '"', (char) ('0' + d.year / 1000), (char) ('0' + d.year / 100 % 10), (char) ('0' + d.year / 10 % 10), (char) ('0' + d.year % 10), '-',
        (char) ('0' + d.month / 10), (char) ('0' + d.month % 10), '-', (char) ('0' + d.day / 10), (char) ('0' + d.day % 10), '"' };
    str_add_n(to, text, sizeof text);
}

static void json_value(Str *to, const DocValue *v) {
    switch (v->kind) {
    case REPLY_INT: case REPLY_ID:
        str_add_int(to, v->number);
        break;
    case REPLY_BOOL:
        str_add(to, v->number ? "true" : "false");
        break;
    case REPLY_TEXT: case REPLY_WORD:
        str_quote(to, v->text);
        break;
    case REPLY_DAY:
        json_day(to, day_date((Day) v->number));
        break;
    case REPLY_INSTANT: {
        char *iso = instant_iso(to->arena, v->number);
        str_quote(to, iso);
        break;
    }
    case REPLY_MINUTES:
        str_printf(to, "\"%02d:%02d\"", (int) v->number / 60, (int) v->number % 60);
        break;
    case REPLY_OBJECT:
        json_doc(to, v->object);
        break;
    case REPLY_LIST: case REPLY_TEXTS:
        json_list(to, v);
        break;
    }
}

void json_doc(Str *to, const Doc *doc) {
    const ReplyType *type = doc_type(doc);
    const DocValue *v = doc_at(doc, 0);
    size_t comma = 1;                   /* of the first key it is left out */
    str_add_char(to, '{');
    for (const ReplyField *f = type->fields, *end = f + type->count; f < end; f++, v++) {
        if (f->html_only || (!v->set && !f->nullable))
            continue;
        str_add_n(to, f->json + comma, f->json_size - comma);
        comma = 0;
        if (v->set)
            json_value(to, v);
        else
            str_add_n(to, "null", 4);
    }
    str_add_char(to, '}');
}

#define FIELD_BYTES 24                  /* of a pupil's row, on the average */

size_t json_room(const Doc *doc) {
    const ReplyType *type = doc_type(doc);
    size_t room = 4096;
    for (int i = 0; i < type->count; i++)
        if (type->fields[i].kind == REPLY_LIST)
            room += doc_items(doc_at(doc, i)) * (size_t) type->fields[i].of->count * FIELD_BYTES;
    return room;
}

void json_problems(Str *to, const Problem *problems) {
    str_add(to, "{\"problems\":[");
    for (const Problem *p = problems; p; p = p->next) {
        str_add(to, p == problems ? "{\"field\":" : ",{\"field\":");
        str_quote(to, p->field);
        str_add(to, ",\"code\":");
        str_quote(to, words_id(p->code));
        str_add(to, ",\"text\":");
        str_quote(to, p->text);
        str_add_char(to, '}');
    }
    str_add(to, "]}");
}
