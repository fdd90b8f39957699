#include "school/desk/desk.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <stdlib.h>
#include <string.h>

#define SIZE_DEFAULT 100
#define SIZE_MOST 5000

/* ---- turning pages ---- */

static void set_words(ListTurn *t, const ListPage *page, Arena *mem) {
    char *folded = text_fold(mem, t->q);
    char *blank = strchr(folded, ' ');
    if (blank)
        *blank = '\0';
    if (*folded && page->filter_q >= 0)
        t->filters[page->filter_q] = of_text(folded);
    if (blank && page->filter_q2 >= 0 && blank[1])
        t->filters[page->filter_q2] = of_text(arena_text_n(mem, blank + 1, strcspn(blank + 1, " ")));
}

static void set_sort(ListTurn *t, const ListPage *page, const char *asked) {
    t->ask.descending = asked && *asked == '-';
    t->ask.sort = page->sorts[0].sort;
    for (const struct SortName *s = page->sorts; s->word; s++)
        if (asked && str_equal(s->word, asked + t->ask.descending))
            t->ask.sort = s->sort;
}

static const char *const kept[] = { "classe", "groupe", "regime", "sortis", "sans_adresse", NULL };

static void add_query(Request *rq, Str *s, const char *name, const char *value) {
    if (!str_empty(value))
        str_printf(s, "%c%s=%s", strchr(s->data, '?') ? '&' : '?', name, url_encode(rq->mem, value));
}

/* The page's address with other values; NULL leaves a value out. */
static const char *address_with(Request *rq, const char *base, const char *without, const char *sort, const char *after) {
    Str s = str_new(rq->mem, 80);
    str_add(&s, base);
    add_query(rq, &s, "q", query_text(rq, "q"));
    for (int i = 0; kept[i]; i++)
        add_query(rq, &s, kept[i], str_equal(kept[i], without) ? NULL : query_text(rq, kept[i]));
    add_query(rq, &s, "sort", sort);
    add_query(rq, &s, "after", after);
    return s.data;
}

ListTurn *list_turn(Request *rq, const ListPage *page) {
    ListTurn *t = NEW(rq->mem, ListTurn);
    const char *size = query_text(rq, "size"), *q = query_text(rq, "q");
    int64_t number = SIZE_DEFAULT;
    t->q = q && strlen(q) <= 200 ? q : "";
    t->filters = NEW_ARRAY(rq->mem, Value, (size_t) page->list->filter_count + 1);
    set_words(t, page, rq->mem);
    set_sort(t, page, query_text(rq, "sort"));
    if (page->more_filters)
        page->more_filters(rq, t);
    if (size && !str_int(size, 1, SIZE_MOST, &number))
        number = SIZE_DEFAULT;
    t->size = t->ask.size = (int) number;
    t->ask.filters = t->filters;
    t->query = address_with(rq, "", NULL, query_text(rq, "sort"), NULL);
    t->ask.after = query_text(rq, "after");
    if (t->ask.after && !list_after_valid(page->list, &t->ask))
        t->ask.after = NULL;
    return t;
}

static void add_sorts(Request *rq, Doc *d, const ListPage *page, const ListTurn *t) {
    for (const struct SortName *s = page->sorts; s->word; s++) {
        bool current = s->sort == t->ask.sort;
        Doc *item = doc_add(d, "sorts");
        doc_words(item, "label", s->label, NULL);
        doc_text(item, "href", address_with(rq, page->base, NULL, current && !t->ask.descending ? arena_printf(rq->mem, "-%s", s->word) : s->word, NULL));
        doc_word(item, "state", !current ? "none" : t->ask.descending ? "descending" : "ascending");
    }
}

/* Filters that are in force besides the words typed: the form keeps them, a chip each takes them away. */
static void add_kept(Request *rq, Doc *d, const ListPage *page) {
    static const TextId labels[] = { T_LIST_CHIP_CLASS, T_LIST_CHIP_GROUP, T_LIST_CHIP_BOARD, T_LIST_CHIP_LEFT, T_LIST_CHIP_NO_EMAIL };
    for (int i = 0; kept[i]; i++) {
        const char *value = query_text(rq, kept[i]), *shown = value;
        int64_t id;
        if (str_empty(value))
            continue;
        Doc *k = doc_add(d, "kept");
        doc_text(k, "name", kept[i]);
        doc_text(k, "value", value);
        if (i < 2)
            shown = str_int(value, 1, INT64_MAX, &id) ? db_text(rq->work->tx, &STRUCTURE_CODE, VALUES(of_int(id))) : NULL;
        if (i == 2) {
            TextId word = words_find(arena_printf(rq->mem, "board.%s", value));
            shown = word ? words(rq->mem, word, NULL) : value;
        }
        Doc *chip = doc_add(d, "chips");
        doc_words(chip, "label", labels[i], WITH(ARG_TEXT("value", shown ? shown : value)));
        doc_text(chip, "href", address_with(rq, page->base, kept[i], query_text(rq, "sort"), NULL));
        doc_bool(d, "filtered", true);
    }
    const char *sort = query_text(rq, "sort");
    if (str_empty(sort))
        return;
    Doc *k = doc_add(d, "kept");
    doc_text(k, "name", "sort");
    doc_text(k, "value", sort);
}

void list_link(Request *rq, Doc *item, const ListPage *page, const ListTurn *t, int64_t id) {
    if (rq->wants_json)
        return;
    Str s = str_new(rq->mem, 48);
    str_add(&s, page->base);
    str_add_char(&s, '/');
    str_add_int(&s, id);
    str_add(&s, t->query);
    doc_text(item, "href", s.data);
}

void list_finish(Request *rq, Doc *d, const ListPage *page, ListTurn *t, int64_t shown, const char *next) {
    bool whole = !t->ask.after && !next;        /* the page is all there is: nothing to count */
    doc_int(d, "total", whole ? shown : list_total(rq->work->tx, page->list, &t->ask));
    doc_text(d, "next", next);
    if (rq->wants_json)
        return;
    doc_int(d, "shown", shown);
    doc_text(d, "q", t->q);
    doc_text(d, "base", page->base);
    doc_bool(d, "filtered", *t->q != '\0');
    doc_bool(d, "more", t->ask.after || next);
    add_kept(rq, d, page);
    if (next)
        doc_text(d, "next_href", address_with(rq, page->base, NULL, query_text(rq, "sort"), next));
    if (t->ask.after)
        doc_text(d, "first_href", address_with(rq, page->base, NULL, query_text(rq, "sort"), NULL));
    add_sorts(rq, d, page, t);
}

/* The row next to ID in the list's order, or the other way round; 0: none. */
static int64_t neighbour(Request *rq, const ListPage *page, ListAsk ask, int64_t id, bool backwards) {
    static const int only_id[] = { 0 };
    int64_t found = 0;
    ask.columns = only_id;
    ask.column_count = 1;
    ask.beside = id;
    ask.after = NULL;
    ask.size = 1;
    ask.descending = ask.descending != backwards;
    Rows r = list_rows(rq->work->tx, page->list, &ask);
    if (row_next(&r))
        found = row_int(&r, 0);
    rows_end(&r);
    return found;
}

void list_beside(Request *rq, Doc *d, const ListPage *page, int64_t id) {
    if (rq->wants_json)
        return;
    const ListTurn *t = list_turn(rq, page);
    int64_t before = neighbour(rq, page, t->ask, id, true), after = neighbour(rq, page, t->ask, id, false);
    doc_text(d, "back_href", arena_printf(rq->mem, "%s%s", page->base, t->query));
    doc_words(d, "back_label", page->label, NULL);
    doc_bool(d, "back_filtered", *t->query != '\0');
    if (before)
        doc_text(d, "previous_href", arena_printf(rq->mem, "%s/%lld%s", page->base, (long long) before, t->query));
    if (after)
        doc_text(d, "next_href", arena_printf(rq->mem, "%s/%lld%s", page->base, (long long) after, t->query));
}

void doc_add_split(Doc *d, const char *key, const char *joined, char bar, Arena *mem) {
    doc_list(d, key);
    for (const char *at = joined; at && *at; ) {
        size_t size = strcspn(at, (char[]){ bar, '\0' });
        doc_add_text(d, key, arena_text_n(mem, at, size));
        at += size + (at[size] == bar);
    }
}

/* ---- pupils ---- */

static void pupil_filters(Request *rq, ListTurn *t) {
    const char *class = query_text(rq, "classe"), *group = query_text(rq, "groupe"), *board = query_text(rq, "regime");
    int64_t id;
    if (class && str_int(class, 1, INT64_MAX, &id))
        t->filters[PUPILS_FILTER_CLASS] = of_int(id);
    if (group && str_int(group, 1, INT64_MAX, &id))
        t->filters[PUPILS_FILTER_GROUP] = of_int(id);
    if (!str_empty(board))
        t->filters[PUPILS_FILTER_BOARD] = of_text(board);
    if (query_text(rq, "sortis"))
        t->filters[PUPILS_FILTER_PRESENT] = of_int(0);
}

const ListPage pupils_page = { &LIST_PUPILS, "/bureau/eleves", T_DESK_PUPILS,
    (const struct SortName[]){ { "nom", PUPILS_SORT_NAME, T_LIST_NAME }, { "classe", PUPILS_SORT_CLASS, T_LIST_CLASS }, { "naissance", PUPILS_SORT_BIRTH, T_LIST_BIRTH },
        { NULL, 0, 0 } }, PUPILS_FILTER_Q, PUPILS_FILTER_Q2, pupil_filters };

static const char *cell(const Rows *r, int column, Arena *mem) { return row_text(r, column, mem); }
static Day day_cell(const Rows *r, int column) { return row_null(r, column) ? NO_DAY : (Day) row_int(r, column); }

static void given_names(Doc *item, const Rows *r, int first, Arena *mem) {
    doc_list(item, "given_names");
    for (int i = 0; i < 3; i++)
        doc_add_text(item, "given_names", cell(r, first + i, mem));
}

static Doc *pupil_item(Doc *d, const Rows *r, Arena *mem) {
    Doc *item = doc_add(d, "items");
    doc_int(item, "id", row_int(r, PUPILS_ID));
    doc_text(item, "display_name", cell(r, PUPILS_DISPLAY_NAME, mem));
    doc_text(item, "family_name", cell(r, PUPILS_FAMILY_NAME, mem));
    doc_text(item, "usage_name", cell(r, PUPILS_USAGE_NAME, mem));
    given_names(item, r, PUPILS_GIVEN_NAME, mem);
    doc_day(item, "birth_date", day_cell(r, PUPILS_BIRTH_DAY));
    doc_word(item, "sex", cell(r, PUPILS_SEX, mem));
    if (!row_null(r, PUPILS_CLASS_ID)) {
        Doc *class = doc_object(item, "class");
        doc_int(class, "id", row_int(r, PUPILS_CLASS_ID));
        doc_text(class, "code", cell(r, PUPILS_CLASS_CODE, mem));
    }
    doc_text(item, "mef", cell(r, PUPILS_MEF, mem));
    doc_word(item, "board_status", cell(r, PUPILS_BOARD_STATUS, mem));
    doc_text(item, "siecle_id", cell(r, PUPILS_SIECLE_ID, mem));
    doc_text(item, "elenoet", cell(r, PUPILS_ELENOET, mem));
    doc_text(item, "ine", cell(r, PUPILS_INE, mem));
    doc_day(item, "entry_date", day_cell(r, PUPILS_ENTRY_DAY));
    doc_day(item, "exit_date", day_cell(r, PUPILS_EXIT_DAY));
    doc_list(item, "guardians");
    return item;
}

typedef struct Found { int64_t id; Doc *doc; } Found;

static Doc *doc_of(const Found *found, size_t count, int64_t id, size_t *hint) {
    for (size_t n = 0; n < count; n++) {
        size_t i = (*hint + n) % count;
        if (found[i].id == id) {
            *hint = i;
            return found[i].doc;
        }
    }
    return NULL;
}

static int by_id(const void *a, const void *b) {
    int64_t x = ((const Found *) a)->id, y = ((const Found *) b)->id;
    return x < y ? -1 : x > y;
}

static void add_guardians(Work *w, Found *found, size_t count) {
    int64_t *ids = NEW_ARRAY(w->mem, int64_t, count + 1);
    size_t hint = 0;
    qsort(found, count, sizeof *found, by_id);          /* the statement answers in the order of the pupils' ids */
    for (size_t i = 0; i < count; i++)
        ids[i] = found[i].id;
    Rows r = db_rows(w->tx, &GUARDIANS_OF_PUPILS, VALUES(of_ids(ids, count)));
    while (row_next(&r)) {
        Doc *pupil = doc_of(found, count, row_int(&r, GUARDIANS_OF_PUPILS_PUPIL), &hint);
        if (!pupil)
            continue;
        Doc *g = doc_add(pupil, "guardians");
        doc_int(g, "id", row_int(&r, GUARDIANS_OF_PUPILS_ID));
        doc_text(g, "display_name", row_text(&r, GUARDIANS_OF_PUPILS_DISPLAY_NAME, w->mem));
        doc_int(g, "level", row_int(&r, GUARDIANS_OF_PUPILS_LEVEL));
        doc_int(g, "rank", row_int(&r, GUARDIANS_OF_PUPILS_RANK));
        doc_bool(g, "legal", row_int(&r, GUARDIANS_OF_PUPILS_LEVEL) == 1);
        doc_word(g, "kinship", row_text(&r, GUARDIANS_OF_PUPILS_KINSHIP, w->mem));
    }
}

Reply show_pupils(Request *rq) {
    Work *w = rq->work;
    ListTurn *t = list_turn(rq, &pupils_page);
    Doc *d = doc_new(w, &REPLY_DESK_PUPILS);
    Found *found = NEW_ARRAY(w->mem, Found, (size_t) t->size + 1);
    size_t count = 0;
    doc_list(d, "items");
    Rows r = list_rows(w->tx, &LIST_PUPILS, &t->ask);
    while (row_next(&r)) {
        found[count].id = row_int(&r, PUPILS_ID);
        found[count].doc = pupil_item(d, &r, w->mem);
        list_link(rq, found[count].doc, &pupils_page, t, found[count].id);
        count++;
    }
    const char *next = list_next(&r, w->mem);
    if (count)
        add_guardians(w, found, count);
    list_finish(rq, d, &pupils_page, t, (int64_t) count, next);
    return page(rq, &PAGE_DESK_PUPILS, d);
}

/* ---- guardians ---- */

static void guardian_filters(Request *rq, ListTurn *t) {
    if (query_text(rq, "sans_adresse"))
        t->filters[GUARDIANS_FILTER_EMAIL] = of_int(0);
}

const ListPage guardians_page = { &LIST_GUARDIANS, "/bureau/responsables", T_DESK_GUARDIANS,
    (const struct SortName[]){ { "nom", GUARDIANS_SORT_NAME, T_LIST_NAME }, { "ville", GUARDIANS_SORT_CITY, T_LIST_CITY }, { NULL, 0, 0 } },
    GUARDIANS_FILTER_Q, GUARDIANS_FILTER_Q2, guardian_filters };

static Doc *guardian_item(Doc *d, const Rows *r, Arena *mem) {
    Doc *item = doc_add(d, "items");
    doc_int(item, "id", row_int(r, GUARDIANS_ID));
    doc_text(item, "display_name", cell(r, GUARDIANS_DISPLAY_NAME, mem));
    doc_text(item, "title", cell(r, GUARDIANS_TITLE, mem));
    doc_text(item, "siecle_id", cell(r, GUARDIANS_SIECLE_ID, mem));
    doc_text(item, "email", cell(r, GUARDIANS_EMAIL, mem));
    doc_text(item, "phone_mobile", cell(r, GUARDIANS_PHONE_MOBILE, mem));
    doc_text(item, "phone_home", cell(r, GUARDIANS_PHONE_HOME, mem));
    doc_text(item, "phone_work", cell(r, GUARDIANS_PHONE_WORK, mem));
    Doc *address = doc_object(item, "address");
    doc_list(address, "lines");
    for (int i = 0; i < 4; i++)
        doc_add_text(address, "lines", cell(r, GUARDIANS_LINE1 + i, mem));
    doc_text(address, "postcode", cell(r, GUARDIANS_POSTCODE, mem));
    doc_text(address, "city", cell(r, GUARDIANS_CITY, mem));
    doc_text(address, "country", cell(r, GUARDIANS_COUNTRY, mem));
    doc_list(item, "pupils");
    return item;
}

static void add_pupils(Work *w, Found *found, size_t count) {
    int64_t *ids = NEW_ARRAY(w->mem, int64_t, count + 1);
    size_t hint = 0;
    qsort(found, count, sizeof *found, by_id);
    for (size_t i = 0; i < count; i++)
        ids[i] = found[i].id;
    Rows r = db_rows(w->tx, &PUPILS_OF_GUARDIANS, VALUES(of_ids(ids, count)));
    while (row_next(&r)) {
        Doc *guardian = doc_of(found, count, row_int(&r, PUPILS_OF_GUARDIANS_GUARDIAN), &hint);
        if (!guardian)
            continue;
        Doc *p = doc_add(guardian, "pupils");
        doc_int(p, "id", row_int(&r, PUPILS_OF_GUARDIANS_ID));
        doc_text(p, "display_name", row_text(&r, PUPILS_OF_GUARDIANS_DISPLAY_NAME, w->mem));
        doc_int(p, "level", row_int(&r, PUPILS_OF_GUARDIANS_LEVEL));
        doc_int(p, "rank", row_int(&r, PUPILS_OF_GUARDIANS_RANK));
        doc_bool(p, "legal", row_int(&r, PUPILS_OF_GUARDIANS_LEVEL) == 1);
        doc_text(p, "class_code", row_text(&r, PUPILS_OF_GUARDIANS_CLASS_CODE, w->mem));
    }
}

Reply show_guardians(Request *rq) {
    Work *w = rq->work;
    ListTurn *t = list_turn(rq, &guardians_page);
    Doc *d = doc_new(w, &REPLY_DESK_GUARDIANS);
    Found *found = NEW_ARRAY(w->mem, Found, (size_t) t->size + 1);
    size_t count = 0;
    doc_list(d, "items");
    Rows r = list_rows(w->tx, &LIST_GUARDIANS, &t->ask);
    while (row_next(&r)) {
        found[count].id = row_int(&r, GUARDIANS_ID);
        found[count].doc = guardian_item(d, &r, w->mem);
        list_link(rq, found[count].doc, &guardians_page, t, found[count].id);
        count++;
    }
    const char *next = list_next(&r, w->mem);
    if (count)
        add_pupils(w, found, count);
    list_finish(rq, d, &guardians_page, t, (int64_t) count, next);
    return page(rq, &PAGE_DESK_GUARDIANS, d);
}

/* ---- teachers and staff ---- */

const ListPage teachers_page = { &LIST_TEACHERS, "/bureau/professeurs", T_DESK_TEACHERS,
    (const struct SortName[]){ { "nom", TEACHERS_SORT_NAME, T_LIST_NAME }, { NULL, 0, 0 } }, TEACHERS_FILTER_Q, TEACHERS_FILTER_Q2 };
const ListPage staff_page = { &LIST_STAFF, "/bureau/personnels", T_DESK_STAFF,
    (const struct SortName[]){ { "nom", STAFF_SORT_NAME, T_LIST_NAME }, { NULL, 0, 0 } }, STAFF_FILTER_Q, STAFF_FILTER_Q2 };

static const char *commas(Arena *mem, const char *joined, char bar) {
    Str s = str_new(mem, 40);
    for (const char *c = joined; c && *c; c++)
        if (*c == bar)
            str_add(&s, ", ");
        else
            str_add_char(&s, *c);
    return s.data;
}

Reply show_teachers(Request *rq) {
    Work *w = rq->work;
    ListTurn *t = list_turn(rq, &teachers_page);
    Doc *d = doc_new(w, &REPLY_DESK_TEACHERS);
    int64_t count = 0;
    doc_list(d, "items");
    Rows r = list_rows(w->tx, &LIST_TEACHERS, &t->ask);
    for (; row_next(&r); count++) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, TEACHERS_ID));
        list_link(rq, item, &teachers_page, t, row_int(&r, TEACHERS_ID));
        doc_text(item, "display_name", cell(&r, TEACHERS_DISPLAY_NAME, w->mem));
        doc_text(item, "title", cell(&r, TEACHERS_TITLE, w->mem));
        doc_text(item, "sts_id", cell(&r, TEACHERS_STS_ID, w->mem));
        doc_text(item, "sts_type", cell(&r, TEACHERS_STS_TYPE, w->mem));
        doc_text(item, "function", cell(&r, TEACHERS_FUNCTION, w->mem));
        doc_text(item, "grade", cell(&r, TEACHERS_GRADE, w->mem));
        doc_add_split(item, "disciplines", cell(&r, TEACHERS_DISCIPLINES, w->mem), ' ', w->mem);
        doc_add_split(item, "subjects", cell(&r, TEACHERS_SUBJECTS, w->mem), ' ', w->mem);
        doc_add_split(item, "classes", cell(&r, TEACHERS_CLASSES, w->mem), '|', w->mem);
        doc_text(item, "classes_line", commas(w->mem, cell(&r, TEACHERS_CLASSES, w->mem), '|'));
        doc_text(item, "disciplines_line", commas(w->mem, cell(&r, TEACHERS_DISCIPLINES, w->mem), ' '));
    }
    const char *next = list_next(&r, w->mem);
    list_finish(rq, d, &teachers_page, t, count, next);
    return page(rq, &PAGE_DESK_TEACHERS, d);
}

Reply show_staff(Request *rq) {
    Work *w = rq->work;
    ListTurn *t = list_turn(rq, &staff_page);
    Doc *d = doc_new(w, &REPLY_DESK_STAFF);
    int64_t count = 0;
    doc_list(d, "items");
    Rows r = list_rows(w->tx, &LIST_STAFF, &t->ask);
    for (; row_next(&r); count++) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, STAFF_ID));
        list_link(rq, item, &staff_page, t, row_int(&r, STAFF_ID));
        doc_text(item, "display_name", cell(&r, STAFF_DISPLAY_NAME, w->mem));
        doc_text(item, "title", cell(&r, STAFF_TITLE, w->mem));
        doc_text(item, "sts_id", cell(&r, STAFF_STS_ID, w->mem));
        doc_text(item, "sts_type", cell(&r, STAFF_STS_TYPE, w->mem));
        doc_text(item, "function", cell(&r, STAFF_FUNCTION, w->mem));
        doc_text(item, "function_label", function_words(w->mem, cell(&r, STAFF_FUNCTION, w->mem)));
        doc_text(item, "grade", cell(&r, STAFF_GRADE, w->mem));
    }
    const char *next = list_next(&r, w->mem);
    list_finish(rq, d, &staff_page, t, count, next);
    return page(rq, &PAGE_DESK_STAFF, d);
}

/* ---- classes, groups, subjects ---- */

static const struct SortName structure_sorts[] = { { "code", STRUCTURES_SORT_CODE, T_LIST_CODE }, { NULL, 0, 0 } };

static void structure_filters(ListTurn *t, const char *kind, Arena *mem) {
    t->filters[STRUCTURES_FILTER_KIND] = of_text(kind);
    if (*t->q)
        t->filters[STRUCTURES_FILTER_Q] = of_text(text_upper(mem, t->q));
}

static void class_filters(Request *rq, ListTurn *t) { structure_filters(t, "class", rq->mem); }
static void group_filters(Request *rq, ListTurn *t) { structure_filters(t, "group", rq->mem); }

static void subject_filters(Request *rq, ListTurn *t) {
    if (*t->q)
        t->filters[SUBJECTS_FILTER_Q] = of_text(text_upper(rq->mem, t->q));
}

const ListPage classes_page = { &LIST_STRUCTURES, "/bureau/classes", T_DESK_CLASSES, structure_sorts, -1, -1, class_filters };
const ListPage groups_page = { &LIST_STRUCTURES, "/bureau/groupes", T_DESK_GROUPS, structure_sorts, -1, -1, group_filters };
const ListPage subjects_page = { &LIST_SUBJECTS, "/bureau/matieres", T_DESK_SUBJECTS,
    (const struct SortName[]){ { "libelle", SUBJECTS_SORT_LABEL, T_LIST_LABEL }, { "code", SUBJECTS_SORT_CODE, T_LIST_CODE }, { NULL, 0, 0 } }, -1, -1, subject_filters };

static Reply show_structures(Request *rq, const ListPage *of, bool classes) {
    Work *w = rq->work;
    ListTurn *t = list_turn(rq, of);
    Doc *d = doc_new(w, &REPLY_DESK_STRUCTURES);
    int64_t count = 0;
    doc_list(d, "items");
    Rows r = list_rows(w->tx, &LIST_STRUCTURES, &t->ask);
    for (; row_next(&r); count++) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, STRUCTURES_ID));
        list_link(rq, item, of, t, row_int(&r, STRUCTURES_ID));
        doc_text(item, "code", cell(&r, STRUCTURES_CODE, w->mem));
        doc_text(item, "label", cell(&r, STRUCTURES_LABEL, w->mem));
        doc_int(item, "count", row_int(&r, STRUCTURES_COUNT));
        doc_text(item, "mefs", cell(&r, STRUCTURES_MEFS, w->mem));
        doc_text(item, "main_teachers", cell(&r, STRUCTURES_MAIN_TEACHERS, w->mem));
    }
    const char *next = list_next(&r, w->mem);
    doc_bool(d, "is_class", classes);
    list_finish(rq, d, of, t, count, next);
    return page(rq, &PAGE_DESK_STRUCTURES, d);
}

Reply show_classes(Request *rq) { return show_structures(rq, &classes_page, true); }
Reply show_groups(Request *rq) { return show_structures(rq, &groups_page, false); }

Reply show_subjects(Request *rq) {
    Work *w = rq->work;
    ListTurn *t = list_turn(rq, &subjects_page);
    Doc *d = doc_new(w, &REPLY_DESK_SUBJECTS);
    int64_t count = 0;
    doc_list(d, "items");
    Rows r = list_rows(w->tx, &LIST_SUBJECTS, &t->ask);
    for (; row_next(&r); count++) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, SUBJECTS_ID));
        list_link(rq, item, &subjects_page, t, row_int(&r, SUBJECTS_ID));
        doc_text(item, "code", cell(&r, SUBJECTS_CODE, w->mem));
        doc_text(item, "code_short", cell(&r, SUBJECTS_CODE_SHORT, w->mem));
        doc_text(item, "label", cell(&r, SUBJECTS_LABEL, w->mem));
        doc_int(item, "teachers", row_int(&r, SUBJECTS_TEACHERS));
        doc_int(item, "services", row_int(&r, SUBJECTS_SERVICES));
    }
    const char *next = list_next(&r, w->mem);
    list_finish(rq, d, &subjects_page, t, count, next);
    return page(rq, &PAGE_DESK_SUBJECTS, d);
}
