/* From whom it is for to the file: the register first, then the paper, which alone has the codes. */
#include "school/certificates/certificates_web.h"

#include "base/str.h"
#include "base/words.h"
#include "gen/texts.h"
#include "school/certificates/certificate_paper.h"
#include "store/years.h"

#include <sodium.h>

/* Those of PUPILS who may have it. */
static void find_whom(Work *w, CertificateGiving *g, const int64_t *pupils, size_t count) {
    size_t found;
    const CertificateFacts *facts = certificate_facts(w, pupils, count, &found);
    Day day = w->actor->scope.day ? w->actor->scope.day : w->today;
    g->certificates = NEW_ARRAY(w->mem, Certificate, found + 1);
    for (size_t i = 0; i < found; i++)
        if (certificate_may_have(&facts[i], g->kind, day))
            g->certificates[g->count++].facts = &facts[i];
    if (!count)
        problem(w, T_CERTIFICATES_NOBODY, NULL, "kind");
    else if (!g->count)
        problem(w, g->kind == CERTIFICATE_LEAVING ? T_CERTIFICATES_NOT_LEFT : T_CERTIFICATES_NOT_HERE, NULL, "kind");
    if (g->count > CERTIFICATES_MOST)
        problem(w, T_CERTIFICATES_TOO_MANY, WITH(ARG_INT("n", CERTIFICATES_MOST)), "kind");
}

static void write_register(Work *own, void *what) { certificates_give(own, what); }

static const char *file_name(Work *w, const CertificateGiving *g) {
    const char *kind = certificate_title(w->mem, g->kind);
    if (g->count > 1)
        return words(w->mem, T_CERTIFICATES_FILE_OF_MANY, WITH(ARG_TEXT("kind", kind), ARG_TEXT("date", day_iso(w->mem, w->today))));
    return words(w->mem, T_CERTIFICATES_FILE, WITH(ARG_TEXT("kind", kind), ARG_TEXT("name", g->certificates[0].facts->display_name),
        ARG_TEXT("number", certificate_number(w->mem, w->school->year, g->certificates[0].number))));
}

Reply give_certificates(Request *rq, const CertificateGiving *what, const int64_t *pupils, size_t count, Handler show) {
    Work *w = rq->work;
    CertificateGiving g = *what;
    CertificateSetting s = { .kind = g.kind, .signer = certificate_signer(w), .school = w->school->name, .uai = w->school->uai, .site = request_site(rq), .reason = g.reason,
        .year = w->school->year, .today = w->today };
    if (store_is_closed(w->school->store))
        problem(w, T_CERTIFICATES_CLOSED_YEAR, NULL, "kind");
    else if (!certificate_is_signed(&s.signer))
        problem(w, T_CERTIFICATES_NO_SIGNER, NULL, "kind");
    else
        find_whom(w, &g, pupils, count);
    if (has_problems(w))
        return again(rq, show);
    Sink *to = sink_to_memory(rq->mem);
    Pdf *pdf = pdf_new(rq->mem, to, &(PdfHead){ .title = certificate_title(w->mem, g.kind), .author = s.school, .made = w->now });
    if (!pdf)                           /* before a number is taken */
        tx_fail(w->tx, "certificate", "not drawn");
    if (!pdf || work_apart(w, arena_printf(rq->mem, "POST %s", rq->route->path), write_register, &g) != TX_DONE)
        return again(rq, show);
    for (size_t i = 0; i < g.count; i++)
        certificate_paper(rq->mem, pdf, &s, &g.certificates[i]);
    if (!pdf_end(pdf)) {
        tx_fail(w->tx, "certificate", "not written");
        return again(rq, show);
    }
    Reply reply = file_reply(rq, arena_printf(rq->mem, "%s.pdf", file_name(w, &g)), "application/pdf", to->held.data, to->held.size);
    reply.unkept = true;                /* it has the codes */
    return reply;
}
