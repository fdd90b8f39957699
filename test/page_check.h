/* What an HTML page holds, as libxml2 reads it. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct PageTree PageTree;
PageTree *page_read(Arena *mem, const char *html, size_t size);         /* gone with MEM */

/* SELECTOR: tag #id .class [attribute] [attribute="value"], together, or NULL: the whole page. WORDS NULL: such an element is enough. Blanks of any kind
 * count as one. */
bool page_holds(const PageTree *page, const char *selector, const char *words);
