/* /verifier: whoever holds a certificate finds out whether the school gave it. They are told enough to compare with the paper, and nothing that the paper does not say. Who guesses is
 * counted as who guesses passwords is (accounts/entry.h); asking for the page looks nothing up, so that no link gives anything away by being followed. */
#include "school/certificates/certificates_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"
#include "school/accounts/entry.h"
#include "school/certificates/certificate_paper.h"

#include <string.h>

typedef struct CheckForm { const char *code; } CheckForm;
const Field check_fields[] = { FIELD(CheckForm, code, .kind = FIELD_TEXT, .required = true, .max = 1000), { .kind = FIELD_END } };

static Doc *check_doc(const Request *rq) {
    Doc *d = doc_new(rq->work, &REPLY_CERTIFICATES_CHECK);
    doc_text(d, "school", rq->work->school->name);
    return d;
}

Reply show_check(Request *rq) {
    Doc *d = check_doc(rq);
    const char *code = query_text(rq, "code");
    if (code && strlen(code) <= 2 * CERTIFICATE_CODE_SHOWN)
        doc_text(d, "code", code);
    return page(rq, &PAGE_CERTIFICATES_CHECK, d);
}

static Reply seen_page(Request *rq, const CertificateSeen *seen) {
    Doc *d = check_doc(rq);
    doc_bool(d, "found", true);
    doc_bool(d, "revoked", seen->revoked);
    doc_text(d, "number", certificate_number(rq->mem, seen->year, seen->number));
    if (!seen->revoked) {
        doc_word(d, "kind", certificate_kind_words[seen->kind]);
        doc_day(d, "given_on", seen->day);
        doc_text(d, "family_letter", seen->family);
        doc_text(d, "given_letter", seen->given);
        doc_text(d, "class_code", seen->class_code);
        doc_text(d, "period", certificate_year(rq->mem, seen->year));
        doc_day(d, "last_date", seen->last);
    }
    Reply reply = page(rq, &PAGE_CERTIFICATES_CHECK, d);
    reply.unkept = true;
    return reply;
}

static void count_guess(Work *own, void *address) { accounts_failed_from(own, address); }

Reply check_certificate(Request *rq) {
    Work *w = rq->work;
    CheckForm f = { 0 };
    form_read(rq, check_fields, &f);
    if (has_problems(w))
        return again(rq, show_check);
    int wait = request_limits(rq) ? accounts_address_wait(w, rq->address, request_at_school(rq)) : 0;
    if (wait)
        return answer_wait(rq, wait);
    CertificateSeen seen = certificate_of_code(w, f.code);
    if (seen.year)
        return seen_page(rq, &seen);
    if (request_limits(rq))
        work_apart(w, "check", count_guess, (void *) (uintptr_t) rq->address);
    problem(w, T_CERTIFICATES_UNKNOWN, NULL, "code");
    return again(rq, show_check);
}
