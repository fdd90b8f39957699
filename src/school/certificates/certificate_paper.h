/* A certificate as it is printed: one page A4, who certifies, what of whom, where and when, room for a hand and a seal; at its foot the number, the code, and both as a QR code that leads to
 * the page where it is looked at. Pure: no store, no request. */
#pragma once

#include "document/pdf.h"
#include "school/certificates/certificates.h"

/* What is the same for all of a file. SITE: "https://ecole.example". REASON: why they left; NULL: it is not said. */
typedef struct CertificateSetting { CertificateKind kind; CertificateSigner signer; const char *school, *uai, *site, *reason; int year; Day today; } CertificateSetting;

const char *certificate_title(Arena *mem, CertificateKind kind);
void certificate_paper(Arena *mem, Pdf *pdf, const CertificateSetting *s, const Certificate *c);
const char *certificate_year(Arena *mem, int64_t year);                 /* "2026-2027" */
