/* A sheet of faces (trombinoscope): A4, six rows of five cards (fewer below a long title), each a photo, a name, a line below. A card without a photo is an empty frame: who refuses theirs,
 * or has none, is not said. Photos go into the file as they come, one at a time. */
#pragma once

#include "document/print.h"

typedef struct FacesHead {
    PrintHead print;
    Instant made;
    size_t count;               /* how many cards will come: the number of pages comes from it */
} FacesHead;

typedef struct FaceCard {
    const void *photo;          /* a JPEG; NULL, or what is none: the empty frame */
    size_t photo_size;
    const char *name, *detail;  /* "Noé d’Almeida" "5e B"; DETAIL may be NULL */
} FaceCard;

typedef struct Faces Faces;
Faces *faces_new(Arena *mem, const FacesHead *head, Sink *to);
void faces_card(Faces *f, const FaceCard *card);
bool faces_end(Faces *f);       /* false: a write failed, or the fonts are not there */
