/* One sealed file: a line that says what it is, then a stream encrypted and authenticated in pieces (libsodium secretstream,
 * XChaCha20-Poly1305), then a BLAKE2b of all of it, by which anyone can see that a copy is whole without having the key. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEALED_LABEL_MOST 64            /* bytes */

typedef struct SealedWriter SealedWriter;
typedef struct SealedReader SealedReader;

/* Begins on FD, at its start. LABEL stands in clear and is authenticated with the rest: no secret, no line break. NULL: not written. */
SealedWriter *sealed_create(Arena *mem, int fd, const uint8_t key[32], const char *label);
bool sealed_write(SealedWriter *to, const void *bytes, size_t size);
bool sealed_finish(SealedWriter *to);   /* writes the end and waits for the disk; FD stays open */

/* The label of the file on FD, NULL when it is no sealed file. */
const char *sealed_label(Arena *mem, int fd);
bool sealed_is_whole(Arena *mem, int fd);                       /* the checksum of its end is that of its bytes */

/* Reads from the start. NULL: no sealed file, or another key's. */
SealedReader *sealed_open(Arena *mem, int fd, const uint8_t key[32]);
bool sealed_read(SealedReader *from, void *bytes, size_t size); /* all SIZE bytes, or false: it ends before, or was changed */
int64_t sealed_read_some(SealedReader *from, void *bytes, size_t most);  /* up to MOST of what is left; 0 at the end, -1 when it was changed or cut */
bool sealed_at_end(SealedReader *from);                         /* nothing is left, and the last piece said that it was the last */
