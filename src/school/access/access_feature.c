#include "web/feature.h"

const Feature access_feature = { .name = "access" };
