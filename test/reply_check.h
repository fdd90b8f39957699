/* Is a JSON answer what its .reply says? Keys, kinds, words, null; and which declared keys have been met at all. */
#pragma once

#include "base/map.h"
#include "web/route.h"

/* NULL: it is. Else what is wrong and where: "items.3.sex: not one of its words". Keys met go to MET as "desk/pupils.items.sex". */
const char *reply_check(Arena *mem, Map *met, const ReplyType *type, const char *json, size_t size);

/* The answer of a 422: {"problems":[{"field","code","text"}]}, each code an id of the catalogue. */
const char *reply_check_problems(Arena *mem, const char *json, size_t size);

/* Every key of TYPE that is not for the page only, by the same names. */
typedef struct ReplyKeys { const char **items; size_t count, capacity; } ReplyKeys;
void reply_keys(Arena *mem, const ReplyType *type, ReplyKeys *to);
