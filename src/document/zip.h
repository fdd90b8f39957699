/* Zip files as we send them: entry after entry into a sink, never back. The same entries give the same bytes: no time but a fixed one, no owner,
 * no extra field (an ODS must begin so, which libarchive's writer cannot). Up to 65,535 entries and 4 GB; beyond, zip_end is false. */
#pragma once

#include "document/sink.h"

typedef struct Zip Zip;

Zip *zip_new(Arena *mem, Sink *to);

/* A whole entry as it is, for what is compressed already, or must be stored. NAME: UTF-8, with slashes, relative. */
void zip_store(Zip *z, const char *name, const void *bytes, size_t size);

/* An entry of unknown size, deflated: begun, written, then the next one or the end. */
void zip_begin(Zip *z, const char *name);
void zip_write(Zip *z, const void *bytes, size_t size);
void zip_put(Zip *z, const char *name, const void *bytes, size_t size);         /* the three at once */

bool zip_end(Zip *z);           /* the directory; false: too large, or a write failed. The sink is ended */

/* A name that is a file's on every system, out of any text: no slash, no control character, no reserved sign, not too long, and not "".
 * That no two entries have the same name is the caller's to see to. */
char *zip_safe_name(Arena *mem, const char *text);
