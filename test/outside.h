/* Programs of others that look at our files: qpdf, poppler's. */
#pragma once

#include "base/arena.h"

#include <stddef.h>

/* A file of these bytes, gone when MEM ends: its path. */
const char *outside_file(Arena *mem, const void *bytes, size_t size);

/* What PROGRAM says (both its outputs), given ARGS, NULL-ended; "" when it is not there or ends badly. */
const char *outside(Arena *mem, const char *program, const char *const *args);
