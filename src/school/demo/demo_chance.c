#include "school/demo/demo_chance.h"

/* Sebastiano Vigna, splitmix64, public domain. */
uint64_t chance_next(Chance *c) {
    uint64_t z = (c->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int chance_below(Chance *c, int limit) {
    return (int) (chance_next(c) % (uint64_t) limit);
}

bool chance_percent(Chance *c, int percent) {
    return chance_below(c, 100) < percent;
}
