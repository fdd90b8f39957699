/* Joining the fragments of a list into one statement, values bound; the next page is found by the last row's sort keys. */
#include "store/list.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "store/engine.h"

#include <sodium.h>
#include <string.h>

#define PARAMETERS_MAX 160

typedef struct Composer {
    Str text;
    bool sqlite, some;                  /* some: the actor does not see everyone */
    Value values[PARAMETERS_MAX];
    char types[PARAMETERS_MAX + 1];
    int count;
} Composer;

static int add_value(Composer *c, Value value, char type) {
    must(c->count < PARAMETERS_MAX);
    c->values[c->count] = value;
    c->types[c->count] = type;
    return ++c->count;
}

static const char *cast_of(char type) {
    return type == 'i' ? "::bigint" : type == 't' ? "::text" : type == 'b' ? "::bytea" : "::bigint[]";
}

static void add_parameter(Composer *c, int number) {
    str_add_char(&c->text, c->sqlite ? '?' : '$');
    str_add_int(&c->text, number);
    str_add(&c->text, c->sqlite ? NULL : cast_of(c->types[number - 1]));
}

/* Adds a fragment, its {value} as parameter VALUE; {seen_…} are the first six parameters. */
static void add_fragment(Composer *c, const char *fragment, int value) {
    static const struct { const char *name; int number; } names[] = {
        { "{seen_all}", 1 }, { "{seen_account}", 2 }, { "{seen_person}", 3 }, { "{seen_teacher}", 4 }, { "{seen_guardian}", 5 }, { "{seen_day}", 6 }, { "{value}", 0 },
    };
    for (const char *s = fragment; *s;) {
        size_t plain = strcspn(s, "{"), i = 0;
        str_add_n(&c->text, s, plain);
        s += plain;
        if (!*s)
            return;
        while (i < sizeof names / sizeof *names && !str_starts(s, names[i].name))
            i++;
        must(i < sizeof names / sizeof *names);
        add_parameter(c, names[i].number ? names[i].number : value);
        s += strlen(names[i].name);
    }
}

static Composer composer_new(Tx *tx, const List *list) {
    Composer c = { .text = str_new(tx->mem, 1024), .sqlite = tx->store->engine->letter == 's' };
    if (list->scoped) {
        must(tx->has_scope);
        c.some = !tx->scope.all && list->from_some_sqlite;
        add_value(&c, of_int(tx->scope.all), 'i');
        add_value(&c, of_int(tx->scope.account), 'i');
        add_value(&c, of_int(tx->scope.person), 'i');
        add_value(&c, of_int(tx->scope.teacher), 'i');
        add_value(&c, of_int(tx->scope.guardian), 'i');
        add_value(&c, of_int(tx->scope.day), 'i');
    }
    return c;
}

static const char *from_of(const Composer *c, const List *list) {
    if (c->some)
        return c->sqlite ? list->from_some_sqlite : list->from_some_postgres;
    return c->sqlite ? list->from_sqlite : list->from_postgres;
}

static const char *count_of(const Composer *c, const List *list) {
    if (c->some)
        return c->sqlite ? list->count_some_sqlite : list->count_some_postgres;
    return c->sqlite ? list->count_sqlite : list->count_postgres;
}

static void add_filter(Composer *c, const ListFilter *filter, Value value) {
    int number = add_value(c, value, filter->type);
    add_fragment(c, c->sqlite ? filter->sqlite : filter->postgres, number);
}

/* One of several values: (a) OR (b). */
static void add_filters(Composer *c, const List *list, const ListAsk *ask, int filter) {
    str_add(&c->text, " AND ((");
    add_filter(c, &list->filters[filter], ask->filters[filter]);
    for (int i = 0; i < ask->other_count; i++) {
        if (ask->others[i].filter != filter)
            continue;
        str_add(&c->text, ") OR (");
        add_filter(c, &list->filters[filter], ask->others[i].value);
    }
    str_add(&c->text, "))");
}

/* Every sort closes with the id. */
static const char *id_of(const Composer *c, const List *list) {
    const ListSort *sort = &list->sorts[0];
    return (c->sqlite ? sort->sqlite : sort->postgres)[sort->count - 1];
}

static void add_ids(Composer *c, const List *list, const ListAsk *ask) {
    int number = add_value(c, of_ids(ask->ids, ask->id_count), 'a');
    str_add(&c->text, " AND ");
    add_fragment(c, id_of(c, list), 0);
    str_add(&c->text, c->sqlite ? " IN (SELECT value FROM json_each(" : " = ANY (");
    add_parameter(c, number);
    str_add(&c->text, c->sqlite ? "))" : ")");
}

static void add_from(Composer *c, const List *list, const ListAsk *ask) {
    str_add_char(&c->text, ' ');
    add_fragment(c, from_of(c, list), 0);
    for (int i = 0; ask->filters && i < list->filter_count; i++)
        if (ask->filters[i].kind != VALUE_NULL)
            add_filters(c, list, ask, i);
    if (ask->ids)
        add_ids(c, list, ask);
}

static const char *key_text(const Composer *c, const ListSort *sort, int key) {
    return (c->sqlite ? sort->sqlite : sort->postgres)[key];
}

static void add_keys(Composer *c, const ListSort *sort, const char *between, const char *after) {
    for (int i = 0; i < sort->count; i++) {
        str_add(&c->text, i ? between : "");
        add_fragment(c, key_text(c, sort, i), 0);
        str_add(&c->text, after);
    }
}

/* ---- tokens: a mark of the list, sort and direction, then the keys ---- */

#define MARK 8

static void mark_of(uint8_t mark[MARK], const List *list, const ListAsk *ask) {
    uint8_t all[crypto_generichash_BYTES];
    crypto_generichash_state state;
    uint8_t how[2] = { (uint8_t) ask->sort, ask->descending };
    crypto_generichash_init(&state, NULL, 0, sizeof all);
    crypto_generichash_update(&state, (const uint8_t *) list->name, strlen(list->name));
    crypto_generichash_update(&state, how, sizeof how);
    crypto_generichash_final(&state, all, sizeof all);
    memcpy(mark, all, MARK);
}

static void add_number(Str *out, uint64_t number, int size) {
    for (int i = size - 1; i >= 0; i--)
        str_add_char(out, (char) (number >> (8 * i)));
}

static uint64_t take_number(const uint8_t **at, int size) {
    uint64_t number = 0;
    for (int i = 0; i < size; i++)
        number = number << 8 | *(*at)++;
    return number;
}

const char *list_next(const Rows *rows, Arena *mem) {
    const struct ListRun *run = rows->list;
    if (!run || !run->more)
        return NULL;
    const ListSort *sort = &run->list->sorts[run->sort];
    uint8_t mark[MARK];
    Str raw = str_new(mem, 128);
    mark_of(mark, run->list, &(ListAsk){ .sort = run->sort, .descending = run->descending });
    str_add_n(&raw, (const char *) mark, MARK);
    for (int i = 0; i < sort->count; i++) {
        if (sort->types[i] == 'i') {
            add_number(&raw, (uint64_t) run->keys[i].integer, 8);
        } else {
            add_number(&raw, run->keys[i].size, 4);
            str_add_n(&raw, run->keys[i].data, run->keys[i].size);
        }
    }
    size_t size = sodium_base64_encoded_len(raw.size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *token = arena_alloc(mem, size, 1);
    return sodium_bin2base64(token, size, (const uint8_t *) raw.data, raw.size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

#define TOKEN_MAX 4096

/* The keys in RAW (which must outlive them); false when the token is not of this list, sort and direction. */
static bool read_token(const List *list, const ListAsk *ask, uint8_t raw[TOKEN_MAX], Value *keys) {
    const ListSort *sort = &list->sorts[ask->sort];
    uint8_t mark[MARK];
    size_t size, length = strlen(ask->after);
    if (length > TOKEN_MAX || sodium_base642bin(raw, TOKEN_MAX, ask->after, length, NULL, &size, NULL,
                                                sodium_base64_VARIANT_URLSAFE_NO_PADDING))
        return false;
    mark_of(mark, list, ask);
    if (size < MARK || memcmp(raw, mark, MARK))
        return false;
    const uint8_t *at = raw + MARK, *end = raw + size;
    for (int i = 0; i < sort->count; i++) {
        bool number = sort->types[i] == 'i';
        if (end - at < (number ? 8 : 4))
            return false;
        uint64_t n = take_number(&at, number ? 8 : 4);
        if (number) {
            keys[i] = of_int((int64_t) n);
            continue;
        }
        if ((uint64_t) (end - at) < n)
            return false;
        keys[i] = (Value){ .kind = sort->types[i] == 't' ? VALUE_TEXT : VALUE_BYTES, .data = at, .size = n };
        at += n;
        if (sort->types[i] == 't' && !text_is_utf8(keys[i].data, keys[i].size))
            return false;           /* no text of a base: whoever made it up is told so, the store is not asked */
    }
    return at == end;
}

bool list_after_valid(const List *list, const ListAsk *ask) {
    uint8_t raw[TOKEN_MAX];
    Value keys[LIST_KEYS_MAX];
    return !ask->after || (ask->sort >= 0 && ask->sort < list->sort_count && read_token(list, ask, raw, keys));
}

void list_keep_keys(Rows *rows) {
    struct ListRun *run = rows->list;
    const Engine *engine = rows->tx->store->engine;
    const ListSort *sort = &run->list->sorts[run->sort];
    for (int i = 0; i < sort->count; i++) {
        int column = run->first_key + i;
        size_t size;
        if (sort->types[i] == 'i') {
            run->keys[i] = of_int(engine->integer(rows->handle, column));
            continue;
        }
        const void *data = engine->bytes(rows->handle, column, &size);
        run->keys[i] = (Value){ .kind = VALUE_BYTES, .data = arena_copy(rows->tx->mem, data ? data : "", data ? size : 0),
                                .size = data ? size : 0 };
    }
}

/* ---- pages ---- */

static void add_after(Composer *c, Tx *tx, const List *list, const ListAsk *ask) {
    const ListSort *sort = &list->sorts[ask->sort];
    uint8_t *raw = arena_alloc(tx->mem, TOKEN_MAX, 1);
    Value keys[LIST_KEYS_MAX];
    if (!read_token(list, ask, raw, keys)) {
        tx_fail(tx, list->name, "the token of the next page is not of this list");
        return;
    }
    str_add(&c->text, " AND (");
    add_keys(c, sort, ", ", "");
    str_add(&c->text, ask->descending ? ") < (" : ") > (");
    for (int i = 0; i < sort->count; i++) {
        str_add(&c->text, i ? ", " : "");
        add_parameter(c, add_value(c, keys[i], sort->types[i]));
    }
    str_add_char(&c->text, ')');
}

/* The keys of the row beside which we look are read in the same statement: nothing when the actor does not see it. */
static void add_beside(Composer *c, const List *list, const ListAsk *ask) {
    const ListSort *sort = &list->sorts[ask->sort];
    str_add(&c->text, " AND (");
    add_keys(c, sort, ", ", "");
    str_add(&c->text, ask->descending ? ") < (SELECT " : ") > (SELECT ");
    add_keys(c, sort, ", ", "");
    str_add_char(&c->text, ' ');
    add_fragment(c, from_of(c, list), 0);
    str_add(&c->text, " AND ");
    add_fragment(c, id_of(c, list), 0);
    str_add(&c->text, " = ");
    add_parameter(c, add_value(c, of_int(ask->beside), 'i'));
    str_add_char(&c->text, ')');
}

/* SELECT the columns asked for, then the keys. Their letters go to LETTERS; returns where the keys begin. */
static int add_columns(Composer *c, const List *list, const ListAsk *ask, Str *letters) {
    const ListSort *sort = &list->sorts[ask->sort];
    int count = ask->columns ? ask->column_count : list->column_count;
    str_add(&c->text, "SELECT ");
    for (int i = 0; i < count; i++) {
        int number = ask->columns ? ask->columns[i] : i;
        must(number >= 0 && number < list->column_count);
        add_fragment(c, c->sqlite ? list->columns[number].sqlite : list->columns[number].postgres, 0);
        str_add(&c->text, ", ");
        str_add_char(letters, list->columns[number].type);
    }
    add_keys(c, sort, ", ", "");
    str_add(letters, sort->types);
    return count;
}

static Rows run_composed(Tx *tx, const List *list, const Composer *c, const char *letters) {
    return db_run(tx, &(Run){ .name = list->name, .text = c->text.data, .types = c->types, .values = c->values, .count = c->count,
                              .columns = letters, .column_count = (int) strlen(letters) });
}

/* The whole statement of one page; its column letters go to LETTERS. Returns where the keys begin. */
static int compose(Composer *c, Tx *tx, const List *list, const ListAsk *ask, Str *letters) {
    const ListSort *sort = &list->sorts[ask->sort];
    int first_key = add_columns(c, list, ask, letters);
    add_from(c, list, ask);
    if (ask->after)
        add_after(c, tx, list, ask);
    if (ask->beside)
        add_beside(c, list, ask);
    str_add(&c->text, " ORDER BY ");
    add_keys(c, sort, ", ", ask->descending ? " DESC" : "");
    str_add(&c->text, " LIMIT ");
    add_parameter(c, add_value(c, of_int(ask->size + 1), 'i'));
    if (ask->from) {
        str_add(&c->text, " OFFSET ");
        add_parameter(c, add_value(c, of_int(ask->from), 'i'));
    }
    return first_key;
}

const char *list_text(Tx *tx, const List *list, const ListAsk *ask) {
    Composer c = composer_new(tx, list);
    Str letters = str_new(tx->mem, 32);
    compose(&c, tx, list, ask, &letters);
    return c.text.data;
}

Rows list_rows(Tx *tx, const List *list, const ListAsk *ask) {
    must(ask->sort >= 0 && ask->sort < list->sort_count && ask->size >= 1 && ask->size <= 5000);
    must(list->sorts[ask->sort].count <= LIST_KEYS_MAX);
    Composer c = composer_new(tx, list);
    Str letters = str_new(tx->mem, 32);
    int first_key = compose(&c, tx, list, ask, &letters);
    Rows rows = run_composed(tx, list, &c, letters.data);
    rows.list = NEW(tx->mem, struct ListRun);
    *rows.list = (struct ListRun){ .list = list, .sort = ask->sort, .size = ask->size, .first_key = first_key,
                                   .descending = ask->descending };
    return rows;
}

static bool filtered(const List *list, const ListAsk *ask) {
    for (int i = 0; ask->filters && i < list->filter_count; i++)
        if (ask->filters[i].kind != VALUE_NULL)
            return true;
    return ask->ids != NULL;
}

int64_t list_total(Tx *tx, const List *list, const ListAsk *ask) {
    Composer c = composer_new(tx, list);
    const char *plain = filtered(list, ask) ? NULL : count_of(&c, list);
    str_add(&c.text, "SELECT count(*) ");
    if (plain)
        add_fragment(&c, plain, 0);
    else
        add_from(&c, list, ask);
    Rows rows = run_composed(tx, list, &c, "i");
    int64_t total = row_next(&rows) ? row_int(&rows, 0) : 0;
    rows_end(&rows);
    return total;
}
