/* textgen OUTDIR SRCROOT: reads text/fr.po, checks its typography (FR-01) and writes texts.h (one constant a text) and
 * texts.c (the table behind words()). Sentences of more than 20 words (FR-07) are listed in texts-long.txt. */
#pragma once

#include "../common/common.h"

/* Refuses what breaks the rules of French typography. */
void lint_text(const CatalogueText *t, const char *text);

/* The number of words in the longest sentence. */
int longest_sentence(const char *text);
