/* What the screens of letters share. */
#pragma once

#include "school/letters/letters.h"
#include "web/feature.h"

#define LETTERS_HERE "/bureau/courriers"
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
Reply show_sending(Request *rq);
Reply start_batch(Request *rq);
Reply show_batch(Request *rq);
Reply get_batch_file(Request *rq);
Reply stop_batch(Request *rq);
Reply recall_batch(Request *rq);
Reply drop_batch(Request *rq);
void batches_doc(Work *w, Doc *d);      /* the last ones: one's own, or all of them for who sees everyone */
extern const Field sending_fields[];
