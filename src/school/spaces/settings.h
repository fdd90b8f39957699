/* The publication settings as a file (W-02), to be kept, or taken to another year or school: what each Space says while it is closed, and of families' Spaces every rubric with its
 * rules. Not when a Space opens: that is decided where it is. JSON, {"format":"preau.publication","version":1,"name","spaces":[…]}; classes by their code, levels by their number.
 *
 * A file is read whole before anything is changed. What it says of rubrics, classes and levels that are not here is left out, and told; any other mistake refuses it all. */
#pragma once

#include "school/spaces/spaces.h"

#define SETTINGS_FORMAT "preau.publication"
#define SETTINGS_VERSION 1
#define SETTINGS_MOST 65536             /* bytes */
#define SETTINGS_NAME_MOST 60           /* characters */

const char *settings_write(Work *w, const char *name);          /* the file's text; NAME NULL: it has none */

typedef struct SettingsRubric { const RightInfo *right; bool on; VEC(SpaceRule) rules; } SettingsRubric;
typedef struct SettingsSpace { Mode mode; bool says; const char *message; VEC(SettingsRubric) rubrics; } SettingsSpace;
typedef struct SettingsFile { const char *name, *plain /* the same, as short as can be */; VEC(SettingsSpace) spaces; VEC(const char *) left; } SettingsFile;
/* NULL and a problem at FIELD: it is none. */
SettingsFile *settings_read(Work *w, const char *text, size_t size, const char *field);

/* What would change, in words, and what says whether it is still that. */
typedef struct SettingsLine { Mode mode; const char *what, *was, *becomes; } SettingsLine;
typedef struct SettingsPlan { VEC(SettingsLine) lines; const char *digest; } SettingsPlan;
SettingsPlan *settings_plan(Work *w, const SettingsFile *f);
void settings_apply(Work *w, const SettingsFile *f);
