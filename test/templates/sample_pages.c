/* Made by templategen from the .reply and .html files under src/. */
#include "pages.h"

#include "base/str.h"
#include "gen/texts.h"
#include "web/template.h"

/* ---- sample/person_line ---- */

static ReplyField fields_sample_person_line[] = {
    { .key = "id", .json = ",\"id\":", .json_size = 6, .kind = REPLY_ID, .data_class = 2 },
    { .key = "display", .json = ",\"display\":", .json_size = 11, .kind = REPLY_TEXT, .data_class = 2 },
};
ReplyType REPLY_SAMPLE_PERSON_LINE = { "sample/person_line", fields_sample_person_line, 2 };

/* ---- sample/roll ---- */

static const char *const words_sample_roll_1[] = { "product", "search", NULL };
static ReplyField fields_sample_roll_address[] = {
    { .key = "city", .json = ",\"city\":", .json_size = 8, .kind = REPLY_TEXT, .data_class = 3, .right = "sample.address" },
};
static ReplyType type_sample_roll_address = { "sample/roll.address", fields_sample_roll_address, 1 };

static const char *const words_sample_roll_2[] = { "product", "search", NULL };
static ReplyField fields_sample_roll_entries[] = {
    { .key = "id", .json = ",\"id\":", .json_size = 6, .kind = REPLY_ID, .data_class = 2 },
    { .key = "display", .json = ",\"display\":", .json_size = 11, .kind = REPLY_TEXT, .data_class = 2 },
    { .key = "minutes_late", .json = ",\"minutes_late\":", .json_size = 16, .kind = REPLY_INT, .data_class = 2 },
    { .key = "kind", .json = ",\"kind\":", .json_size = 8, .kind = REPLY_WORD, .data_class = 2, .words = words_sample_roll_2 },
};
static ReplyType type_sample_roll_entries = { "sample/roll.entries", fields_sample_roll_entries, 4 };

static ReplyField fields_sample_roll_rooms[] = {
    { .key = "id", .json = ",\"id\":", .json_size = 6, .kind = REPLY_ID, .data_class = 2 },
    { .key = "label", .json = ",\"label\":", .json_size = 9, .kind = REPLY_TEXT, .data_class = 2 },
};
static ReplyType type_sample_roll_rooms = { "sample/roll.rooms", fields_sample_roll_rooms, 2 };

static ReplyField fields_sample_roll[] = {
    { .key = "lesson", .json = ",\"lesson\":", .json_size = 10, .kind = REPLY_ID, .data_class = 2 },
    { .key = "name", .json = ",\"name\":", .json_size = 8, .kind = REPLY_TEXT, .data_class = 2 },
    { .key = "link", .json = ",\"link\":", .json_size = 8, .kind = REPLY_TEXT, .data_class = 2, .html_only = true },
    { .key = "day", .json = ",\"day\":", .json_size = 7, .kind = REPLY_DAY, .data_class = 2 },
    { .key = "taken", .json = ",\"taken\":", .json_size = 9, .kind = REPLY_INSTANT, .data_class = 2, .nullable = true },
    { .key = "start", .json = ",\"start\":", .json_size = 9, .kind = REPLY_MINUTES, .data_class = 2 },
    { .key = "closed", .json = ",\"closed\":", .json_size = 10, .kind = REPLY_BOOL, .data_class = 2 },
    { .key = "kind", .json = ",\"kind\":", .json_size = 8, .kind = REPLY_WORD, .data_class = 2, .words = words_sample_roll_1 },
    { .key = "remarks", .json = ",\"remarks\":", .json_size = 11, .kind = REPLY_TEXTS, .data_class = 2 },
    { .key = "address", .json = ",\"address\":", .json_size = 11, .kind = REPLY_OBJECT, .data_class = 2, .of = &type_sample_roll_address },
    { .key = "entries", .json = ",\"entries\":", .json_size = 11, .kind = REPLY_LIST, .data_class = 2, .of = &type_sample_roll_entries },
    { .key = "rooms", .json = ",\"rooms\":", .json_size = 9, .kind = REPLY_LIST, .data_class = 2, .of = &type_sample_roll_rooms },
};
ReplyType REPLY_SAMPLE_ROLL = { "sample/roll", fields_sample_roll, 12 };

/* ---- sample/roll.html ---- */

static const TextId texts_sample_roll_1[] = { T_PAGE_PRODUCT, T_PAGE_SEARCH, 0 };
static const TextId texts_sample_roll_3[] = { T_PAGE_PRODUCT, T_PAGE_SEARCH, 0 };

static void print_sample_roll_part_entries(Out *out, const Doc *d0) {
    MARKUP(out, "\n");
    const DocValue *list4 = value_at(d0, 10 /* entries */);
    for (size_t i4 = 0; i4 < doc_items(list4); i4++) {
        const Doc *d4 = doc_item(list4, i4);
        MARKUP(out, "\n"
                    "<tr><th scope=\"row\"><a href=\"/people/");
        out_int(out, value_at(d4, 0 /* id */));
        MARKUP(out, "\">");
        out_text(out, value_at(d4, 1 /* display */));
        MARKUP(out, "</a>\n"
                    "<input type=\"hidden\" name=\"");
        out_string(out, field_name(out, "entries", i4, "id"));
        MARKUP(out, "\" value=\"");
        out_int(out, value_at(d4, 0 /* id */));
        MARKUP(out, "\"></th>\n"
                    "<td>");
        out_field(out, &(FieldMark){ .name = field_name(out, "entries", i4, "minutes_late"), .type = "number", .label = T_PAGE_SEARCH, .hint = 0, .value = value_at(d4, 2 /* minutes_late */), .attributes = " min=\"0\"" });
        MARKUP(out, "</td><td>");
        if (value_says(value_at(d0, 1 /* name */))) {
            out_typed(out, field_name(out, "entries", i4, "kind"));
        }
        out_icon(out, "house");
        MARKUP(out, "</td></tr>\n");
    }
    MARKUP(out, "\n");
    (void) d0;
    (void) out;
}

static void print_sample_roll(Out *out, const Doc *d0, const char *part) {
    if (part && str_equal(part, "entries")) {
        print_sample_roll_part_entries(out, d0);
        return;
    }
    MARKUP(out, "\n"
                "\n"
                "<h1 title=\"");
    out_text(out, value_at(d0, 1 /* name */));
    MARKUP(out, "\" class=\"roll");
    if (value_says(value_at(d0, 6 /* closed */))) {
        MARKUP(out, " closed");
    }
    MARKUP(out, "\"");
    if (!value_says(value_at(d0, 6 /* closed */))) {
        MARKUP(out, " data-open=\"");
        out_text(out, value_at(d0, 7 /* kind */));
        MARKUP(out, "\"");
    }
    MARKUP(out, ">");
    out_text(out, value_at(d0, 1 /* name */));
    MARKUP(out, "</h1>\n"
                "<p><a href=\"");
    out_url(out, value_at(d0, 2 /* link */));
    MARKUP(out, "\">");
    out_day(out, value_at(d0, 3 /* day */));
    MARKUP(out, "</a> <a href=\"/x/");
    out_url_part(out, value_at(d0, 1 /* name */));
    MARKUP(out, "?q=");
    out_url_part(out, value_at(d0, 1 /* name */));
    MARKUP(out, "&amp;day=");
    out_iso(out, value_at(d0, 3 /* day */));
    MARKUP(out, "#top\">");
    out_day_words(out, value_at(d0, 3 /* day */));
    MARKUP(out, "</a> <a href=\"tel:");
    out_telephone(out, value_at(d0, 1 /* name */));
    MARKUP(out, "\">");
    out_iso(out, value_at(d0, 5 /* start */));
    MARKUP(out, "</a>\n"
                "<time datetime=\"");
    out_iso(out, value_at(d0, 4 /* taken */));
    MARKUP(out, "\">");
    out_instant(out, value_at(d0, 4 /* taken */));
    MARKUP(out, "</time> ");
    out_minutes_words(out, value_at(d0, 5 /* start */));
    MARKUP(out, " ");
    out_minutes(out, value_at(d0, 5 /* start */));
    MARKUP(out, " ");
    out_int(out, value_at(d0, 0 /* lesson */));
    MARKUP(out, " ");
    out_number(out, value_at(d0, 10 /* entries */));
    MARKUP(out, "</p>\n");
    if (value_is(value_at(d0, 2 /* link */), "/x")) {
        MARKUP(out, "<hr>");
    }
    if (value_is(value_at(d0, 7 /* kind */), "search")) {
        MARKUP(out, "<p>");
        out_word(out, value_at(d0, 7 /* kind */), words_sample_roll_1, texts_sample_roll_1);
        MARKUP(out, "</p>");
    } else {
        MARKUP(out, "<p>–</p>");
    }
    MARKUP(out, "\n"
                "<ul>");
    const DocValue *list2 = value_at(d0, 8 /* remarks */);
    for (size_t i2 = 0; i2 < doc_items(list2); i2++) {
        MARKUP(out, "<li>");
        out_string(out, doc_item_text(list2, i2));
        MARKUP(out, "</li>");
    }
    MARKUP(out, "</ul>\n"
                "<p>");
    out_text(out, value_at(object_at(d0, 9 /* address */), 0 /* city */));
    MARKUP(out, " ");
    out_words(out, T_PROBLEMS_TITLE, WITH(ARG_INT("n", (int64_t) doc_items(value_at(d0, 10 /* entries */)))));
    MARKUP(out, "</p>\n"
                "<form method=\"post\" action=\"/lessons/");
    out_int(out, value_at(d0, 0 /* lesson */));
    MARKUP(out, "/roll\">\n");
    out_problems(out);
    MARKUP(out, "\n");
    out_field(out, &(FieldMark){ .name = "name", .type = "text", .label = T_PAGE_SEARCH, .hint = T_PAGE_SKIP, .value = value_at(d0, 1 /* name */), .attributes = " required maxlength=\"40\"" });
    MARKUP(out, "\n");
    out_field(out, &(FieldMark){ .name = "closed", .type = "checkbox", .label = T_PAGE_SEARCH, .hint = 0, .value = value_at(d0, 6 /* closed */), .attributes = "" });
    MARKUP(out, "\n");
    out_field(out, &(FieldMark){ .name = "day", .type = "date", .label = T_PAGE_SEARCH, .hint = 0, .value = value_at(d0, 3 /* day */), .attributes = "" });
    MARKUP(out, "\n");
    out_field(out, &(FieldMark){ .name = "note", .type = "textarea", .label = T_PAGE_SEARCH, .hint = 0, .value = value_at(d0, 1 /* name */), .attributes = "" });
    MARKUP(out, "\n");
    out_choice(out, &(ChoiceMark){ .name = "kind", .label = T_PAGE_SEARCH, .hint = 0, .empty = T_CHOICE_NONE, .value = value_at(d0, 7 /* kind */), .words = words_sample_roll_1, .texts = texts_sample_roll_3, .radio = false, .attributes = "" });
    MARKUP(out, "\n");
    out_choice(out, &(ChoiceMark){ .name = "room", .label = T_PAGE_SEARCH, .hint = 0, .empty = 0, .value = value_at(d0, 0 /* lesson */), .options = value_at(d0, 11 /* rooms */), .option_id = 0, .option_label = 1, .radio = true, .attributes = "" });
    MARKUP(out, "\n"
                "<table>\n");
    print_sample_roll_part_entries(out, d0);
    MARKUP(out, "\n"
                "</table>\n"
                "</form>\n");
    (void) out;
    (void) d0;
    (void) part;
}

static void title_sample_roll(Out *out, const Doc *d0) {
    out_words(out, T_PROBLEMS_TITLE, WITH(ARG_INT("n", value_number(value_at(d0, 0 /* lesson */)))));
    (void) d0;
}

static const char *const parts_sample_roll[] = { "entries", NULL };

const Page PAGE_SAMPLE_ROLL = { .name = "sample/roll", .type = &REPLY_SAMPLE_ROLL, .print = print_sample_roll, .title = T_PROBLEMS_TITLE, .parts = parts_sample_roll, .print_title = title_sample_roll };

const Page PAGE_SAMPLE_PERSON_LINE = { .name = "sample/person_line", .type = &REPLY_SAMPLE_PERSON_LINE };

const Page *const pages[] = {
    &PAGE_SAMPLE_ROLL,
    &PAGE_SAMPLE_PERSON_LINE,
    NULL
};

const Layout layouts[] = {
    { NULL, NULL }
};
