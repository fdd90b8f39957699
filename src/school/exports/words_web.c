/* What leaves the school, and what it is called: by the words of features (TableText, ColumnText), else by what the same name means everywhere. */
#include "school/exports/exports.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/texts.h"
#include "web/shown.h"

const char *const asked_words[] = { "self", "guardian", "office", "school", NULL };

static bool is_secret(const Table *t, int column) {
    for (int f = 0; features[f]; f++)
        for (const Secret *s = features[f]->secrets; s && s->table; s++)
            if (s->table == t && (s->column < 0 || s->column == column))
                return true;
    return false;
}

/* Answers kept for a day for who asks again: the web's own, and no feature may name its tables. */
bool export_has(const Table *t) { return !is_secret(t, -1) && !str_ends(t->name, "_receipt"); }
bool export_has_column(const Table *t, int column) { return export_has(t) && t->columns[column].type != 'b' && !is_secret(t, column); }

static const Unsealed *unsealed_of(const Table *t) {
    for (int f = 0; features[f]; f++)
        for (const Unsealed *u = features[f]->unsealed; u && u->table; u++)
            if (u->table == t)
                return u;
    return NULL;
}

static const UnsealedColumn *unsealed_nth(const Table *t, int n) {
    const Unsealed *u = unsealed_of(t);
    for (int i = 0; u && u->columns[i].name; i++)
        if (i == n)
            return &u->columns[i];
    return NULL;
}

const char *export_unsealed_name(const Table *t, int n) {
    const UnsealedColumn *c = unsealed_nth(t, n);
    return c ? c->name : NULL;
}

const char *export_unsealed_label(Arena *mem, const Table *t, int n) {
    const UnsealedColumn *c = unsealed_nth(t, n);
    return c ? words(mem, c->label, NULL) : NULL;
}

bool export_unseal(Work *w, const Table *t, int64_t id, const char **texts) {
    const Unsealed *u = unsealed_of(t);
    return u && u->open(w, id, texts);
}

typedef struct Named { const char *name; TextId label; } Named;

static TextId named(const Named *all, const char *name) {
    for (; all->name; all++)
        if (str_equal(all->name, name))
            return all->label;
    return 0;
}

/* Tables without an audit need no words for histories; here they do. */
static TextId table_text(const Table *t) {
    static const Named all[] = { { "person_number", T_EXPORTS_TABLE_PERSON_NUMBER }, { "person_key", T_EXPORTS_TABLE_PERSON_KEY }, { "person_word", T_EXPORTS_TABLE_PERSON_WORD },
        { "session", T_EXPORTS_TABLE_SESSION }, { "school_outbox", T_EXPORTS_TABLE_OUTBOX }, { "outbox", T_EXPORTS_TABLE_OUTBOX }, { "school_work", T_EXPORTS_TABLE_WORK },
        { "year_work", T_EXPORTS_TABLE_WORK }, { "school_audit", T_EXPORTS_TABLE_AUDIT }, { "year_audit", T_EXPORTS_TABLE_AUDIT }, { "school_topic", T_EXPORTS_TABLE_TOPIC },
        { "year_topic", T_EXPORTS_TABLE_TOPIC }, { "import", T_EXPORTS_TABLE_IMPORT }, { "job", T_EXPORTS_TABLE_JOB }, { "list_columns", T_EXPORTS_TABLE_LIST_COLUMNS },
        { "kept_file", T_EXPORTS_TABLE_KEPT_FILE }, { "photo_batch", T_EXPORTS_TABLE_PHOTO_BATCH }, { "photo_entry", T_EXPORTS_TABLE_PHOTO_ENTRY },
        { "school_copy", T_EXPORTS_TABLE_SCHOOL_COPY }, { NULL, 0 } };
    const TableText *text = shown_table(features, t);
    return text ? text->label : named(all, t->name);
}

/* The same name for the same thing (ARCHITECTURE.md, 11): one text does for all tables. */
static TextId column_text(const Table *t, int column) {
    static const Named all[] = { { "id", T_EXPORTS_COLUMN_ID }, { "at", T_EXPORTS_COLUMN_AT }, { "made_at", T_EXPORTS_COLUMN_AT }, { "added_at", T_EXPORTS_COLUMN_AT },
        { "created_at", T_EXPORTS_COLUMN_AT }, { "opened_at", T_EXPORTS_COLUMN_OPENED_AT }, { "seen_at", T_EXPORTS_COLUMN_SEEN_AT }, { "started_at", T_EXPORTS_COLUMN_STARTED_AT },
        { "ended_at", T_EXPORTS_COLUMN_ENDED_AT }, { "applied_at", T_EXPORTS_COLUMN_APPLIED_AT }, { "next_at", T_EXPORTS_COLUMN_NEXT_AT }, { "account", T_EXPORTS_COLUMN_ACCOUNT },
        { "person", T_EXPORTS_COLUMN_PERSON }, { "act", T_EXPORTS_COLUMN_ACT }, { "undoes", T_EXPORTS_COLUMN_UNDOES }, { "work", T_EXPORTS_COLUMN_WORK },
        { "table_name", T_EXPORTS_COLUMN_TABLE_NAME }, { "object", T_EXPORTS_COLUMN_OBJECT }, { "fields", T_EXPORTS_COLUMN_FIELDS }, { "source", T_EXPORTS_COLUMN_SOURCE },
        { "topic", T_EXPORTS_COLUMN_TOPIC }, { "version", T_EXPORTS_COLUMN_VERSION }, { "system", T_EXPORTS_COLUMN_SYSTEM }, { "theirs", T_EXPORTS_COLUMN_THEIRS },
        { "word", T_EXPORTS_COLUMN_WORD }, { "label", T_EXPORTS_COLUMN_LABEL }, { "address", T_EXPORTS_COLUMN_NETWORK }, { "channel", T_EXPORTS_COLUMN_CHANNEL },
        { "state", T_EXPORTS_COLUMN_STATE }, { "attempts", T_EXPORTS_COLUMN_ATTEMPTS }, { "dedup", T_EXPORTS_COLUMN_DEDUP }, { "reason", T_EXPORTS_COLUMN_REASON },
        { "digest", T_EXPORTS_COLUMN_DIGEST }, { "report", T_EXPORTS_COLUMN_REPORT }, { "files", T_EXPORTS_COLUMN_FILES }, { "file_count", T_EXPORTS_COLUMN_FILE_COUNT },
        { "answers", T_EXPORTS_COLUMN_ANSWERS }, { "asked", T_EXPORTS_COLUMN_ANSWERS }, { "created", T_EXPORTS_COLUMN_CREATED }, { "made", T_EXPORTS_COLUMN_CREATED }, { "updated", T_EXPORTS_COLUMN_UPDATED }, { "changed", T_EXPORTS_COLUMN_UPDATED }, { "headers", T_EXPORTS_COLUMN_HEADERS },
        { "gone", T_EXPORTS_COLUMN_GONE }, { "kind", T_EXPORTS_COLUMN_KIND }, { "lane", T_EXPORTS_COLUMN_LANE }, { "about", T_EXPORTS_COLUMN_ABOUT },
        { "parameters", T_EXPORTS_COLUMN_PARAMETERS }, { "step", T_EXPORTS_COLUMN_STEP }, { "note", T_EXPORTS_COLUMN_NOTE }, { "done", T_EXPORTS_COLUMN_DONE },
        { "total", T_EXPORTS_COLUMN_TOTAL }, { "cancel", T_EXPORTS_COLUMN_CANCEL }, { "holder", T_EXPORTS_COLUMN_HOLDER }, { "lease_until", T_EXPORTS_COLUMN_LEASE },
        { "error", T_EXPORTS_COLUMN_ERROR }, { "error_values", T_EXPORTS_COLUMN_ERROR }, { "list", T_FIELD_LIST }, { "columns", T_EXPORTS_COLUMN_COLUMNS },
        { "sealed", T_EXPORTS_COLUMN_SEALED }, { "named_by", T_EXPORTS_COLUMN_NAMED_BY }, { "batch", T_EXPORTS_COLUMN_BATCH }, { "number", T_EXPORTS_COLUMN_ID },
        { "name", T_EXPORTS_COLUMN_NAME }, { "outcome", T_EXPORTS_COLUMN_OUTCOME }, { "size", T_EXPORTS_COLUMN_SIZE }, { "display_name", T_FIELD_DISPLAY_NAME },
        { "mode", T_FIELD_MODE }, { "modes", T_EXPORTS_COLUMN_MODES }, { "reading", T_EXPORTS_COLUMN_READING }, { "viewing", T_TABLE_SEEN_AS }, { "mailer", T_TABLE_MAILER }, { "right_name", T_FIELD_RIGHT_NAME },
        { NULL, 0 } };
    const ColumnText *text = shown_column(features, t, column);
    return text ? text->label : named(all, t->columns[column].name);
}

bool export_table_named(const Table *t) { return table_text(t) != 0; }
bool export_column_named(const Table *t, int column) { return column_text(t, column) != 0; }

/* The catalogue has them as they stand in a sentence. */
static const char *capital(Arena *mem, const char *text) {
    size_t first = 1;
    while (((unsigned char) text[first] & 0xc0) == 0x80)
        first++;
    return *text ? arena_printf(mem, "%s%s", text_upper(mem, arena_text_n(mem, text, first)), text + first) : text;
}

const char *export_table_label(Arena *mem, const Table *t) {
    TextId id = table_text(t);
    return id ? capital(mem, words(mem, id, NULL)) : t->name;
}

const char *export_column_label(Arena *mem, const Table *t, int column) {
    TextId id = column_text(t, column);
    return id ? capital(mem, words(mem, id, NULL)) : t->columns[column].name;
}
