/* In the Spaces: a guardian takes their child's certificate, a pupil their own, while the school shows the rubric. */
#include "school/certificates/certificates_web.h"

#include "gen/pages.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "school/accounts/accounts_web.h"
#include "store/years.h"

static const char *own_path(Work *w, int64_t pupil) { return own_href(w, pupil, "/certificat", "certificat"); }

const char *certificates_own_href(Work *w, int64_t pupil) {
    return access_shows(w, &certificates_rights[SPACE_CERTIFICATE], pupil) ? own_path(w, pupil) : NULL;
}

/* One's own child, or oneself, as long as they are here; not shown is not there. */
Verdict own_certificate(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = own_pupil_of(rq);
    return db_text(w->tx, &CERTIFICATE_HERE, VALUES(of_int(pupil))) && access_shows(w, &certificates_rights[SPACE_CERTIFICATE], pupil) ? ALLOW : UNKNOWN;
}

Reply show_own_certificate(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = own_pupil_of(rq);
    CertificateSigner signer = certificate_signer(w);
    Doc *d = doc_new(w, &REPLY_CERTIFICATES_OWN);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", db_text(w->tx, &CERTIFICATE_HERE, VALUES(of_int(pupil))));
    doc_text(d, "here", own_path(w, pupil));
    doc_text(d, "back", own_of_guardian(w) ? "/parent" : "/eleve");
    doc_bool(d, "ready", certificate_is_signed(&signer) && !store_is_closed(w->school->store));
    doc_int(d, "most", CERTIFICATES_A_DAY);
    return page(rq, &PAGE_CERTIFICATES_OWN, d);
}

Reply give_own_certificate(Request *rq) {
    int64_t pupil = own_pupil_of(rq);
    return give_certificates(rq, &(CertificateGiving){ .kind = CERTIFICATE_SCHOOLING, .own = true }, &pupil, 1, show_own_certificate);
}
