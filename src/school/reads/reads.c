#include "school/reads/reads.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"

#include <pthread.h>
#include <string.h>

typedef struct ReadLine { Instant at; int64_t account, person, thing; Mode mode; const char *what; } ReadLine;

struct ReadQueue {
    pthread_mutex_t lock;
    ReadLine lines[READS_MOST];
    size_t count;
    Instant refused_at;                 /* since when the store takes nothing; 0: it does */
};

static void forget(void *context) { pthread_mutex_destroy(&((ReadQueue *) context)->lock); }

ReadQueue *reads_new(Arena *mem) {
    ReadQueue *q = NEW(mem, ReadQueue);
    pthread_mutex_init(&q->lock, NULL);
    arena_on_drop(mem, forget, q);
    return q;
}

static bool is_same(const ReadLine *a, const ReadLine *b) {
    return a->account == b->account && a->person == b->person && a->thing == b->thing && a->at / READS_QUARTER == b->at / READS_QUARTER && str_equal(a->what, b->what);
}

/* Under the lock. */
static bool add(ReadQueue *q, const ReadLine *line) {
    if (q->refused_at && line->at - q->refused_at > READS_LATE)
        return false;
    for (size_t i = q->count; i-- > 0; )
        if (is_same(&q->lines[i], line))
            return true;
    if (q->count == READS_MOST)
        return false;
    q->lines[q->count++] = *line;
    return true;
}

bool reads_note(const Work *w, const char *what, int64_t person, int64_t thing) {
    const Actor *a = w->actor;
    ReadQueue *q = w->school->reads;
    if (!q || !person || !a->account)
        return false;
    if (person == a->person && !a->viewing)
        return true;
    pthread_mutex_lock(&q->lock);
    bool told = add(q, &(ReadLine){ w->now, a->account, person, thing, a->mode, what });
    pthread_mutex_unlock(&q->lock);
    return told;
}

/* Copied first: the lock is never held while the base is waited for. */
static size_t take(ReadQueue *q, ReadLine *to) {
    pthread_mutex_lock(&q->lock);
    size_t count = q->count;
    memcpy(to, q->lines, count * sizeof *to);
    pthread_mutex_unlock(&q->lock);
    return count;
}

static void settle(ReadQueue *q, size_t count, bool done) {
    pthread_mutex_lock(&q->lock);
    if (done) {
        q->count -= count;
        memmove(q->lines, q->lines + count, q->count * sizeof *q->lines);
        q->refused_at = 0;
    } else if (!q->refused_at) {
        q->refused_at = instant_now();
    }
    pthread_mutex_unlock(&q->lock);
}

bool reads_flush(ReadQueue *q, Store *store) {
    Arena *mem = arena_new();
    ReadLine *lines = NEW_ARRAY(mem, ReadLine, READS_MOST);
    size_t count = take(q, lines);
    bool done = true;
    if (count) {
        int64_t added = 0;
        Tx *tx = tx_begin(store, mem, TX_WRITE);
        for (size_t i = 0; i < count && tx_ok(tx); i++)
            added += db_do(tx, &READ_LINE_ADD, VALUES(of_int(lines[i].at), of_int(lines[i].at / READS_QUARTER), of_int(lines[i].account), of_int(lines[i].person),
                of_text(mode_words[lines[i].mode]), of_text(lines[i].what), of_int(lines[i].thing)));
        if (added)
            change_touch(tx, SCHOOL, "reads");
        done = tx_commit(tx) == TX_DONE;        /* unknown: once more, and what is there already stays one line */
        settle(q, count, done);
    }
    arena_free(mem);
    return done;
}

const char *reads_what(Arena *mem, const char *what) {
    TextId text = words_find(arena_printf(mem, "read_what.%s", what));
    return text ? words(mem, text, NULL) : what;
}
