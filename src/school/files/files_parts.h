/* What the screens of this folder share. */
#pragma once

#include "school/files/files.h"
#include "web/feature.h"

/* Where somebody's record is, by their first hat. */
const char *record_href(Work *w, int64_t person);
/* The address of the photo that is shown, which changes with the photo; NULL: none, or refused. */
const char *photo_href(Work *w, int64_t person);
const char *size_words(Arena *mem, int64_t size);
void doc_documents(Work *w, Doc *d, int64_t person);    /* those that hold, as `documents` */

/* Of the files that were sent, the first of that field; NULL: none. */
const Upload *upload_named(Request *rq, const char *field);
/* A file that is sealed already gets its row in a write of its own, so that sealing kept no writer waiting; ACT: what the history calls it. False: problems are
 * told, or the transaction of the request has failed; then SEALED is gone. */
typedef void (*KeptVerb)(Work *w, const char *sealed, void *what);
bool kept_written(Request *rq, const char *act, const char *sealed, KeptVerb verb, void *what);

Reply sealed_reply(Request *rq, const char *sealed, const char *type, int64_t size, const char *name);     /* NAME: to keep; NULL: a picture in a page */

Reply show_person_files(Request *rq);
Reply show_photos(Request *rq);
Reply send_photos(Request *rq);
Reply show_photo_batch(Request *rq);
Reply show_face_sheet(Request *rq);
Reply print_face_sheet(Request *rq);
