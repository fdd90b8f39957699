/* The audit: what changed in each object, one row per (work, object), chained by BLAKE2b so that a row edited, removed,
 * inserted or moved is found (P-22). Also history and live topics, which stand on the same tables. */
#include "store/audit.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"

#include <sodium.h>
#include <string.h>

/* ---- packed rows: per column a kind, then a number or a size and bytes; what the audit leaves out is one byte ---- */

bool audit_records(const TableColumn *c) {
    return !c->silent && c->type != 'b';
}

static size_t packed_size(const TableColumn *c, const Value *v) {
    ValueKind kind = audit_records(c) ? v->kind : VALUE_NULL;
    return 1 + (kind == VALUE_INT ? sizeof v->integer : kind == VALUE_TEXT ? sizeof(uint32_t) + v->size : 0);
}

static const uint8_t *pack(Arena *mem, const Table *table, const Value *row) {
    size_t size = 0;
    for (int i = 0; row && i < table->column_count; i++)
        size += packed_size(&table->columns[i], &row[i]);
    uint8_t *out = row ? arena_alloc(mem, size, 1) : NULL, *to = out;
    for (int i = 0; row && i < table->column_count; i++) {
        const Value *v = &row[i];
        uint32_t length = (uint32_t) v->size;
        *to = audit_records(&table->columns[i]) ? (uint8_t) v->kind : VALUE_NULL;
        if (*to++ == VALUE_NULL)
            continue;
        const void *bytes = v->kind == VALUE_INT ? (const void *) &v->integer : v->data;
        if (v->kind == VALUE_TEXT) {
            memcpy(to, &length, sizeof length);
            to += sizeof length;
        }
        size_t count = v->kind == VALUE_INT ? sizeof v->integer : v->size;
        if (count)
            memcpy(to, bytes, count);
        to += count;
    }
    return out;
}

static void unpack(const Table *table, const uint8_t *packed, Value *row) {
    for (int i = 0; i < table->column_count; i++) {
        ValueKind kind = packed ? *packed++ : VALUE_NULL;
        uint32_t size = 0;
        row[i] = (Value){ .kind = kind };
        if (kind == VALUE_INT) {
            memcpy(&row[i].integer, packed, sizeof row[i].integer);
            packed += sizeof row[i].integer;
        } else if (kind == VALUE_TEXT) {
            memcpy(&size, packed, sizeof size);
            row[i].size = size;
            row[i].data = packed + sizeof size;
            packed += sizeof size + size;
        }
    }
}

/* ---- pending rows, found by (table, object) ---- */

/* Key values joined by commas; a comma or backslash inside a text is escaped. */
char *audit_object(Arena *mem, const Table *table, const Value *key) {
    Str out = str_new(mem, 16);
    for (int i = 0; i < table->key_count; i++) {
        if (i)
            str_add_char(&out, ',');
        if (key[i].kind == VALUE_INT) {
            str_add_int(&out, key[i].integer);
            continue;
        }
        const char *text = key[i].data ? key[i].data : "";
        for (size_t c = 0; c < key[i].size; c++) {
            if (text[c] == ',' || text[c] == '\\')
                str_add_char(&out, '\\');
            str_add_char(&out, text[c]);
        }
    }
    return out.data;
}

static uint64_t hash_of(const Table *table, const char *object) {
    uint64_t hash = (uint64_t) (uintptr_t) table * 0x9E3779B97F4A7C15u;
    for (const char *c = object; *c; c++)
        hash = (hash ^ (uint8_t) *c) * 0x100000001B3u;
    return hash ^ hash >> 29;
}

static void put_in_index(Changes *c, size_t number) {
    size_t place = c->pending.items[number].hash & (c->index_size - 1);
    while (c->index[place])
        place = (place + 1) & (c->index_size - 1);
    c->index[place] = (uint32_t) number + 1;
}

static void grow_index(Changes *c) {
    if (c->pending.count * 2 < c->index_size)
        return;
    c->index_size = c->index_size ? c->index_size * 4 : 64;
    c->index = NEW_ARRAY(c->mem, uint32_t, c->index_size);
    for (size_t i = 0; i < c->pending.count; i++)
        put_in_index(c, i);
}

static Pending *pending_of(Changes *c, const Table *table, const char *object) {
    uint64_t hash = hash_of(table, object);
    grow_index(c);
    for (size_t place = hash & (c->index_size - 1); c->index[place]; place = (place + 1) & (c->index_size - 1)) {
        Pending *p = &c->pending.items[c->index[place] - 1];
        if (p->hash == hash && p->table == table && !strcmp(p->object, object))
            return p;
    }
    Pending *p = VEC_ADD(c->mem, &c->pending);
    *p = (Pending){ .table = table, .object = object, .hash = hash };
    put_in_index(c, c->pending.count - 1);
    return p;
}

static void open_work(Tx *tx, Changes *c) {
    if (c->work)
        return;
    c->work = db_int(tx, c->place == YEAR ? &YEAR_WORK_ADD : &SCHOOL_WORK_ADD,
                     VALUES(of_int(c->by.at), of_int(c->by.account), of_int(c->by.person), of_text(c->by.act),
                            c->by.undoes ? of_int(c->by.undoes) : of_null()));
}

void audit_note(Tx *tx, Changes *c, const Table *table, const Value *before, const Value *after) {
    open_work(tx, c);
    Pending *p = pending_of(c, table, audit_object(c->mem, table, after ? after : before));
    if (!p->known)
        p->before = pack(c->mem, table, before);
    p->known = true;
    p->after = pack(c->mem, table, after);
    p->source = c->source ? c->source : p->source;
}

void audit_topic(Changes *c, const char *topic) {
    for (size_t i = 0; i < c->topics.count; i++)
        if (!strcmp(c->topics.items[i], topic))
            return;
    *VEC_ADD(c->mem, &c->topics) = topic;
}

/* ---- the fields of a row: {"family_name":["A","B"]}; keys appear only when the row was made or ended ---- */

static void add_json(Str *out, const Value *v) {
    if (v->kind == VALUE_NULL) {
        str_add(out, "null");
        return;
    }
    if (v->kind == VALUE_INT) {
        str_add_int(out, v->integer);
        return;
    }
    const char *text = v->data;
    str_add_char(out, '"');
    for (size_t i = 0; i < v->size; i++) {
        unsigned char c = (unsigned char) text[i];
        if (c == '"' || c == '\\')
            str_add_char(out, '\\');
        if (c < 0x20)
            str_printf(out, "\\u%04x", c);
        else
            str_add_char(out, (char) c);
    }
    str_add_char(out, '"');
}

/* NULL: nothing to tell, since the row is as it was. */
static const char *fields_of(Arena *mem, const Pending *p) {
    Value before[COLUMNS_MAX], after[COLUMNS_MAX];
    bool whole = !p->before != !p->after;
    if (!p->before && !p->after)
        return NULL;
    unpack(p->table, p->before, before);
    unpack(p->table, p->after, after);
    Str out = str_new(mem, 128);
    str_add_char(&out, '{');
    for (int i = 0; i < p->table->column_count; i++) {
        if (value_equal(&before[i], &after[i]))
            continue;
        str_add(&out, out.size > 1 ? ",\"" : "\"");
        str_add(&out, p->table->columns[i].name);
        str_add(&out, "\":[");
        add_json(&out, &before[i]);
        str_add_char(&out, ',');
        add_json(&out, &after[i]);
        str_add_char(&out, ']');
    }
    str_add_char(&out, '}');
    return out.size == 2 && !whole ? NULL : out.data;
}

/* ---- the chain ---- */

typedef struct AuditRow {
    int64_t id, work, at, account, person, undoes;
    const char *act, *table, *object, *fields, *source;
} AuditRow;

static void hash_number(crypto_generichash_state *state, int64_t number) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t) ((uint64_t) number >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

/* NULL and "" differ: the size of NULL is -1. */
static void hash_text(crypto_generichash_state *state, const char *text) {
    size_t size = text ? strlen(text) : 0;
    hash_number(state, text ? (int64_t) size : -1);
    if (size)
        crypto_generichash_update(state, (const uint8_t *) text, size);
}

/* hash := BLAKE2b(hash ‖ row) */
static void chain(uint8_t hash[CHANGE_HASH], const AuditRow *row) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, CHANGE_HASH);
    crypto_generichash_update(&state, hash, CHANGE_HASH);
    hash_number(&state, row->id);
    hash_number(&state, row->work);
    hash_number(&state, row->at);
    hash_number(&state, row->account);
    hash_number(&state, row->person);
    hash_text(&state, row->act);
    hash_text(&state, row->table);
    hash_text(&state, row->object);
    hash_text(&state, row->fields);
    hash_text(&state, row->source);
    if (row->undoes)                    /* rows of before there was any undoing hash as they did */
        hash_number(&state, row->undoes);
    crypto_generichash_final(&state, hash, CHANGE_HASH);
}

bool change_head(Tx *tx, Place place, int64_t *id, uint8_t hash[CHANGE_HASH]) {
    Rows rows = db_rows(tx, place == YEAR ? &YEAR_AUDIT_LAST : &SCHOOL_AUDIT_LAST, NO_VALUES);
    *id = 0;
    memset(hash, 0, CHANGE_HASH);
    if (row_next(&rows)) {
        size_t size;
        const void *bytes = row_bytes(&rows, YEAR_AUDIT_LAST_HASH, tx->mem, &size);
        *id = row_int(&rows, YEAR_AUDIT_LAST_ID);
        if (size == CHANGE_HASH)
            memcpy(hash, bytes, CHANGE_HASH);
    }
    rows_end(&rows);
    return *id != 0;
}

static void write_audit(Tx *tx, Changes *c) {
    const Statement *add = c->place == YEAR ? &YEAR_AUDIT_ADD : &SCHOOL_AUDIT_ADD;
    AuditRow row = { .work = c->work, .at = c->by.at, .account = c->by.account, .person = c->by.person, .act = c->by.act,
                     .undoes = c->by.undoes };
    uint8_t hash[CHANGE_HASH];
    change_head(tx, c->place, &row.id, hash);
    int64_t head = row.id;
    for (size_t i = 0; i < c->pending.count && tx_ok(tx); i++) {
        const Pending *p = &c->pending.items[i];
        Arena *scratch = arena_new();
        row.table = p->table->name;
        row.object = p->object;
        row.source = p->source;
        row.fields = fields_of(scratch, p);
        if (row.fields) {
            row.id++;
            chain(hash, &row);
            db_send(tx, add, VALUES(of_int(row.id), of_int(row.work), of_text(row.table), of_text(row.object),
                                  of_text(row.fields), of_text(row.source), of_bytes(hash, CHANGE_HASH)));
        }
        arena_free(scratch);
    }
    if (row.id != head)
        return;
    db_send(tx, c->place == YEAR ? &YEAR_WORK_DROP : &SCHOOL_WORK_DROP, VALUES(of_int(c->work)));
    c->work = 0;
}

void change_flush(Tx *tx) {
    Changes *c = tx->changes;
    if (c->pending.count)
        write_audit(tx, c);
    for (size_t i = 0; i < c->topics.count; i++)
        db_send(tx, c->place == YEAR ? &YEAR_TOPIC_BUMP : &SCHOOL_TOPIC_BUMP, VALUES(of_text(c->topics.items[i])));
    c->pending.count = c->topics.count = 0;
}

/* ---- reading it again ---- */

static AuditRow audit_row(const Rows *rows, Arena *mem) {
    return (AuditRow){
        .id = row_int(rows, YEAR_AUDIT_ALL_ID), .work = row_int(rows, YEAR_AUDIT_ALL_WORK),
        .at = row_int(rows, YEAR_AUDIT_ALL_AT), .account = row_int(rows, YEAR_AUDIT_ALL_ACCOUNT),
        .person = row_int(rows, YEAR_AUDIT_ALL_PERSON), .act = row_text(rows, YEAR_AUDIT_ALL_ACT, mem),
        .table = row_text(rows, YEAR_AUDIT_ALL_TABLE_NAME, mem), .object = row_text(rows, YEAR_AUDIT_ALL_OBJECT, mem),
        .fields = row_text(rows, YEAR_AUDIT_ALL_FIELDS, mem), .source = row_text(rows, YEAR_AUDIT_ALL_SOURCE, mem),
        .undoes = row_int(rows, YEAR_AUDIT_ALL_UNDOES),
    };
}

int64_t change_verify(Tx *tx, Place place) {
    uint8_t hash[CHANGE_HASH] = { 0 };
    int64_t expected = 0, bad = 0;
    Rows rows = db_rows(tx, place == YEAR ? &YEAR_AUDIT_ALL : &SCHOOL_AUDIT_ALL, NO_VALUES);
    while (!bad && row_next(&rows)) {
        Arena *scratch = arena_new();
        AuditRow row = audit_row(&rows, scratch);
        size_t size;
        const void *stored = row_bytes(&rows, YEAR_AUDIT_ALL_HASH, scratch, &size);
        expected++;
        chain(hash, &row);
        if (row.id != expected || size != CHANGE_HASH || memcmp(stored, hash, CHANGE_HASH))
            bad = row.id < expected ? row.id : expected;
        arena_free(scratch);
    }
    rows_end(&rows);
    if (!bad && db_int(tx, place == YEAR ? &YEAR_WORK_BARE : &SCHOOL_WORK_BARE, NO_VALUES))
        bad = expected + 1;
    return tx_ok(tx) ? bad : 0;
}

HistoryLine *change_history(Tx *tx, const Table *table, const Value *key, size_t *count) {
    VEC(HistoryLine) lines = { 0 };
    Rows rows = db_rows(tx, table->place == YEAR ? &YEAR_HISTORY : &SCHOOL_HISTORY,
                        VALUES(of_text(table->name), of_text(audit_object(tx->mem, table, key))));
    while (row_next(&rows))
        *VEC_ADD(tx->mem, &lines) = (HistoryLine){
            .id = row_int(&rows, YEAR_HISTORY_ID), .work = row_int(&rows, YEAR_HISTORY_WORK),
            .at = row_int(&rows, YEAR_HISTORY_AT), .account = row_int(&rows, YEAR_HISTORY_ACCOUNT),
            .person = row_int(&rows, YEAR_HISTORY_PERSON), .act = row_text(&rows, YEAR_HISTORY_ACT, tx->mem),
            .source = row_text(&rows, YEAR_HISTORY_SOURCE, tx->mem), .fields = row_text(&rows, YEAR_HISTORY_FIELDS, tx->mem),
        };
    *count = lines.count;
    return lines.items;
}

Rows topic_ask(Tx *tx) {
    return db_rows(tx, store_year(tx->store) ? &TOPIC_VERSIONS : &SCHOOL_TOPIC_VERSIONS, NO_VALUES);
}

TopicVersion *topic_read(Rows *rows, size_t *count) {
    Arena *mem = rows->tx->mem;
    VEC(TopicVersion) topics = { 0 };
    while (row_next(rows))
        *VEC_ADD(mem, &topics) = (TopicVersion){ row_text(rows, TOPIC_VERSIONS_TOPIC, mem), row_int(rows, TOPIC_VERSIONS_VERSION) };
    *count = topics.count;
    return topics.items;
}

TopicVersion *topic_versions(Tx *tx, size_t *count) {
    Rows rows = topic_ask(tx);
    return topic_read(&rows, count);
}
