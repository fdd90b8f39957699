/* The desk: its lists, its records, search over all persons, the home page and the frame around them. Reading only; editing is the next step.
 *
 * Right: desk.lists. */
#pragma once

#include "store/list.h"
#include "web/feature.h"

/* Site.frame: school, person and rail around the page at PATH. */
const Doc *desk_frame(Work *w, const char *path);

bool desk_opens(const Work *w, const char *path);       /* a screen of the rail that this person may open */
/* Adds to D's items the screens one may open whose name has a word that begins with TYPED (folded); how many. */
int64_t desk_screens_found(Work *w, Doc *d, const char *typed);

/* ---- what lists share ---- */

/* query: what the addresses of its records carry, "?q=ma&sort=-nom" or "", so that they know which list they were opened from. */
typedef struct ListTurn { ListAsk ask; Value *filters; const char *q, *next, *query; int size; int64_t total; } ListTurn;

typedef struct ListPage {
    const List *list;
    const char *base;                   /* "/bureau/eleves" */
    TextId label;
    const struct SortName { const char *word; int sort; TextId label; } *sorts;     /* ends with a NULL word; the first is the default */
    int filter_q, filter_q2;            /* the list's filters for the first and second word of ?q=; -1: none */
    void (*more_filters)(Request *rq, ListTurn *turn);      /* what else the address narrows it by; NULL: nothing */
} ListPage;

extern const ListPage pupils_page, guardians_page, teachers_page, staff_page, classes_page, groups_page, subjects_page;

/* Reads ?q= ?sort= ?after= ?size= and the page's own filters. */
ListTurn *list_turn(Request *rq, const ListPage *page);
/* Fills total, next and what the page needs to turn over; call after the rows are read, with list_next's answer. */
void list_finish(Request *rq, Doc *d, const ListPage *page, ListTurn *turn, int64_t shown, const char *next);

/* A row's own address (its page only). */
void list_link(Request *rq, Doc *item, const ListPage *page, const ListTurn *turn, int64_t id);
/* On a record: the way back to the list it was opened from, and its neighbours there (desk/record_way.html). */
void list_beside(Request *rq, Doc *d, const ListPage *page, int64_t id);

/* Codes kept apart by bars, as the lists give them. */
void doc_add_split(Doc *d, const char *key, const char *joined, char bar, Arena *mem);

/* Fills an `address` object: lines, postcode, city, country. */
void doc_address(Work *w, Doc *d, int64_t address);
void doc_household(Work *w, Doc *d, int64_t address, int64_t except_person);
void doc_phones(Doc *d, const char *mobile, const char *home, const char *work);

/* Words of a function (ENS, DIR, DOC, EDU…) of STS. */
const char *function_words(Arena *mem, const char *code);

Reply show_pupils(Request *rq);
Reply show_guardians(Request *rq);
Reply show_teachers(Request *rq);
Reply show_staff(Request *rq);
Reply show_classes(Request *rq);
Reply show_groups(Request *rq);
Reply show_subjects(Request *rq);
Reply show_pupil(Request *rq);
Reply show_guardian(Request *rq);
Reply show_teacher(Request *rq);
Reply show_staff_member(Request *rq);
Reply show_class(Request *rq);
Reply show_group(Request *rq);
Reply show_subject(Request *rq);
Reply show_search(Request *rq);
Reply show_home(Request *rq);
