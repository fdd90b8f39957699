/* What a request carries: a form, JSON or files, read as it comes and bounded while it comes. Beside serve.c the only file that knows libmicrohttpd (its
 * reader of multipart/form-data). Private to src/web. */
#pragma once

#include "base/str.h"
#include "web/conversation.h"

struct MHD_Connection;
struct MHD_PostProcessor;

typedef enum BodyKind { BODY_NONE, BODY_FORM, BODY_JSON, BODY_MULTIPART, BODY_UNKNOWN } BodyKind;

typedef struct Body {
    Conversation *c;
    const char *folder;                 /* uploads stream to a nameless file there */
    BodyKind kind;
    int64_t received, fields;           /* bytes; of which values that are kept in memory */
    int status;                         /* what refuses it, 0 so far */
    Str text;                           /* FORM and JSON: the whole; MULTIPART: the value that is coming */
    struct MHD_PostProcessor *post;
    int upload_fd;
    bool in_field;
} Body;

#define BODY_OVERRUN (4 * 1024 * 1024)  /* how much of a body too large is read and thrown away, so that its sender hears 413 */

/* Before the body comes: 0, or the status that refuses it (413, 415, 400). LENGTH: -1 when it comes in chunks. CONNECTION NULL: no multipart (tests). */
int body_begin(Body *b, Conversation *c, const char *folder, int64_t length, struct MHD_Connection *connection);
bool body_take(Body *b, const char *data, size_t size);         /* false: beyond all measure, cut the connection */
int body_end(Body *b);                  /* names and values are in the conversation: 0, or the status that refuses it */
void body_free(Body *b);
