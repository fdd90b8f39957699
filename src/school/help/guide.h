/* The guide as guidegen puts it into the program (docs/guide/, gen/guide.c). Every list ends with an empty item or NULL. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct GuideSpan { const char *text, *to; bool strong; } GuideSpan;    /* to: the page it leads to; strong: the name of something on a screen */
typedef enum GuideKind { GUIDE_PARAGRAPH, GUIDE_STEPS, GUIDE_POINTS } GuideKind;
typedef struct GuideBlock { GuideKind kind; const GuideSpan *const *lines; } GuideBlock;
/* The first section of a chapter has the chapter's title. spaces: for those of the Spaces as well. screens: the routes it belongs to. */
typedef struct GuideSection { const char *anchor, *title; bool spaces; const char *const *screens; const GuideBlock *blocks; } GuideSection;
typedef struct GuideChapter { const char *name, *title; const GuideSection *sections; } GuideChapter;

extern const GuideChapter guide[];
