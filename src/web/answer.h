/* From a handler's Reply to the bytes and headers of the answer. Private to src/web. */
#pragma once

#include "web/conversation.h"

#define JSON_TYPE "application/json; charset=utf-8"

typedef struct Answer { Reply reply; Frame *asked; const Doc *frame; } Answer;

Reply answer_error(const Request *rq, int status);      /* its page, with the work's problems if any; or its JSON twin */
Reply answer_refused(const Request *rq, int status, const char *kind);       /* the same, called otherwise than its status: error.reply */
Reply answer_fault_reply(const Request *rq, int status, const char *reference);         /* 500 or 503 */
Reply answer_closed_year(const Request *rq);            /* 403: a year that is over is read, not changed */
Reply answer_conflicts(const Request *rq, const Conflict *conflicts);

/* What needs the transaction: the frame around the page. Asked before the handler for a route that shows a page. */
/* What a browser may keep of an answer, for reading without network (OFF-04 to OFF-09), in the header Preau-Offline of every page; web/js/sw.js obeys it:
 *   keep=ACCOUNT     this page may stay, sealed; what another account has left goes first
 *   leave=ACCOUNT    this one may not; what another account has left goes all the same
 *   leave            somebody looks as somebody else: nothing of it stays, nothing goes
 *   erase            nobody is here, or their Space is not published: all that was kept goes before anything is shown
 *   never            the session is on a computer that others use too: the same, and no worker stays either
 * An answer that does not know who asks (it failed, it was refused at the door) says nothing. */

void answer_ask(const Site *site, Request *rq, Answer *answer);
void answer_prepare(const Site *site, Request *rq, Answer *answer);
void answer_print(const Site *site, Conversation *c, const Answer *answer);
