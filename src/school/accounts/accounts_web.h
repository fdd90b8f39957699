/* What the screens of this folder share, and what the desk's home shows of them. */
#pragma once

#include "school/accounts/accounts.h"
#include "web/feature.h"

extern RightId right_sessions, right_connected;

/* The card « Connexions en cours »: asked with all else that a page asks, then put into D (keys of accounts/figures). Who may not see it asks nothing. */
ConnectedAsk connected_ask(Work *w);
void connected_doc(Work *w, Doc *d, ConnectedAsk *ask);

Reply show_connected(Request *rq);
Verdict may_close_session(Request *rq);
Reply close_session(Request *rq);
extern const Field close_fields[];

/* What the slow part of a request found out about a secret, before the writer is asked for. */
typedef struct Checked { int64_t account; bool good; int wait; } Checked;

/* Counts the try to come in as LOGIN, looks at PASSWORD, and forgives the tries when it is the right one. On the pool, without a transaction (Route.before).
 * False: the store has failed, and nobody knows whether it was. */
bool check_secret(Request *rq, const char *login, const char *password, Checked *c);

/* modes_web.c */
extern const Field mode_fields[];
Reply change_mode(Request *rq);
Reply look_no_more(Request *rq);

/* own_web.c */
Reply show_devices(Request *rq);
Reply to_devices(Request *rq);
Verdict own_session(Request *rq);
Reply end_device(Request *rq);
Reply end_other_devices(Request *rq);
Reply rename_device(Request *rq);
Reply show_password(Request *rq);
bool check_password(Request *rq);
Reply save_password(Request *rq);
extern const Field rename_fields[], password_fields[];
