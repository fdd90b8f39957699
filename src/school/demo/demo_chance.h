/* Chance that is the same every time: splitmix64, from a seed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct Chance { uint64_t state; } Chance;

uint64_t chance_next(Chance *c);
int chance_below(Chance *c, int limit);             /* 0 … limit − 1; LIMIT ≥ 1 */
bool chance_percent(Chance *c, int percent);
