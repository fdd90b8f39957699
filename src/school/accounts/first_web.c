/* The first sign-in, one decision a screen: one's own password (accounts_web.c), how one is reached, the school's charter. Nothing else opens before the last one; who
 * leaves in between goes on where they were. */
#include "school/accounts/accounts_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_change.h"
#include "store/years.h"

#include <string.h>

#define CONTACT "contact"
#define CHARTER "charter"

/* ---- where one is ---- */

/* NULL: a password is still to be chosen, or nothing is left. */
static const char *step_of(Work *w) {
    return (w->actor->waits & GATE_FIRST) ? db_text(w->tx, &ACCOUNT_FIRST_STEP, VALUES(of_int(w->actor->account))) : NULL;
}

static Verdict at_step(Request *rq, const char *step) { return str_equal(step_of(rq->work), step) ? ALLOW : UNKNOWN; }

Verdict first_password(Request *rq) { return (rq->work->actor->waits & GATE_FIRST) && !step_of(rq->work) ? ALLOW : UNKNOWN; }
Verdict first_contact(Request *rq) { return at_step(rq, CONTACT); }
Verdict first_charter(Request *rq) { return at_step(rq, CHARTER); }

static Reply to_step(Request *rq, const char *step) {
    return see_other(rq, !step ? "/" : str_equal(step, CONTACT) ? "/connexion/premiere/coordonnees" : "/connexion/premiere/charte");
}

Reply show_first_step(Request *rq) {
    const char *step = step_of(rq->work);
    return step ? to_step(rq, step) : show_first(rq);
}

static void put_step(Work *w, const char *step) {
    change_put(w->tx, &TABLE_ACCOUNT, KEY(of_int(w->actor->account)), FIELDS(SET(COL_ACCOUNT_FIRST_STEP, step ? of_text(step) : of_null())));
}

/* Who has been here before, and was given a new first secret since, is asked nothing again. */
Reply first_chosen(Request *rq) {
    Work *w = rq->work;
    bool known = db_int(w->tx, &ACCOUNT_CHARTER_AT, VALUES(of_int(w->actor->account))) != 0;
    const char *step = known ? NULL : w->actor->person && !store_is_closed(w->school->store) ? CONTACT : CHARTER;
    put_step(w, step);
    return to_step(rq, step);
}

/* ---- how one is reached ---- */

typedef struct ContactForm { const char *email, *phone_mobile, *was_email, *was_phone_mobile; } ContactForm;
const Field first_contact_fields[] = { FIELD(ContactForm, email, .kind = FIELD_TEXT, .max = 200), FIELD(ContactForm, phone_mobile, .kind = FIELD_TEXT, .max = 30),
    FIELD(ContactForm, was_email, .kind = FIELD_TEXT, .max = 200), FIELD(ContactForm, was_phone_mobile, .kind = FIELD_TEXT, .max = 30), { .kind = FIELD_END } };

Reply show_first_contact(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_FIRST_CONTACT);
    Rows r = db_rows(w->tx, &PERSON_EDITED, VALUES(of_int(w->actor->person)));
    if (row_next(&r)) {
        doc_text(d, "email", row_text(&r, PERSON_EDITED_EMAIL, w->mem));
        doc_text(d, "phone_mobile", row_text(&r, PERSON_EDITED_PHONE_MOBILE, w->mem));
    }
    rows_end(&r);
    doc_text(d, "school", w->school->name);
    doc_bool(d, "wrong", has_problems(w));
    return page(rq, &PAGE_ACCOUNTS_FIRST_CONTACT, d);
}

static CellVerb verb_of(Work *w) {
    Rows r = db_rows(w->tx, &PERSON_HATS, VALUES(of_int(w->actor->person)));
    CellVerb verb = NULL;
    if (row_next(&r))
        verb = row_int(&r, PERSON_HATS_STAFF) ? staff_change : row_int(&r, PERSON_HATS_TEACHER) ? teacher_change : row_int(&r, PERSON_HATS_GUARDIAN) ? guardian_change : pupil_change;
    rows_end(&r);
    return verb;
}

static Value said(const char *text) { return text ? of_text(text) : of_null(); }

/* In the year's base; the step itself is taken by its own button. */
Reply save_first_contact(Request *rq) {
    Work *w = rq->work;
    ContactForm f = { 0 };
    form_read(rq, first_contact_fields, &f);
    CellVerb verb = has_problems(w) ? NULL : verb_of(w);
    const char *was = verb ? accounts_address(w, w->actor->account) : NULL;
    if (verb) {
        verb(w, &(CellChange){ .id = w->actor->person, .field = EDIT_EMAIL, .value = said(f.email), .compare = true, .was = said(f.was_email), .from = NO_DAY, .at = "email" });
        verb(w, &(CellChange){ .id = w->actor->person, .field = EDIT_PHONE_MOBILE, .value = said(f.phone_mobile), .compare = true, .was = said(f.was_phone_mobile), .from = NO_DAY,
            .at = "phone_mobile" });
    }
    if (!has_problems(w) && was && strcasecmp(was, f.email ? f.email : "") != 0)
        accounts_tell(w, w->actor->account, TOLD_ADDRESS, NULL, NULL, request_site(rq), was);
    return has_problems(w) ? again(rq, show_first_contact) : see_other(rq, "/connexion/premiere/coordonnees");
}

Reply take_first_contact(Request *rq) {
    put_step(rq->work, CHARTER);
    return to_step(rq, CHARTER);
}

/* ---- the charter ---- */

static const TextId plain_charter[] = { T_CHARTER_PERSONAL, T_CHARTER_PASSWORD, T_CHARTER_OTHERS, T_CHARTER_USE, T_CHARTER_DATA };

/* The school's own text, a paragraph a line; or the plain one. */
void charter_doc(Work *w, Doc *d) {
    const char *text = db_text(w->tx, &SETTING_VALUE, VALUES(of_text(CHARTER)));
    doc_list(d, "paragraphs");
    for (size_t i = 0; !text && i < sizeof plain_charter / sizeof *plain_charter; i++)
        doc_add_text(d, "paragraphs", words(w->mem, plain_charter[i], NULL));
    for (const char *at = text; at && *at; ) {
        size_t size = strcspn(at, "\n");
        if (size)
            doc_add_text(d, "paragraphs", arena_text_n(w->mem, at, size));
        at += size + (at[size] == '\n');
    }
}

Reply show_first_charter(Request *rq) {
    Doc *d = doc_new(rq->work, &REPLY_ACCOUNTS_FIRST_CHARTER);
    doc_text(d, "school", rq->work->school->name);
    charter_doc(rq->work, d);
    return page(rq, &PAGE_ACCOUNTS_FIRST_CHARTER, d);
}

Reply accept_charter(Request *rq) {
    Work *w = rq->work;
    change_put(w->tx, &TABLE_ACCOUNT, KEY(of_int(w->actor->account)), FIELDS(SET(COL_ACCOUNT_FIRST_STEP, of_null()), SET(COL_ACCOUNT_CHARTER_AT, of_int(w->now))));
    return to_step(rq, NULL);
}

/* The school's text, written by who manages accounts. */
typedef struct CharterForm { const char *text; } CharterForm;
const Field charter_fields[] = { FIELD(CharterForm, text, .kind = FIELD_LONG_TEXT, .max = 8000), { .kind = FIELD_END } };

Reply show_charter(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_CHARTER);
    const char *text = db_text(w->tx, &SETTING_VALUE, VALUES(of_text(CHARTER)));
    charter_doc(w, d);
    doc_text(d, "text", text);
    doc_bool(d, "own", text != NULL);
    return page(rq, &PAGE_ACCOUNTS_CHARTER, d);
}

Reply save_charter(Request *rq) {
    Work *w = rq->work;
    CharterForm f = { 0 };
    form_read(rq, charter_fields, &f);
    if (has_problems(w))
        return again(rq, show_charter);
    if (f.text)
        change_put(w->tx, &TABLE_SETTING, KEY(of_text(CHARTER)), FIELDS(SET(COL_SETTING_VALUE, of_text(f.text))));
    else
        change_end(w->tx, &TABLE_SETTING, KEY(of_text(CHARTER)));
    return see_other(rq, "/bureau/comptes/charte");
}
