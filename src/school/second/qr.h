/* A QR code as the path of an SVG: a square of SIDE modules, four of them empty on each side, a run of dark ones a stroke. */
#pragma once

#include "base/arena.h"

const char *qr_path(Arena *mem, const char *text, int *side);
