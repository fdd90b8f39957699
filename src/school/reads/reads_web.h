/* Between the dispatcher and the queue. */
#pragma once

#include "school/reads/reads.h"
#include "web/serve.h"

/* Site.note_reads. */
bool reads_told(const Work *w, const char *what, const ReadOf *of, size_t count);
