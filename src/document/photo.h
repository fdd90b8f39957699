/* Photos of people: whatever a camera sent (JPEG, PNG) becomes a small JPEG of 3 by 4, upright, without a word of where, when and with what it was taken.
 * Its bytes are decoded in a sandboxed child (sandbox.h); what comes back is looked at before anything keeps it. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { PHOTO_WIDTH = 360, PHOTO_HEIGHT = 480 /* at most: a small picture is not made larger */, PHOTO_LEAST = 60 /* its width, once cropped */ };
#define PHOTO_FILE_MOST ((int64_t) 20 * 1024 * 1024)
#define PHOTO_BYTES_MOST ((size_t) 512 * 1024)          /* of what comes out of it */

typedef enum PhotoTrouble { PHOTO_FINE, PHOTO_NOT_IMAGE, PHOTO_TOO_LARGE, PHOTO_TOO_SMALL, PHOTO_BROKEN, PHOTO_FAILED /* ourselves */ } PhotoTrouble;

/* The part to keep, of the picture as it is seen: left and top edge in thousandths of its width and height, width in thousandths of its width; the height
 * follows. SIZE 0: the middle, as large as it goes. */
typedef struct PhotoCrop { int x, y, size; } PhotoCrop;

typedef struct Photo { const void *bytes; size_t size; PhotoTrouble trouble; } Photo;

/* Reads the open file FD from its start. PROGRAM: the program to run as the child ("/proc/self/exe" in `preau`, whose verb read-photo it is); NULL: in this process. */
Photo photo_read(Arena *mem, const char *program, int fd, PhotoCrop crop);

/* The child's main: a picture on descriptor 0, the photo on descriptor 1. ARGUMENT: "x,y,size". Its exit code is the trouble. */
int photo_child(const char *argument);

/* The same on bytes in memory, in this process: what the child does, for fuzzing. */
Photo photo_make(Arena *mem, const uint8_t *bytes, size_t size, PhotoCrop crop);

/* The way round in which a picture is seen, as its Exif says (from "II" or "MM" on): 1 to 8, 1 being as it is. */
int photo_turn(const uint8_t *tiff, size_t size);

/* A JPEG such as photo_make writes: no segment in it but those a picture needs. */
bool photo_is_bare(const uint8_t *bytes, size_t size);
