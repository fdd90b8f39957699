/* What the files of this folder that know requests share. */
#pragma once

#include "web/feature.h"

Reply show_connection(Request *rq);
