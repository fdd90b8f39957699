/* What the screens of letters share. */
#pragma once

#include "school/letters/plan.h"
#include "web/feature.h"

#define LETTERS_HERE "/bureau/courriers"
#define LETTERS_SENDING LETTERS_HERE "/envoi"
#define LETTER_TEXTS (LETTER_TOS * LETTER_WAYS)  /* every audience, every way */

/* texts_web.c: the texts, their versions, a preview. */
Reply show_letters(Request *rq);
Verdict has_letter_text(Request *rq);
Reply show_letter_text(Request *rq);
Reply save_letter_text(Request *rq);
Reply preview_letter(Request *rq);
Reply take_letter_version(Request *rq);
extern const Field letter_fields[], preview_fields[], take_fields[];

/* batches_web.c */
Verdict may_send_letters(Request *rq);
Verdict own_batch(Request *rq);
typedef struct LetterWhom { Holder *holders; size_t count; const char *query; const struct GridTurn *turn; } LetterWhom;
LetterWhom letter_whom(Request *rq);            /* who is chosen; QUERY: behind the address of each page about them */
/* Which of them a page shows: from the SKIPth of those that SEARCH names on. */
typedef enum LetterShow { SHOW_RECEIVE, SHOW_LEFT, SHOW_ALL } LetterShow;
typedef struct LetterLook { LetterShow show; const char *search; int64_t skip; } LetterLook;
extern const char *const letter_shown[];
LetterAsk letter_asked(Request *rq, LetterLook *look);  /* LOOK may be NULL */
Reply show_sending(Request *rq);
Reply start_batch(Request *rq);
Reply show_batch(Request *rq);
Reply get_batch_file(Request *rq);
Reply stop_batch(Request *rq);
Reply recall_batch(Request *rq);
Reply drop_batch(Request *rq);
void batches_doc(Work *w, Doc *d);      /* the last ones: one's own, or all of them for who sees everyone */
extern const Field sending_fields[];

/* checked_web.c: what it would be, before it is started. */
Reply check_batch(Request *rq);
Reply try_batch(Request *rq);
Reply check_again(Request *rq, const LetterAsk *ask, const LetterWhom *all);    /* 422: with the problems there are */
