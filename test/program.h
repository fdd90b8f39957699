/* The program itself, run as a person would: build/…/preau beside the test. */
#pragma once

#include "base/arena.h"

typedef struct Ran { int exit; const char *out, *err; } Ran;

/* ROOT: a folder for what it is given and says. INPUT (NULL: nothing) goes to its standard input; WORDS: its arguments, NULL-ended, 22 at most. */
Ran run_program(Arena *mem, const char *root, const char *input, const char *const *words);

const char *whole_file(Arena *mem, const char *path);   /* "" when there is none */
