#include "gen/texts.h"
#include "web/feature.h"

static RightId use;
static const RightInfo rights[] = { { "imports.use", T_RIGHT_IMPORTS_USE, 2, &use }, { 0 } };

const Feature imports_feature = { .name = "imports", .rights = rights };
