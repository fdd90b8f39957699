#include "school/desk/desk.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"
#include "school/accounts/accounts_web.h"
#include "school/spaces/spaces.h"

#include <string.h>

RightId desk_lists;
static const RightInfo rights[] = { { "desk.lists", T_RIGHT_DESK_LISTS, 2, &desk_lists, BRANCH_PEOPLE, OF_DESK, "secretariat assistants council school_life cpe teacher librarian" }, { 0 } };

/* ---- guards: the object is in the actor's scope, or it does not exist ---- */

static Verdict seen_by(Request *rq, const Statement *seen, const char *name) {
    return db_int(rq->work->tx, seen, VALUES(of_int(path_id(rq, name)))) ? ALLOW : UNKNOWN;
}

static Verdict sees_pupil(Request *rq) { return seen_by(rq, &PUPIL_SEEN, "pupil"); }
static Verdict sees_guardian(Request *rq) { return seen_by(rq, &GUARDIAN_SEEN, "guardian"); }
static Verdict sees_teacher(Request *rq) { return seen_by(rq, &TEACHER_SEEN, "teacher"); }
static Verdict sees_staff(Request *rq) { return seen_by(rq, &STAFF_SEEN, "staff"); }

/* ---- home ---- */

/* Who does not see everyone is told only of those they see. */
static int64_t seen_count(Work *w, const List *list, int present_filter) {
    Value filters[16] = { 0 };
    if (present_filter >= 0)
        filters[present_filter] = of_int(1);
    return list_total(w->tx, list, &(ListAsk){ .filters = filters, .size = 1 });
}

static void home_counts(Work *w, Doc *d, Rows r) {
    static const char *const keys[] = { "pupils", "guardians", "teachers", "staff", "classes", "groups", "subjects" };
    int64_t counts[7] = { 0 };
    for (int i = 0, known = row_next(&r); known && i < 7; i++)
        counts[i] = row_int(&r, i);
    rows_end(&r);
    if (!w->actor->scope.all) {
        counts[0] = seen_count(w, &LIST_PUPILS, PUPILS_FILTER_PRESENT);
        counts[1] = seen_count(w, &LIST_GUARDIANS, -1);
    }
    for (int i = 0; i < 7; i++)
        doc_int(d, keys[i], counts[i]);
    doc_bool(d, "empty", w->actor->scope.all && counts[0] + counts[2] == 0);
}

/* In school life and teacher mode one begins with the classes in which one sees somebody. */
static void own_classes(Work *w, Doc *d, Rows r) {
    while (row_next(&r)) {
        Doc *item = doc_add(d, "own_classes");
        doc_int(item, "id", row_int(&r, CLASSES_WITH_SEEN_ID));
        doc_text(item, "code", row_text(&r, CLASSES_WITH_SEEN_LABEL, w->mem));
    }
}

Reply show_home(Request *rq) {
    Work *w = rq->work;
    Rows counts = db_rows(w->tx, &DESK_COUNTS, NO_VALUES), i = db_rows(w->tx, &IMPORTS_LAST, NO_VALUES);
    ConnectedAsk connected = connected_ask(w);
    Rows own = w->actor->mode == MODE_ADMINISTRATIVE ? (Rows){ 0 } : db_rows(w->tx, &CLASSES_WITH_SEEN, NO_VALUES);
    Doc *d = doc_new(w, &REPLY_DESK_HOME);
    doc_text(d, "school", w->school->name);
    doc_int(d, "year", w->school->year);
    doc_word(d, "mode", mode_words[w->actor->mode]);
    home_counts(w, d, counts);
    doc_bool(d, "may_import", desk_opens(w, "/bureau/imports"));
    if (row_next(&i)) {
        Doc *last = doc_object(d, "last_import");
        doc_int(last, "id", row_int(&i, IMPORTS_LAST_ID));
        doc_int(last, "at", row_int(&i, IMPORTS_LAST_AT));
        doc_text(last, "by", row_text(&i, IMPORTS_LAST_LOGIN, w->mem));
    }
    rows_end(&i);
    if (w->actor->mode != MODE_ADMINISTRATIVE)
        own_classes(w, d, own);
    connected_doc(w, d, &connected);
    spaces_on_home(w, d, "home");
    return page(rq, &PAGE_DESK_HOME, d);
}

/* ---- search over all persons ---- */

typedef struct Hit { const char *kind, *base; } Hit;

static Hit hit_of(const Rows *r) {
    if (row_int(r, PERSONS_FOUND_IS_PUPIL))
        return (Hit){ "pupil", "/bureau/eleves" };
    if (row_int(r, PERSONS_FOUND_IS_TEACHER))
        return (Hit){ "teacher", "/bureau/professeurs" };
    if (row_int(r, PERSONS_FOUND_IS_STAFF))
        return (Hit){ "staff", "/bureau/personnels" };
    return (Hit){ "guardian", "/bureau/responsables" };
}

static int64_t find_words(Work *w, Doc *d, char *const *typed, int most) {
    Value filters[3] = { of_text(typed[0]), typed[1] ? of_text(typed[1]) : of_null(), typed[1] && typed[2] ? of_text(typed[2]) : of_null() };
    ListAsk ask = { .filters = filters, .sort = PERSONS_FOUND_SORT_NAME, .size = most };
    int64_t count = 0;
    Rows r = list_rows(w->tx, &LIST_PERSONS_FOUND, &ask);
    for (; row_next(&r); count++) {
        Hit hit = hit_of(&r);
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, PERSONS_FOUND_ID));
        doc_text(item, "display_name", row_text(&r, PERSONS_FOUND_DISPLAY_NAME, w->mem));
        doc_word(item, "kind", hit.kind);
        doc_text(item, "detail", row_text(&r, PERSONS_FOUND_CLASS_CODE, w->mem));
        doc_text(item, "href", arena_printf(w->mem, "%s/%lld", hit.base, (long long) row_int(&r, PERSONS_FOUND_ID)));
    }
    return count;
}

/* Classes and groups by the beginning of their code: the first few of each. */
static int64_t find_structures(Work *w, Doc *d, const char *typed) {
    static const int columns[] = { STRUCTURES_ID, STRUCTURES_CODE, STRUCTURES_LABEL };
    static const char *const kinds[][2] = { { "class", "/bureau/classes" }, { "group", "/bureau/groupes" } };
    int64_t count = 0;
    for (int k = 0; k < 2; k++) {
        Value filters[] = { [STRUCTURES_FILTER_KIND] = of_text(kinds[k][0]), [STRUCTURES_FILTER_Q] = of_text(text_upper(w->mem, typed)) };
        Rows r = list_rows(w->tx, &LIST_STRUCTURES, &(ListAsk){ .columns = columns, .column_count = 3, .filters = filters, .sort = STRUCTURES_SORT_CODE, .size = 4 });
        for (; row_next(&r); count++) {
            Doc *item = doc_add(d, "items");
            doc_int(item, "id", row_int(&r, 0));
            doc_text(item, "display_name", row_text(&r, 1, w->mem));
            doc_word(item, "kind", kinds[k][0]);
            doc_text(item, "detail", row_text(&r, 2, w->mem));
            doc_text(item, "href", arena_printf(w->mem, "%s/%lld", kinds[k][1], (long long) row_int(&r, 0)));
        }
    }
    return count;
}

/* A word with one slip of the finger, from four letters on: the nearest word the school has that begins alike (FR-05). */
static const char *nearest_word(Work *w, const char *typed) {
    const char *best = NULL;
    int least = 2;
    size_t size = strlen(typed);
    if (size < 4)
        return NULL;
    Rows r = db_rows(w->tx, &WORDS_LIKE, VALUES(of_text(arena_text_n(w->mem, typed, 1))));
    while (row_next(&r)) {
        const char *word = row_peek(&r, WORDS_LIKE_WORD);
        size_t start = strlen(word) < size + 1 ? strlen(word) : size + 1;
        for (size_t n = size - 1; n <= start; n++) {
            int d = text_distance(typed, arena_text_n(w->mem, word, n), 1);
            if (d < least) {
                least = d;
                best = row_text(&r, WORDS_LIKE_WORD, w->mem);
            }
        }
    }
    return best;
}

static int64_t find_all(Work *w, Doc *d, const char *q, char *const *typed, int most) {
    int64_t count = find_structures(w, d, q);
    count += find_words(w, d, typed, most);
    count += desk_screens_found(w, d, typed);
    return count + desk_commands_found(w, d, typed);
}

Reply show_search(Request *rq) {
    Work *w = rq->work;
    const char *q = query_text(rq, "q");
    Doc *d = doc_new(w, &REPLY_DESK_SEARCH);
    char **typed = text_search_words(w->mem, q && strlen(q) <= 200 ? q : "");
    int64_t count = 0;
    bool approximate = false;
    int most = str_equal(query_text(rq, "part"), "results") ? 12 : 30;      /* as one types: so that screens and commands are in sight */
    doc_text(d, "q", q);
    doc_list(d, "items");
    if (typed[0])
        count = find_all(w, d, text_trim(w->mem, q), typed, most);
    for (int i = 0; typed[0] && !count && i < 3 && typed[i]; i++) {
        const char *near = nearest_word(w, typed[i]);
        approximate = approximate || near;
        typed[i] = near ? arena_text(w->mem, near) : typed[i];
    }
    if (approximate)
        count = find_words(w, d, typed, most);
    doc_int(d, "total", count);
    doc_bool(d, "approximate", approximate && count);
    return page(rq, &PAGE_DESK_SEARCH, d);
}

/* ---- the tables ---- */

#define COUNTED(n, text, at, which, ...) \
    { .group = "people", .rank = n, .label = text, .path = at, .right = &desk_lists, .counts = &DESK_COUNTS, .column = which, __VA_ARGS__ }
static const Panel panels[] = {
    COUNTED(1, T_DESK_PUPILS, "/bureau/eleves", DESK_COUNTS_PUPILS, .go = "l"),
    COUNTED(2, T_DESK_GUARDIANS, "/bureau/responsables", DESK_COUNTS_GUARDIANS, .go = "r"),
    COUNTED(3, T_DESK_TEACHERS, "/bureau/professeurs", DESK_COUNTS_TEACHERS, .go = "p"),
    COUNTED(4, T_DESK_STAFF, "/bureau/personnels", DESK_COUNTS_STAFF),
    COUNTED(5, T_DESK_CLASSES, "/bureau/classes", DESK_COUNTS_CLASSES),
    COUNTED(6, T_DESK_GROUPS, "/bureau/groupes", DESK_COUNTS_GROUPS),
    COUNTED(7, T_DESK_SUBJECTS, "/bureau/matieres", DESK_COUNTS_SUBJECTS),
    PANELS_END,
};

static const Route routes[] = {
    { GET, "/bureau", show_home, guard_signed_in, READ, PORTAL_DESK, NULL, &PAGE_DESK_HOME },
    { GET, "/bureau/recherche", show_search, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_SEARCH },
    { GET, "/bureau/eleves", show_pupils, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_PUPILS },
    { GET, "/bureau/eleves/:pupil", show_pupil, sees_pupil, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_PUPIL, .reads = "documents", .whose = "pupil" },
    { GET, "/bureau/responsables", show_guardians, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_GUARDIANS },
    { GET, "/bureau/responsables/:guardian", show_guardian, sees_guardian, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_GUARDIAN, .reads = "documents", .whose = "guardian" },
    { GET, "/bureau/professeurs", show_teachers, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_TEACHERS },
    { GET, "/bureau/professeurs/:teacher", show_teacher, sees_teacher, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_TEACHER, .reads = "documents", .whose = "teacher" },
    { GET, "/bureau/personnels", show_staff, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_STAFF },
    { GET, "/bureau/personnels/:staff", show_staff_member, sees_staff, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_STAFF_MEMBER, .reads = "documents", .whose = "staff" },
    { GET, "/bureau/classes", show_classes, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_STRUCTURES },
    { GET, "/bureau/classes/:structure", show_class, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_STRUCTURE },
    { GET, "/bureau/groupes", show_groups, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_STRUCTURES },
    { GET, "/bureau/groupes/:structure", show_group, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_STRUCTURE },
    { GET, "/bureau/matieres", show_subjects, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_SUBJECTS },
    { GET, "/bureau/matieres/:subject", show_subject, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_DESK_SUBJECT },
    { GET, "/bureau/eleves/:pupil/historique", show_pupil_history, sees_pupil, READ, PORTAL_DESK, "desk.lists", &PAGE_HISTORY_OBJECT },
    { GET, "/bureau/responsables/:guardian/historique", show_guardian_history, sees_guardian, READ, PORTAL_DESK, "desk.lists", &PAGE_HISTORY_OBJECT },
    { GET, "/bureau/professeurs/:teacher/historique", show_teacher_history, sees_teacher, READ, PORTAL_DESK, "desk.lists", &PAGE_HISTORY_OBJECT },
    { GET, "/bureau/personnels/:staff/historique", show_staff_history, sees_staff, READ, PORTAL_DESK, "desk.lists", &PAGE_HISTORY_OBJECT },
    { GET, "/bureau/classes/:structure/historique", show_class_history, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_HISTORY_OBJECT },
    { GET, "/bureau/groupes/:structure/historique", show_group_history, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_HISTORY_OBJECT },
    { GET, "/bureau/matieres/:subject/historique", show_subject_history, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_HISTORY_OBJECT },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(sees_pupil), GUARD(sees_guardian), GUARD(sees_teacher), GUARD(sees_staff), { 0 } };

#define LISTED(topic_name) { topic_name, NULL, "desk.lists", guard_signed_in }
static const Topic topics[] = { LISTED("people"), LISTED("pupils"), LISTED("guardians"), LISTED("teachers"), LISTED("staff"), LISTED("structures"),
    LISTED("subjects"), { 0 } };

static const Processing processings[] = { { "schooling", .persons = OF_EVERYBODY, .rights = "desk.lists" }, { 0 } };

const Feature desk_feature = { .name = "desk", .routes = routes, .topics = topics, .rights = rights, .panels = panels, .guards = guards, .grids = desk_grids,
    .processings = processings };
