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
void answer_ask(const Site *site, Request *rq, Answer *answer);
void answer_prepare(const Site *site, Request *rq, Answer *answer);
void answer_print(const Site *site, Conversation *c, const Answer *answer);
