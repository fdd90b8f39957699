#include "web/work_queue.h"

#include "base/must.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Item { void (*run)(void *context); void *context; } Item;

struct WorkQueue {
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t *threads;
    Item *items;
    int thread_count, most, first, count;
    bool ending;
};

static void *work(void *context) {
    WorkQueue *q = context;
    pthread_mutex_lock(&q->lock);
    for (;;) {
        while (!q->count && !q->ending)
            pthread_cond_wait(&q->more, &q->lock);
        if (!q->count)
            break;
        Item item = q->items[q->first];
        q->first = (q->first + 1) % q->most;
        q->count--;
        pthread_mutex_unlock(&q->lock);
        item.run(item.context);
        pthread_mutex_lock(&q->lock);
    }
    pthread_mutex_unlock(&q->lock);
    return NULL;
}

WorkQueue *work_queue_new(int threads, int most) {
    WorkQueue *q = calloc(1, sizeof *q);
    must(q);
    q->most = most;
    q->thread_count = threads;
    q->items = calloc((size_t) most, sizeof *q->items);
    q->threads = calloc((size_t) threads, sizeof *q->threads);
    must(q->items && q->threads);
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->more, NULL);
    for (int i = 0; i < threads; i++)
        must(pthread_create(&q->threads[i], NULL, work, q) == 0);
    return q;
}

bool work_queue_add(WorkQueue *q, void (*run)(void *context), void *context) {
    pthread_mutex_lock(&q->lock);
    bool taken = q->count < q->most && !q->ending;
    if (taken) {
        q->items[(q->first + q->count++) % q->most] = (Item){ run, context };
        pthread_cond_signal(&q->more);
    }
    pthread_mutex_unlock(&q->lock);
    return taken;
}

void work_queue_end(WorkQueue *q) {
    pthread_mutex_lock(&q->lock);
    q->ending = true;
    pthread_cond_broadcast(&q->more);
    pthread_mutex_unlock(&q->lock);
    for (int i = 0; i < q->thread_count; i++)
        pthread_join(q->threads[i], NULL);
    q->thread_count = 0;
}

void work_queue_free(WorkQueue *q) {
    if (!q)
        return;
    must(q->ending && q->thread_count == 0);
    pthread_cond_destroy(&q->more);
    pthread_mutex_destroy(&q->lock);
    free(q->threads);
    free(q->items);
    free(q);
}
