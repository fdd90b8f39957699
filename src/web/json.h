/* JSON out: our own writer, straight from a Doc (stack.md §8). */
#pragma once

#include "base/str.h"
#include "web/doc.h"

void json_doc(Str *to, const Doc *doc);
size_t json_room(const Doc *doc);               /* about what it takes, so that a long list does not move as it grows */
void json_problems(Str *to, const Problem *problems);
