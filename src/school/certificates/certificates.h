/* Certificates (features.md PO-06, PE-19, W-05): that somebody is a pupil here («certificat de scolarité»), that they have left («certificat de radiation», exeat). A PDF of one page each, with a number,
 * and a code by which anybody who holds the paper finds at /verifier whether the school gave it.
 *
 * Each one given is a row of the register, in the school's base: a paper of June is looked at in September. Numbers begin at 1 each year and leave none out. The code has 80 random bits and stands
 * on the paper only: the base keeps a keyed digest, so a certificate is never printed twice; who lost theirs takes another. What was given cannot be taken back, it is revoked: the page says so.
 *
 * A pupil who is here has the first kind, one whose last day is known the second, until that day both, afterwards the second only. Families take the first by themselves, while the school publishes
 * the rubric space.certificate and has said who signs; CERTIFICATES_A_DAY at most for a pupil. The office gives both.
 *
 * Rights: certificates.issue (with people.birth, which stands on the paper), certificates.signer; space.certificate. */
#pragma once

#include "work/rights.h"

extern RightId certificates_issue, certificates_signer, space_certificate;
extern const RightInfo certificates_rights[];
enum { CERTIFICATES_ISSUE, CERTIFICATES_SIGNER, SPACE_CERTIFICATE };

#define CERTIFICATES_MOST 1000          /* in one file */
#define CERTIFICATES_A_DAY 5
#define CERTIFICATE_CODE 16             /* letters and figures of a code … */
#define CERTIFICATE_CODE_SHOWN (CERTIFICATE_CODE + 3)   /* … in four groups: K7QM-2XPD-9RTW-HB4C */
#define CERTIFICATE_REASON_MOST 120     /* characters */
#define CERTIFICATE_SIGNER_MOST 100

typedef enum CertificateKind { CERTIFICATE_SCHOOLING, CERTIFICATE_LEAVING } CertificateKind;
extern const char *const certificate_kind_words[];      /* "schooling" "leaving", NULL-ended */

/* ---- who signs ---- */

/* NULL where it was not said. quality: «principale du collège». place: «Saint-Brieuc». */
typedef struct CertificateSigner { const char *name, *quality, *place; } CertificateSigner;
CertificateSigner certificate_signer(Work *w);
bool certificate_is_signed(const CertificateSigner *s);         /* all three are there */
void certificate_set_signer(Work *w, const CertificateSigner *s);       /* problems at name, quality, place */

/* ---- what is said of a pupil ---- */

/* As of the actor's day. exit: the day from which they are here no more. last_class: the last they were in. */
typedef struct CertificateFacts {
    int64_t person;
    const char *display_name, *family_name, *usage_name, *given_names /* commas between */, *sex, *birth_city, *class_code, *last_class, *exit_label;
    Day birth, entry, exit;
} CertificateFacts;
CertificateFacts *certificate_facts(Work *w, const int64_t *pupils, size_t count, size_t *found);     /* those that the actor sees, in the order of names */
bool certificate_may_have(const CertificateFacts *f, CertificateKind kind, Day today);

/* ---- giving ---- */

typedef struct Certificate { const CertificateFacts *facts; int64_t id, number; char code[CERTIFICATE_CODE_SHOWN + 1]; } Certificate;
/* OWN: families by themselves. Fills CERTIFICATES, a row of the register each. In a WRITE; a problem at "kind". */
typedef struct CertificateGiving { CertificateKind kind; bool own; const char *reason; Certificate *certificates; size_t count; } CertificateGiving;
void certificates_give(Work *w, CertificateGiving *g);
const char *certificate_number(Arena *mem, int64_t year, int64_t number);       /* "2026-0012" */

void certificate_revoke(Work *w, int64_t certificate, bool revoked);

/* ---- looking at the paper ---- */

/* What anybody is told who has its code: enough to compare with the paper. year 0: there is none such. */
typedef struct CertificateSeen { int64_t year, number; CertificateKind kind; Day day, last; const char *class_code, *family, *given; bool revoked; } CertificateSeen;
CertificateSeen certificate_of_code(Work *w, const char *typed);
void certificate_digest(const Work *w, const char *typed, uint8_t digest[32]);  /* as it is kept; blanks, dashes and capitals count for nothing */

/* ---- elsewhere ---- */

struct Doc;
void certificates_on_record(Work *w, struct Doc *d, int64_t pupil);     /* the keys of certificates/on_record.reply */
const char *certificates_own_href(Work *w, int64_t pupil);      /* of a Space, where this pupil's is taken; NULL: it is not shown */
