/* JSON out: our own writer, straight from a Doc (stack.md §8). */
#pragma once

#include "base/str.h"
#include "web/doc.h"

void json_doc(Str *to, const Doc *doc);
void json_problems(Str *to, const Problem *problems);
