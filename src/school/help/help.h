/* The guide of the school year (A23, W-09), in the program: read at the desk chapter by chapter, in the Spaces as one page, searched by words, and opened at the
 * section that a screen belongs to. Nothing is read from disk. */
#pragma once

#include "base/arena.h"
#include "school/help/guide.h"

const GuideChapter *help_chapter(const char *name);             /* NULL: there is none */

/* Where the help of the page at PATH is: "/bureau/aide/importer#importer-relire-l-apercu". The section that names the longest piece of the path; of equals, the
 * one that says the most of it in clear. No section: the contents. IN_SPACE: "/aide#…", of what is for those of the Spaces. */
const char *help_href(Arena *mem, const char *path, bool in_space);

/* Whether PATH, a page, is one of SCREEN's ("/bureau/imports/:import"). */
bool help_fits(const char *screen, const char *path);

/* Whether each word of TYPED begins a word of the section, whatever its accents. What says nothing is in no section. */
bool help_section_says(Arena *mem, const GuideChapter *chapter, const GuideSection *section, const char *typed);
bool help_title_says(Arena *mem, const GuideSection *section, const char *typed);     /* the like, of its title alone */
const char *help_first_words(Arena *mem, const GuideSection *section);  /* its first paragraph or item, plain; "" when it has none */
