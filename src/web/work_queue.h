/* Threads that take work in order from a bounded queue. Private to src/web. */
#pragma once

#include <stdbool.h>

typedef struct WorkQueue WorkQueue;

WorkQueue *work_queue_new(int threads, int most);
bool work_queue_add(WorkQueue *q, void (*run)(void *context), void *context);       /* false: full, or ending */
void work_queue_free(WorkQueue *q);                                                 /* what was taken is done first */
