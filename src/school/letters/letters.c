/* Texts in their versions, and whom they are written to. */
#include "school/letters/letters.h"

#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/contacts/contacts.h"
#include "school/people/people_input.h"
#include "work/sms.h"

#include <string.h>

RightId letters_read, letters_edit, letters_send;

LetterTo letter_to(Kind kind) { return kind == KIND_PUPIL ? TO_PUPILS : kind == KIND_GUARDIAN ? TO_GUARDIANS : kind == KIND_TEACHER ? TO_TEACHERS : TO_STAFF; }

/* ---- texts ---- */

LetterVersion letter_usual(Arena *mem, LetterTo to, LetterWay way) {
    static const struct { TextId subject, body; } letters[LETTER_TOS] = { [TO_STAFF] = { T_LETTERS_SUBJECT, T_LETTERS_STAFF_LETTER }, [TO_TEACHERS] = { T_LETTERS_SUBJECT, T_LETTERS_TEACHER_LETTER },
        [TO_GUARDIANS] = { T_LETTERS_SUBJECT, T_LETTERS_GUARDIAN_LETTER }, [TO_PUPILS] = { T_LETTERS_PUPIL_SUBJECT, T_LETTERS_PUPIL_LETTER } };
    static const TextId mails[LETTER_TOS] = { [TO_STAFF] = T_LETTERS_STAFF_MAIL, [TO_TEACHERS] = T_LETTERS_STAFF_MAIL, [TO_GUARDIANS] = T_LETTERS_GUARDIAN_MAIL, [TO_PUPILS] = T_LETTERS_PUPIL_MAIL };
    static const TextId texts[LETTER_TOS] = { [TO_STAFF] = T_LETTERS_STAFF_SMS, [TO_TEACHERS] = T_LETTERS_STAFF_SMS, [TO_GUARDIANS] = T_LETTERS_GUARDIAN_SMS, [TO_PUPILS] = T_LETTERS_PUPIL_SMS };
    LetterVersion v = { .head = NULL };
    if (way == WAY_LETTER)
        v = (LetterVersion){ .head = words(mem, T_LETTERS_HEAD_USUAL, NULL), .subject = words(mem, letters[to].subject, NULL), .body = words(mem, letters[to].body, NULL) };
    else if (way == WAY_LABEL)
        v.body = words(mem, to == TO_PUPILS ? T_LETTERS_PUPIL_LABEL : T_LETTERS_LABEL, NULL);
    else if (way == WAY_SMS)
        v.body = words(mem, texts[to], NULL);
    else
        v = (LetterVersion){ .subject = words(mem, letters[to].subject, NULL), .body = words(mem, mails[to], NULL) };
    return v;
}

bool letter_has_subject(LetterWay way) { return way == WAY_LETTER || way == WAY_MAIL; }

LetterVersion *letter_versions(Work *w, LetterTo to, LetterWay way, size_t *count) {
    VEC(LetterVersion) all = { 0 };
    Rows r = db_rows(w->tx, &LETTER_VERSIONS, VALUES(of_text(letter_to_words[to]), of_text(letter_way_words[way]), of_int(50)));
    while (row_next(&r))
        *VEC_ADD(w->mem, &all) = (LetterVersion){ row_int(&r, LETTER_VERSIONS_ID), row_int(&r, LETTER_VERSIONS_ACCOUNT), row_int(&r, LETTER_VERSIONS_AT), row_text(&r, LETTER_VERSIONS_HEAD, w->mem),
            row_text(&r, LETTER_VERSIONS_SUBJECT, w->mem), row_text(&r, LETTER_VERSIONS_BODY, w->mem), row_text(&r, LETTER_VERSIONS_WHO, w->mem) };
    *VEC_ADD(w->mem, &all) = letter_usual(w->mem, to, way);
    *count = all.count;
    return all.items;
}

LetterVersion letter_version(Work *w, LetterTo to, LetterWay way) {
    LetterVersion v = letter_usual(w->mem, to, way);
    Rows r = db_rows(w->tx, &LETTER_VERSIONS, VALUES(of_text(letter_to_words[to]), of_text(letter_way_words[way]), of_int(1)));
    if (row_next(&r))
        v = (LetterVersion){ row_int(&r, LETTER_VERSIONS_ID), row_int(&r, LETTER_VERSIONS_ACCOUNT), row_int(&r, LETTER_VERSIONS_AT), row_text(&r, LETTER_VERSIONS_HEAD, w->mem),
            row_text(&r, LETTER_VERSIONS_SUBJECT, w->mem), row_text(&r, LETTER_VERSIONS_BODY, w->mem), row_text(&r, LETTER_VERSIONS_WHO, w->mem) };
    rows_end(&r);
    return v;
}

static LetterText *read_part(Work *w, const char *text, const LetterWords *of, const char *field) {
    LetterMistake mistakes[LETTER_MISTAKES];
    size_t count;
    LetterText *read = letter_read(w->mem, text, of, mistakes, &count);
    for (size_t i = 0; !read && i < count; i++)
        problem(w, mistakes[i].what, WITH(ARG_INT("line", mistakes[i].line), ARG_TEXT("word", mistakes[i].word), ARG_TEXT("like", mistakes[i].like)), "%s", field);
    return read;
}

bool letter_parts(Work *w, LetterTo to, LetterWay way, const LetterVersion *v, LetterParts *parts) {
    LetterWords of = letter_words(w->mem, to, way);
    *parts = (LetterParts){ .version = v->id };
    parts->head = v->head ? read_part(w, v->head, &of, "head") : NULL;
    parts->subject = v->subject ? read_part(w, v->subject, &of, "subject") : NULL;
    parts->body = read_part(w, v->body ? v->body : "", &of, "body");
    return parts->body && (!v->head || parts->head) && (!v->subject || parts->subject);
}

bool letter_save(Work *w, LetterTo to, LetterWay way, const LetterVersion *v) {
    LetterParts parts;
    LetterVersion last = letter_version(w, to, way);
    if (letter_has_subject(way) && str_empty(v->subject))
        problem(w, T_LETTERS_NO_SUBJECT, NULL, "subject");
    if (str_empty(v->body))
        problem(w, T_LETTERS_NO_BODY, NULL, "body");
    if (!letter_parts(w, to, way, v, &parts) || has_problems(w))
        return false;
    if (str_equal(last.body, v->body) && str_equal(last.subject, v->subject) && str_equal(last.head, v->head))
        return false;
    change_add(w->tx, &TABLE_LETTER_VERSION, FIELDS(SET(COL_LETTER_VERSION_AUDIENCE, of_text(letter_to_words[to])), SET(COL_LETTER_VERSION_WAY, of_text(letter_way_words[way])),
        SET(COL_LETTER_VERSION_HEAD, of_text(v->head)), SET(COL_LETTER_VERSION_SUBJECT, of_text(v->subject)), SET(COL_LETTER_VERSION_BODY, of_text(v->body)),
        SET(COL_LETTER_VERSION_AT, of_int(w->now)), SET(COL_LETTER_VERSION_ACCOUNT, of_int(w->actor->account))));
    return true;
}

/* ---- whom they are written to ---- */

static void address_of(LetterPerson *p, const Rows *r, Arena *mem) {
    static const int parts[] = { LETTER_PEOPLE_LINE1, LETTER_PEOPLE_LINE2, LETTER_PEOPLE_LINE3, LETTER_PEOPLE_LINE4, LETTER_PEOPLE_PO_BOX };
    const char *postcode = row_text(r, LETTER_PEOPLE_POSTCODE, mem), *city = row_text(r, LETTER_PEOPLE_CITY, mem), *country = row_text(r, LETTER_PEOPLE_COUNTRY, mem);
    Str whole = str_new(mem, 80);
    size_t n = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!str_empty(row_peek(r, parts[i])))
            p->lines[n++] = row_text(r, parts[i], mem);
    if (city)
        p->lines[n++] = postcode ? arena_printf(mem, "%s %s", postcode, text_upper(mem, city)) : text_upper(mem, city);
    else
        n = 0;                          /* a street without a town is no address */
    if (n && country && !str_equal(text_fold(mem, country), "france"))
        p->lines[n++] = text_upper(mem, country);
    p->lines[n] = NULL;
    for (size_t i = 0; i < n; i++) {
        str_add(&whole, p->lines[i]);
        str_add_char(&whole, ' ');
    }
    p->place = contact_place(mem, whole.data);
}

/* What was typed or came from a file, as a gateway takes it. */
static void mobile_of(LetterPerson *p, const Rows *r, Map *stops, Arena *mem) {
    const char *kept = row_peek(r, LETTER_PEOPLE_MOBILE), *number = kept ? phone_normal(mem, kept) : NULL;
    bool fits = number && sms_number_fits(number);
    p->no_sms = fits && !row_null(r, LETTER_PEOPLE_ACCEPTS_SMS) && !row_int(r, LETTER_PEOPLE_ACCEPTS_SMS);
    p->stopped = fits && !p->no_sms && map_get(stops, number);
    p->mobile = fits && !p->no_sms && !p->stopped ? number : NULL;
}

static void fill(LetterPerson *p, const Rows *r, Map *stops, Arena *mem) {
    p->display_name = row_text(r, LETTER_PEOPLE_DISPLAY_NAME, mem);
    p->title = row_text(r, LETTER_PEOPLE_TITLE, mem);
    p->given = row_text(r, LETTER_PEOPLE_GIVEN, mem);
    p->family = row_text(r, LETTER_PEOPLE_FAMILY, mem);
    p->mail = row_text(r, LETTER_PEOPLE_MAIL, mem);
    p->class_code = row_text(r, LETTER_PEOPLE_CLASS, mem);
    mobile_of(p, r, stops, mem);
    address_of(p, r, mem);
}

static const char *key_of(Arena *mem, int64_t id) { return arena_printf(mem, "%lld", (long long) id); }

static void fill_children(Work *w, Map *by_id, const int64_t *ids, size_t count) {
    for (Rows r = db_rows(w->tx, &LETTER_CHILDREN, VALUES(of_ids(ids, count))); row_next(&r); ) {
        LetterPerson *p = map_get(by_id, key_of(w->mem, row_int(&r, LETTER_CHILDREN_GUARDIAN)));
        if (!p || p->to != TO_GUARDIANS)
            continue;
        struct { LetterChild *items; size_t count, capacity; } of = { p->children, p->child_count, p->child_count };
        *VEC_ADD(w->mem, &of) = (LetterChild){ row_int(&r, LETTER_CHILDREN_PUPIL), row_text(&r, LETTER_CHILDREN_GIVEN, w->mem), row_text(&r, LETTER_CHILDREN_FAMILY, w->mem),
            row_text(&r, LETTER_CHILDREN_CLASS, w->mem), (int) row_int(&r, LETTER_CHILDREN_LEVEL), row_int(&r, LETTER_CHILDREN_PREFERRED) };
        p->children = of.items;
        p->child_count = of.count;
    }
}

LetterPerson *letter_people(Work *w, const Holder *holders, size_t count) {
    LetterPerson *all = NEW_ARRAY(w->mem, LetterPerson, count + 1);
    int64_t *ids = NEW_ARRAY(w->mem, int64_t, count + 1);
    Map by_id = map_new(w->mem);
    for (size_t i = 0; i < count; i++) {
        const Holder *h = &holders[i];
        all[i] = (LetterPerson){ .person = h->person, .account = h->account, .to = letter_to(h->kind), .display_name = h->name, .login = h->login, .place = "", .holder = h };
        ids[i] = h->person;
        map_put(&by_id, key_of(w->mem, h->person), &all[i]);
    }
    Map stops = map_new(w->mem);
    for (Rows r = db_rows(w->tx, &SMS_STOPS, NO_VALUES); row_next(&r); )
        map_put(&stops, row_text(&r, SMS_STOPS_NUMBER, w->mem), all);
    for (Rows r = db_rows(w->tx, &LETTER_PEOPLE, VALUES(of_ids(ids, count))); row_next(&r); ) {
        LetterPerson *p = map_get(&by_id, key_of(w->mem, row_int(&r, LETTER_PEOPLE_ID)));
        if (p)
            fill(p, &r, &stops, w->mem);
    }
    fill_children(w, &by_id, ids, count);
    return all;
}

/* ---- one letter for those who live together ---- */

static bool share_a_child(const LetterPerson *a, const LetterPerson *b) {
    for (size_t i = 0; i < a->child_count; i++)
        for (size_t k = 0; k < b->child_count; k++)
            if (a->children[i].pupil == b->children[k].pupil)
                return true;
    return false;
}

static bool together_with(const LetterCase *c, const LetterPerson *p) {
    return p->to == TO_GUARDIANS && c->people->to == TO_GUARDIANS && *p->place && str_equal(c->people->place, p->place) && share_a_child(c->people, p);
}

static void add_child(Arena *mem, LetterCase *c, const LetterChild *child) {
    for (size_t i = 0; i < c->child_count; i++)
        if (c->children[i].pupil == child->pupil)
            return;
    LetterChild *more = NEW_ARRAY(mem, LetterChild, c->child_count + 1);
    if (c->child_count)
        memcpy(more, c->children, c->child_count * sizeof *more);
    more[c->child_count++] = *child;
    c->children = more;
}

static void add_person(Arena *mem, LetterCase *c, const LetterPerson *p) {
    LetterPerson *more = NEW_ARRAY(mem, LetterPerson, c->count + 1);
    if (c->count)
        memcpy(more, c->people, c->count * sizeof *more);
    more[c->count++] = *p;
    c->people = more;
    for (size_t i = 0; i < p->child_count; i++)
        add_child(mem, c, &p->children[i]);
}

/* By place: those whom one letter may be for are few, so each looks through the cases of its own place only. */
typedef struct AtPlace { LetterCase *c; struct AtPlace *next; } AtPlace;

LetterCase *letter_cases(Arena *mem, LetterPerson *people, size_t count, bool together, size_t *cases) {
    LetterCase *all = NEW_ARRAY(mem, LetterCase, count + 1);
    Map places = map_new(mem);
    *cases = 0;
    for (size_t i = 0; i < count; i++) {
        AtPlace *at = together && *people[i].place ? map_get(&places, people[i].place) : NULL, *first = at;
        while (at && !together_with(at->c, &people[i]))
            at = at->next;
        LetterCase *c = at ? at->c : &all[(*cases)++];
        if (!at) {
            *c = (LetterCase){ 0 };
            AtPlace *new_one = NEW(mem, AtPlace);
            *new_one = (AtPlace){ c, first };
            if (together && *people[i].place)
                map_put(&places, people[i].place, new_one);
        }
        add_person(mem, c, &people[i]);
    }
    return all;
}
