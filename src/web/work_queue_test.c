#include "web/work_queue.h"

#include "test/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

typedef struct Gate { pthread_mutex_t lock; _Atomic int entered, done; } Gate;

static void pass(void *context) {
    Gate *g = context;
    atomic_fetch_add(&g->entered, 1);
    pthread_mutex_lock(&g->lock);
    pthread_mutex_unlock(&g->lock);
    atomic_fetch_add(&g->done, 1);
}

static void wait_until(_Atomic int *number, int wanted) {
    for (int i = 0; i < 10000 && atomic_load(number) < wanted; i++)
        usleep(1000);
    CHECK_INT(atomic_load(number), wanted);
}

TEST(a_queue_takes_so_much_and_does_all_of_it) {
    Gate g = { .lock = PTHREAD_MUTEX_INITIALIZER };
    WorkQueue *q = work_queue_new(2, 3);
    pthread_mutex_lock(&g.lock);
    CHECK(work_queue_add(q, pass, &g) && work_queue_add(q, pass, &g));
    wait_until(&g.entered, 2);                  /* both threads are at it */
    for (int i = 0; i < 3; i++)
        CHECK(work_queue_add(q, pass, &g));
    CHECK(!work_queue_add(q, pass, &g));
    pthread_mutex_unlock(&g.lock);
    work_queue_end(q);
    CHECK_INT(atomic_load(&g.done), 5);
    CHECK(!work_queue_add(q, pass, &g));        /* ending: nothing more */
    work_queue_free(q);
    work_queue_free(NULL);
}

typedef struct Adder { WorkQueue *q; Gate *gate; int taken; } Adder;

static void *add_many(void *context) {
    Adder *a = context;
    for (int i = 0; i < 2000; i++)
        a->taken += work_queue_add(a->q, pass, a->gate);
    return NULL;
}

/* What was taken is done once, whoever adds meanwhile, also while the queue ends. */
TEST(many_add_at_a_time) {
    Gate g = { .lock = PTHREAD_MUTEX_INITIALIZER };
    WorkQueue *q = work_queue_new(3, 16);
    Adder adders[4];
    pthread_t threads[4];
    int taken = 0;
    for (int i = 0; i < 4; i++) {
        adders[i] = (Adder){ q, &g, 0 };
        CHECK(pthread_create(&threads[i], NULL, add_many, &adders[i]) == 0);
    }
    usleep(1000);
    work_queue_end(q);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        taken += adders[i].taken;
    }
    CHECK_INT(atomic_load(&g.done), taken);
    work_queue_free(q);
}

/* One thread does things in their order: the writer relies on it. */
static void note(void *context) {
    static int last;
    CHECK_INT(*(int *) context, last + 1);
    last = *(int *) context;
}

TEST(one_thread_keeps_the_order) {
    int numbers[100];
    WorkQueue *q = work_queue_new(1, 100);
    for (int i = 0; i < 100; i++) {
        numbers[i] = i + 1;
        CHECK(work_queue_add(q, note, &numbers[i]));
    }
    work_queue_end(q);
    work_queue_free(q);
}

TEST_MAIN
