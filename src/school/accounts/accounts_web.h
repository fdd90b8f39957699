/* What the screens of this folder share, and what the desk's home shows of them. */
#pragma once

#include "school/accounts/accounts_many.h"
#include "school/accounts/entry.h"
#include "school/lists/grid.h"
#include "web/feature.h"

extern RightId right_sessions, right_connected, right_manage;

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

/* What a session of ACCOUNT has to do before it is anybody, as all features say; a new session, and its cookie, standing at these gates. Whoever has just passed
 * some of them, and gets another session for it, gives Actor.waits instead. READING: in consultation, because there are as many
 * administrative connections as the school wants. SHARED: on a computer that others use too, as whoever signs in says; from the school's own network it always is. */
unsigned session_gates(Request *rq, int64_t account);
void open_session(Request *rq, int64_t account, bool reading, unsigned waits, bool shared);
/* ACCOUNT is signed in to, second step included, on the browser whose cookie is DEVICE (NULL: none): it is known from now on, and told to its owner if it was not before. */
void note_device(Request *rq, int64_t account, const char *device);
const char *page_kept(const char *page);        /* PAGE if one may go there afterwards; else NULL */

/* modes_web.c */
extern const Field mode_fields[];
Reply change_mode(Request *rq);
Reply look_no_more(Request *rq);

/* first_web.c: the first sign-in after the password, which accounts_web.c asks for and saves. */
Reply show_first(Request *rq);
Reply show_first_step(Request *rq);     /* the screen where it stands */
Reply first_chosen(Request *rq);        /* a password is chosen: to what comes next */
Verdict first_password(Request *rq);
Verdict first_contact(Request *rq);
Verdict first_charter(Request *rq);
Reply show_first_contact(Request *rq);
Reply save_first_contact(Request *rq);
Reply take_first_contact(Request *rq);
Reply show_first_charter(Request *rq);
Reply accept_charter(Request *rq);
Reply show_charter(Request *rq);
Reply save_charter(Request *rq);
extern const Field first_contact_fields[], charter_fields[];

/* children_web.c */
Reply show_children(Request *rq);
Verdict is_my_child(Request *rq);
Reply reset_child(Request *rq);

/* own_web.c */
/* Of the pages of families, shared by guardians and pupils: whose page it is, whom it is about (the pupil of the address, or the one who asks), where it stands:
 * GUARDIANS is what follows "/parent/enfants/12", OWN what follows "/eleve/". */
bool own_of_guardian(const Work *w);
int64_t own_pupil_of(const Request *rq);
const char *own_href(Work *w, int64_t pupil, const char *guardians, const char *own);
Reply own_page(const Request *rq, const Page *plain, const Doc *d);     /* inside the desk's frame for who has a desk and is through its gates, plain for the others */
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

/* holders_web.c, chosen_web.c: accounts at the desk. */
#define MAKING_ACT "accounts"           /* what the making of accounts is called in the school's history: by it, it is found to be taken back */
extern const Grid holders_grid;
Reply show_holders(Request *rq);
Reply show_handing(Request *rq);
Verdict may_undo_making(Request *rq);
Reply undo_making(Request *rq);
Verdict has_holder(Request *rq);
Reply show_holder(Request *rq);
Reply show_chosen(Request *rq);
Reply make_accounts(Request *rq);
Reply print_slips(Request *rq);
Reply show_secret(Request *rq);
Reply freeze_accounts(Request *rq);
Reply thaw_accounts(Request *rq);
Reply close_accounts(Request *rq);
/* On a record (accounts/account.html): asked with its own statements, then put into D as `account`. Who may not manage accounts asks nothing. */
Rows holder_ask(Work *w, int64_t person);
void holder_on_record(Work *w, Doc *d, Rows asked);
void holder_doc(const Work *w, Doc *d, const Holder *h);       /* state and what may be done, keys of accounts/on_record */
Reply secret_page(Request *rq, const Holder *h, const char *secret, const char *back);     /* shown once, to who asked */
