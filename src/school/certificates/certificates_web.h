/* What the screens of one folder share. */
#pragma once

#include "school/certificates/certificates.h"
#include "web/feature.h"

#define CERTIFICATES_HERE "/bureau/certificats"
#define CERTIFICATES_CHOSEN CERTIFICATES_HERE "/choisis"

/* give_web.c: the file for these pupils, or SHOW's page with what is wrong. REASON: why they left, NULL: it is not said. */
Reply give_certificates(Request *rq, const CertificateGiving *what, const int64_t *pupils, size_t count, Handler show);

/* own_web.c: a guardian's child's, a pupil's own. */
Verdict own_certificate(Request *rq);
Reply show_own_certificate(Request *rq);
Reply give_own_certificate(Request *rq);

/* desk_web.c */
Verdict may_certify(Request *rq);
Verdict sees_certified(Request *rq);
Verdict sees_certificate(Request *rq);
Reply show_register(Request *rq);
Reply show_signer(Request *rq);
Reply save_signer(Request *rq);
Reply show_certified(Request *rq);
Reply give_schooling(Request *rq);
Reply give_leaving(Request *rq);
Reply show_certified_many(Request *rq);
Reply give_many(Request *rq);
Reply revoke_certificate(Request *rq);
Reply restore_certificate(Request *rq);
extern const Field signer_fields[], leaving_certificate_fields[];

/* check_web.c: what anybody finds out who holds the paper. */
Reply show_check(Request *rq);
Reply check_certificate(Request *rq);
extern const Field check_fields[];
