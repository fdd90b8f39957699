/* What the screens of this folder share. */
#pragma once

#include "school/accounts/accounts_web.h"
#include "school/second/passkey.h"
#include "school/second/second.h"

extern RightId right_second_policy, right_second_reset;

/* ---- codes ---- */

/* Route.before of whatever takes a code of the one who asks: the try is counted, in Tried (rq->kept), before it is looked at. Without a code nothing is. */
bool count_code(Request *rq);
/* Counts one of ACCOUNT in its own transaction; false: the store has failed. */
bool count_in_base(Request *rq, int64_t account, Tried *tried);
/* What comes of a wrong one: said at FIELD of SHOW's page, or, if it was the last for a while, the session has ended, and it begins again with the password. */
Reply wrong_code(Request *rq, const Tried *tried, TextId text, const char *field, Handler show);

/* ---- passkeys ---- */

typedef struct PasskeyForm { const char *credential, *client, *data, *signature, *page; bool trust, shared; } PasskeyForm;
extern const Field passkey_fields[];
/* Looks at what a browser has sent in answer to a challenge for USE. ACCOUNT 0: whoever's. True: it is right, its counter and challenge are noted. */
bool passkey_proves(Request *rq, Work *w, PasskeyUse use, int64_t account, PasskeyKept *kept);
/* Keys of second/passkey_keys for a page that asks for one. */
void passkey_doc(Request *rq, Doc *d, PasskeyUse use, int64_t account);

/* ---- screens ---- */

/* step_web.c */
Verdict at_second_gate(Request *rq);
Reply show_step(Request *rq);
Reply pass_step(Request *rq);
Reply pass_step_by_key(Request *rq);
Reply show_key_sign_in(Request *rq);
bool look_at_key(Request *rq);
Reply key_sign_in(Request *rq);
extern const Field step_fields[];

/* confirm_web.c */
Reply show_confirm(Request *rq);
bool check_confirm(Request *rq);
Reply confirm(Request *rq);
Reply confirm_by_key(Request *rq);
extern const Field confirm_fields[], confirm_key_fields[];

/* security_web.c */
Verdict app_offered(Request *rq);
Verdict card_offered(Request *rq);
Verdict pin_offered(Request *rq);
Verdict has_means(Request *rq);
Reply show_security(Request *rq);
Reply start_app(Request *rq);
Reply show_app(Request *rq);
Reply confirm_app(Request *rq);
Reply start_card(Request *rq);
Reply show_card(Request *rq);
Reply confirm_card(Request *rq);
Reply save_pin(Request *rq);
Reply add_key(Request *rq);
Reply new_recovery(Request *rq);
Reply remove_means(Request *rq);
Reply forget_device(Request *rq);
extern const Field code_fields[], pin_fields[], key_fields[], id_fields[];

/* policy_web.c */
Reply show_policy(Request *rq);
Reply save_policy(Request *rq);
Reply show_lost(Request *rq);
Reply reset_lost(Request *rq);
extern const Field policy_fields[], lost_fields[];
