/* At the desk: the register, who signs, one pupil's certificates, and some pupils' at once. */
#include "school/certificates/certificates_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"
#include "school/lists/grid.h"
#include "store/years.h"

#include <string.h>

enum { SHOWN = 100, ON_RECORD = 3, NAMES_SHOWN = 20 };

/* ---- guards ---- */

/* The birth stands on the paper. */
static bool certifies(Work *w) { return may(w, certificates_issue) && may(w, *access_right("people.birth")->id); }
Verdict may_certify(Request *rq) { return certifies(rq->work) ? ALLOW : FORBIDDEN; }

static const char *name_of(Work *w, int64_t pupil) { return db_text(w->tx, &CERTIFICATE_PUPIL, VALUES(of_int(pupil))); }
Verdict sees_certified(Request *rq) { return !certifies(rq->work) ? FORBIDDEN : name_of(rq->work, path_id(rq, "pupil")) ? ALLOW : UNKNOWN; }

static int64_t owner_of(Request *rq) { return db_int(rq->work->tx, &CERTIFICATE_OWNER, VALUES(of_int(path_id(rq, "certificate")))); }
Verdict sees_certificate(Request *rq) { return !certifies(rq->work) ? FORBIDDEN : owner_of(rq) ? ALLOW : UNKNOWN; }

/* ---- the register ---- */

static void doc_signer(Work *w, Doc *d) {
    CertificateSigner s = certificate_signer(w);
    doc_bool(d, "signed", certificate_is_signed(&s));
    doc_text(d, "signer", s.name);
    doc_text(d, "quality", s.quality);
    if (may(w, certificates_signer))
        doc_text(d, "signer_href", CERTIFICATES_HERE "/signataire");
}

static const char *number_of(Work *w, const Rows *r, int64_t year, int column) { return certificate_number(w->mem, year, row_int(r, column)); }

/* By what they are; by name for who sees accounts. */
static void doc_by(Work *w, Doc *item, const Rows *r, int who, int kind) {
    doc_text(item, "who", row_text(r, who, w->mem));
    if (!row_null(r, kind))
        doc_word(item, "by_kind", row_text(r, kind, w->mem));
}

Reply show_register(Request *rq) {
    Work *w = rq->work;
    int64_t year = w->school->year;
    Doc *d = doc_new(w, &REPLY_CERTIFICATES_REGISTER);
    doc_signer(w, d);
    doc_text(d, "period", arena_printf(w->mem, "%lld-%lld", (long long) year, (long long) year + 1));
    doc_int(d, "count", db_int(w->tx, &CERTIFICATES_COUNTED, VALUES(of_int(year))));
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &CERTIFICATES_IN_YEAR, VALUES(of_int(year), of_int(SHOWN))); row_next(&r); ) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, CERTIFICATES_IN_YEAR_ID));
        doc_text(item, "number", number_of(w, &r, year, CERTIFICATES_IN_YEAR_NUMBER));
        doc_word(item, "kind", row_text(&r, CERTIFICATES_IN_YEAR_KIND, w->mem));
        doc_int(item, "at", row_int(&r, CERTIFICATES_IN_YEAR_AT));
        doc_by(w, item, &r, CERTIFICATES_IN_YEAR_WHO, CERTIFICATES_IN_YEAR_BY_KIND);
        doc_int(item, "pupil", row_int(&r, CERTIFICATES_IN_YEAR_PERSON));
        doc_text(item, "display_name", row_text(&r, CERTIFICATES_IN_YEAR_DISPLAY_NAME, w->mem));
        doc_text(item, "class_code", row_text(&r, CERTIFICATES_IN_YEAR_CLASS_CODE, w->mem));
        doc_bool(item, "revoked", !row_null(&r, CERTIFICATES_IN_YEAR_REVOKED_AT));
    }
    return page(rq, &PAGE_CERTIFICATES_REGISTER, d);
}

/* ---- who signs ---- */

typedef struct SignerForm { const char *name, *quality, *place; } SignerForm;
const Field signer_fields[] = { FIELD(SignerForm, name, .kind = FIELD_TEXT, .required = true, .max = CERTIFICATE_SIGNER_MOST),
    FIELD(SignerForm, quality, .kind = FIELD_TEXT, .required = true, .max = CERTIFICATE_SIGNER_MOST),
    FIELD(SignerForm, place, .kind = FIELD_TEXT, .required = true, .max = CERTIFICATE_SIGNER_MOST), { .kind = FIELD_END } };

Reply show_signer(Request *rq) {
    Work *w = rq->work;
    CertificateSigner s = certificate_signer(w);
    Doc *d = doc_new(w, &REPLY_CERTIFICATES_SIGNER);
    doc_text(d, "name", s.name);
    doc_text(d, "quality", s.quality);
    doc_text(d, "place", s.place);
    doc_bool(d, "may_issue", certifies(w));
    return page(rq, &PAGE_CERTIFICATES_SIGNER, d);
}

Reply save_signer(Request *rq) {
    SignerForm f = { 0 };
    form_read(rq, signer_fields, &f);
    if (!has_problems(rq->work))
        certificate_set_signer(rq->work, &(CertificateSigner){ f.name, f.quality, f.place });
    return has_problems(rq->work) ? again(rq, show_signer) : see_other(rq, certifies(rq->work) ? CERTIFICATES_HERE : CERTIFICATES_HERE "/signataire");
}

/* ---- one pupil's ---- */

static void doc_given(Work *w, Doc *d, int64_t pupil, int64_t most) {
    doc_list(d, "certificates");
    for (Rows r = db_rows(w->tx, &CERTIFICATES_OF_PUPIL, VALUES(of_int(pupil), of_int(most))); row_next(&r); ) {
        Doc *item = doc_add(d, "certificates");
        doc_int(item, "id", row_int(&r, CERTIFICATES_OF_PUPIL_ID));
        doc_text(item, "number", number_of(w, &r, row_int(&r, CERTIFICATES_OF_PUPIL_YEAR), CERTIFICATES_OF_PUPIL_NUMBER));
        doc_word(item, "kind", row_text(&r, CERTIFICATES_OF_PUPIL_KIND, w->mem));
        doc_int(item, "at", row_int(&r, CERTIFICATES_OF_PUPIL_AT));
        doc_by(w, item, &r, CERTIFICATES_OF_PUPIL_WHO, CERTIFICATES_OF_PUPIL_BY_KIND);
        doc_text(item, "class_code", row_text(&r, CERTIFICATES_OF_PUPIL_CLASS_CODE, w->mem));
        doc_bool(item, "revoked", !row_null(&r, CERTIFICATES_OF_PUPIL_REVOKED_AT));
    }
}

void certificates_on_record(Work *w, Doc *d, int64_t pupil) {
    if (!certifies(w))
        return;
    doc_text(d, "certificates_href", arena_printf(w->mem, "/bureau/eleves/%lld/certificats", (long long) pupil));
    doc_given(w, d, pupil, ON_RECORD);
}

Reply show_certified(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil");
    size_t found;
    const CertificateFacts *f = certificate_facts(w, &pupil, 1, &found);
    Day day = w->actor->scope.day ? w->actor->scope.day : w->today;
    if (!found)
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_CERTIFICATES_PUPIL);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", f->display_name);
    doc_text(d, "class_code", f->class_code);
    doc_signer(w, d);
    doc_bool(d, "closed", store_is_closed(w->school->store));
    doc_bool(d, "may_school", certificate_may_have(f, CERTIFICATE_SCHOOLING, day));
    doc_bool(d, "may_leave", certificate_may_have(f, CERTIFICATE_LEAVING, day));
    doc_day(d, "last_date", f->exit == NO_DAY ? NO_DAY : f->exit - 1);
    doc_text(d, "reason", f->exit_label);
    doc_given(w, d, pupil, SHOWN);
    return page(rq, &PAGE_CERTIFICATES_PUPIL, d);
}

Reply give_schooling(Request *rq) {
    int64_t pupil = path_id(rq, "pupil");
    return give_certificates(rq, &(CertificateGiving){ .kind = CERTIFICATE_SCHOOLING }, &pupil, 1, show_certified);
}

typedef struct LeavingForm { const char *reason; } LeavingForm;
const Field leaving_certificate_fields[] = { FIELD(LeavingForm, reason, .kind = FIELD_TEXT, .max = CERTIFICATE_REASON_MOST), { .kind = FIELD_END } };

Reply give_leaving(Request *rq) {
    int64_t pupil = path_id(rq, "pupil");
    LeavingForm f = { 0 };
    form_read(rq, leaving_certificate_fields, &f);
    if (has_problems(rq->work))
        return again(rq, show_certified);
    return give_certificates(rq, &(CertificateGiving){ .kind = CERTIFICATE_LEAVING, .reason = f.reason }, &pupil, 1, show_certified);
}

static Reply set_revoked(Request *rq, bool revoked) {
    certificate_revoke(rq->work, path_id(rq, "certificate"), revoked);
    return see_other(rq, "/bureau/eleves/%lld/certificats", (long long) owner_of(rq));
}
Reply revoke_certificate(Request *rq) { return set_revoked(rq, true); }
Reply restore_certificate(Request *rq) { return set_revoked(rq, false); }

/* ---- some pupils' ---- */

Reply show_certified_many(Request *rq) {
    Work *w = rq->work;
    GridWhom whom = grid_whom(rq, grid_find("eleves"), CERTIFICATES_CHOSEN);
    size_t found, ready = 0;
    const CertificateFacts *facts = certificate_facts(w, whom.ids, whom.count, &found);
    Day day = w->actor->scope.day ? w->actor->scope.day : w->today;
    Doc *d = doc_new(w, &REPLY_CERTIFICATES_MANY);
    doc_list(d, "names");
    for (size_t i = 0; i < found; i++)
        if (certificate_may_have(&facts[i], CERTIFICATE_SCHOOLING, day) && ready++ < NAMES_SHOWN)
            doc_add_text(d, "names", facts[i].display_name);
    doc_int(d, "count", (int64_t) ready);
    doc_int(d, "gone", (int64_t) (found - ready));
    doc_int(d, "further", ready > NAMES_SHOWN ? (int64_t) ready - NAMES_SHOWN : 0);
    doc_signer(w, d);
    doc_bool(d, "closed", store_is_closed(w->school->store));
    doc_text(d, "give_href", arena_printf(rq->mem, CERTIFICATES_CHOSEN "/delivrer%s", whom.here + strlen(CERTIFICATES_CHOSEN)));
    grid_carry(whom.turn, d);
    return page(rq, &PAGE_CERTIFICATES_MANY, d);
}

Reply give_many(Request *rq) {
    GridWhom whom = grid_whom(rq, grid_find("eleves"), CERTIFICATES_CHOSEN);
    return give_certificates(rq, &(CertificateGiving){ .kind = CERTIFICATE_SCHOOLING }, whom.ids, whom.count, show_certified_many);
}
