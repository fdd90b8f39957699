/* Secrets as others hold them: in a cookie or a hidden field as 64 hexadecimal digits, of which the base keeps a digest; on paper or in a letter as a code to be typed. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define SECRET_DIGITS 64

void secret_random(char digits[SECRET_DIGITS + 1]);             /* 256 bits */
bool secret_digest(const char *digits, uint8_t digest[32]);     /* false: these are no such digits, or NULL */

void code_random(char *to, size_t length);      /* of 32 letters and figures that nobody takes for one another; no NUL */
void code_of_bytes(char *to, const uint8_t *bytes, size_t length);
/* The first line of a file, as preau.conf names one; NULL: it cannot be read, or holds none. */
const char *secret_file(Arena *mem, const char *path);
/* Letters and figures of what was typed, in capitals: blanks and dashes count for nothing. NULL: nothing. */
const char *code_plain(Arena *mem, const char *typed);
