/* Address cards, vCard 3.0 (RFC 2426): the one that phones, Outlook and web mail all read; 4.0 adds nothing that we say, and Outlook refuses it.
 * Cards one after the other in a text are a file (.vcf). UTF-8, lines of at most 75 bytes, CRLF. */
#pragma once

#include "base/date.h"
#include "base/str.h"

#define VCARD_TYPE "text/vcard; charset=utf-8"

typedef enum VcardUse { VCARD_HOME, VCARD_WORK, VCARD_MOBILE } VcardUse;
typedef struct VcardPhone { const char *number; VcardUse use; } VcardPhone;

/* Texts are NULL or "" where there is none; FAMILY or GIVEN, or else ORGANISATION, is there. */
typedef struct Vcard {
    const char *family, *given, *others, *prefix;       /* "d’Almeida" "Noé" "Paul, Marie" "Mme" */
    const char *organisation, *role;
    const VcardPhone *phones;
    size_t phone_count;
    const char *mail;
    VcardUse address_use;
    const char *street, *town, *postcode, *country;     /* STREET may hold ends of lines */
    const char *note;
    const char *id;                                     /* the same person again, "preau-pupil-12": what was imported is updated */
} Vcard;

void vcard_put(Str *to, const Vcard *card);
