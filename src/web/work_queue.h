/* Threads that take work in order from a bounded queue. Private to src/web. */
#pragma once

#include <stdbool.h>

typedef struct WorkQueue WorkQueue;

WorkQueue *work_queue_new(int threads, int most);
bool work_queue_add(WorkQueue *q, void (*run)(void *context), void *context);       /* false: full, or ending */
void work_queue_end(WorkQueue *q);      /* takes nothing more; returns when what was taken is done */
void work_queue_free(WorkQueue *q);     /* ended, and nobody adds any more; NULL is allowed */
