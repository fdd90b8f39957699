/* Who may see and do what. Two toy profiles for now: one sees everybody, the other the classes named for the account. The supervisor holds
 * every right and sees everyone, always. */
#pragma once

#include "work/work.h"

/* Fills rights and scope of an actor whose account, person and kind are known. */
void access_fill(Work *w, Actor *actor, Day first_day, Day last_day);

/* The two profiles of a new year. */
void access_set_up(Work *w);

/* Gives ACCOUNT the profile called CODE ("all", "classes"). */
void access_give(Work *w, int64_t account, const char *code);
void access_show_class(Work *w, int64_t account, int64_t structure);
