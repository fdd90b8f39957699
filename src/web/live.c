/* The hub: one thread that reads the topics and wakes the streams. Its lock is held for memory only, never while the store is asked. */
#include "web/live.h"

#include "base/must.h"
#include "base/str.h"
#include "web/connections.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KNOWN_MOST 256                  /* topics of the schema that features name */
#define UNKNOWN_VERSION (-1)

typedef struct StreamTopic { LiveTopic asked; int base; bool pending; } StreamTopic;

struct LiveStream {
    LiveHub *hub;
    uint64_t number;                    /* in the order of opening */
    int64_t session;
    void *handle;
    const char *left;                   /* to be sent before anything else: of the first answer, then of LINE */
    char line[LIVE_EVENT_MOST];
    StreamTopic *topics;
    size_t count;
    bool asleep, ended, comment;
    LiveStream *next, *previous;
};

/* Looking again at everybody, so long at a stroke that nobody waits for news meanwhile: the hub's thread's own. */
typedef struct Listener { uint64_t number; int64_t session; const char **topics; size_t count; bool lost; } Listener;
typedef struct Recheck { Arena *mem; Listener *all; size_t count, at; int64_t took; } Recheck;

typedef struct Known { const char *topic; int64_t version; bool changed; } Known;

struct LiveHub {
    const Dispatcher *dispatcher;
    const Site *site;
    const Bounds *bounds;
    LiveHost host;
    pthread_t thread;
    pthread_mutex_t lock;               /* guards what follows */
    pthread_cond_t changed;
    LiveStream *first, *last;           /* by number */
    int streams;
    uint64_t opened;
    bool ending, touched, recheck;
    Known known[KNOWN_MOST];
    int known_count;
    int64_t rights;                     /* as LiveAsk.rights, when last read */
    int64_t rechecked, recheck_took, commented;     /* when, how long */
    int64_t looks;
    Recheck checking;                   /* mem NULL: nobody is being looked at */
};

/* ---- what the features name ---- */

static int base_of(const LiveHub *hub, const char *topic) {
    for (int i = 0; i < hub->known_count; i++)
        if (str_equal(hub->known[i].topic, topic))
            return i;
    return -1;
}

static void know(LiveHub *hub, const char *topic) {
    must(hub->known_count < KNOWN_MOST);
    if (base_of(hub, topic) < 0)
        hub->known[hub->known_count++] = (Known){ .topic = topic, .version = UNKNOWN_VERSION };
}

/* ---- streams, under the lock ---- */

static void wake(LiveStream *s) {
    if (s->asleep)
        s->hub->host.wake(s->handle);
    s->asleep = false;
}

static void wake_all(LiveHub *hub) {
    for (LiveStream *s = hub->first; s; s = s->next)
        wake(s);
}

/* A browser that goes quickly from page to page leaves streams behind that nobody reads any more, which shows only when they are written to. So of a
 * session that has its number the oldest stream makes room; one that was alive after all asks again by itself. */
static void end_oldest(LiveHub *hub, int64_t session) {
    LiveStream *oldest = NULL;
    int mine = 0;
    for (LiveStream *s = hub->first; s; s = s->next) {
        bool counts = s->session == session && !s->ended;
        oldest = counts && !oldest ? s : oldest;
        mine += counts;
    }
    if (mine < hub->bounds->streams_per_session)
        return;
    oldest->ended = true;
    wake(oldest);
}

static bool has_room(LiveHub *hub, int64_t session) {
    if (hub->ending || hub->streams >= hub->bounds->streams)
        return false;
    end_oldest(hub, session);
    return true;
}

/* What changed between the transaction that let it in and now is not missed. */
static void add_topics(LiveStream *s, Arena *mem, const LiveAsk *ask) {
    s->topics = NEW_ARRAY(mem, StreamTopic, ask->count);
    s->count = ask->count;
    for (size_t i = 0; i < ask->count; i++) {
        StreamTopic *t = &s->topics[i];
        t->asked = ask->topics[i];
        t->base = base_of(s->hub, live_base_topic(t->asked.topic));
        t->pending = s->hub->known[t->base].version > t->asked.version;
    }
}

LiveStream *live_open(LiveHub *hub, Arena *mem, const LiveAsk *ask, const char *first, void *handle) {
    LiveStream *s = NEW(mem, LiveStream);
    *s = (LiveStream){ .hub = hub, .session = ask->session, .handle = handle, .left = first };
    pthread_mutex_lock(&hub->lock);
    bool room = has_room(hub, ask->session);
    if (room) {
        add_topics(s, mem, ask);
        s->number = ++hub->opened;
        s->previous = hub->last;
        *(hub->last ? &hub->last->next : &hub->first) = s;
        hub->last = s;
        hub->recheck = hub->recheck || ask->rights != hub->rights;
        if (hub->streams++ == 0)
            pthread_cond_signal(&hub->changed);
    }
    pthread_mutex_unlock(&hub->lock);
    return room ? s : NULL;
}

void live_close(LiveStream *s) {
    if (!s)
        return;
    LiveHub *hub = s->hub;
    pthread_mutex_lock(&hub->lock);
    *(s->previous ? &s->previous->next : &hub->first) = s->next;
    *(s->next ? &s->next->previous : &hub->last) = s->previous;
    hub->streams--;
    pthread_mutex_unlock(&hub->lock);
}

/* ---- reading one, on an I/O thread ---- */

/* The next thing to say, into s->line. */
static bool next_line(LiveStream *s) {
    for (size_t i = 0; i < s->count; i++) {
        StreamTopic *t = &s->topics[i];
        if (!t->pending)
            continue;
        t->pending = false;
        t->asked.version = s->hub->known[t->base].version;
        live_event(s->line, t->asked.name, t->asked.version);
        return true;
    }
    bool comment = s->comment;
    s->comment = false;
    if (comment)
        snprintf(s->line, sizeof s->line, ":\n\n");
    return comment;
}

static int64_t read_now(LiveStream *s, char *to, size_t most) {
    if (s->ended)
        return LIVE_END;
    if (!*s->left && next_line(s))
        s->left = s->line;
    size_t size = strnlen(s->left, most);
    memcpy(to, s->left, size);
    s->left += size;
    return (int64_t) size;
}

int64_t live_read(LiveStream *s, char *to, size_t most) {
    pthread_mutex_lock(&s->hub->lock);
    int64_t size = read_now(s, to, most);
    if (size == 0) {
        s->asleep = true;
        s->hub->host.sleep(s->handle);
    }
    pthread_mutex_unlock(&s->hub->lock);
    return size;
}

/* ---- looking at the topics, on the hub's thread ---- */

static void note_versions(LiveHub *hub, const TopicVersion *versions, size_t count) {
    int64_t rights = 0;
    for (size_t v = 0; v < count; v++) {
        int base = base_of(hub, versions[v].topic);
        if (base < 0)
            continue;
        Known *k = &hub->known[base];
        k->changed = k->version != versions[v].version;
        k->version = versions[v].version;
        for (int i = 0; live_rights_topics[i]; i++)
            rights += str_equal(live_rights_topics[i], k->topic) ? k->version : 0;
    }
    hub->recheck = hub->recheck || rights != hub->rights;
    hub->rights = rights;
}

static void tell_streams(LiveHub *hub) {
    for (LiveStream *s = hub->first; s; s = s->next) {
        bool any = false;
        for (size_t i = 0; i < s->count; i++) {
            StreamTopic *t = &s->topics[i];
            const Known *k = &hub->known[t->base];
            t->pending = t->pending || (k->changed && k->version != t->asked.version);
            any = any || t->pending;
        }
        if (any)
            wake(s);
    }
    for (int i = 0; i < hub->known_count; i++)
        hub->known[i].changed = false;
}

static void look(LiveHub *hub) {
    Arena *mem = arena_new();
    size_t count;
    Tx *tx = tx_begin(hub->site->school->store, mem, TX_READ);
    const TopicVersion *versions = topic_versions(tx, &count);
    bool good = tx_ok(tx);
    tx_rollback(tx);
    pthread_mutex_lock(&hub->lock);
    hub->looks++;
    if (good) {
        note_versions(hub, versions, count);
        tell_streams(hub);
    }
    pthread_mutex_unlock(&hub->lock);
    arena_free(mem);
}

/* ---- looking again at who may listen ---- */

static Listener *listeners(LiveHub *hub, Arena *mem, size_t *count) {
    pthread_mutex_lock(&hub->lock);
    Listener *all = NEW_ARRAY(mem, Listener, (size_t) hub->streams);
    *count = 0;
    for (const LiveStream *s = hub->first; s; s = s->next) {
        Listener *l = &all[(*count)++];
        *l = (Listener){ .number = s->number, .session = s->session, .topics = NEW_ARRAY(mem, const char *, s->count), .count = s->count };
        for (size_t i = 0; i < s->count; i++)
            l->topics[i] = arena_text(mem, s->topics[i].asked.name);
    }
    hub->recheck = false;
    pthread_mutex_unlock(&hub->lock);
    return all;
}

/* As the dispatcher let it in, once more. */
static bool still_may(const LiveHub *hub, Tx *tx, Arena *mem, const Listener *l) {
    const Site *site = hub->site;
    static const Actor nobody = { .kind = KIND_NOBODY, .login = "", .display_name = "" };
    Work *w = work_new(mem, tx, site->school, &nobody, "GET /live");
    const Actor *actor = site->watcher(w, NULL, l->session);
    if (!actor || actor->waits)
        return false;
    work_actor(w, actor, "GET /live");
    Conversation c = { .dispatcher = hub->dispatcher, .mem = mem, .path = "/live" };
    c.request = (Request){ .work = w, .mem = mem, .path = c.path, .conversation = &c };
    for (size_t i = 0; i < l->count; i++) {
        const Topic *topic = live_topic(site, &c.request, l->topics[i]);
        if (!topic || live_verdict(site, &c.request, topic) != ALLOW)
            return false;
    }
    return true;
}

static void end_lost(LiveHub *hub, const Listener *all, size_t count) {
    size_t at = 0;
    pthread_mutex_lock(&hub->lock);
    for (LiveStream *s = hub->first; s; s = s->next) {
        while (at < count && all[at].number < s->number)
            at++;
        if (at < count && all[at].number == s->number && all[at].lost) {
            s->ended = true;
            wake(s);
        }
    }
    pthread_mutex_unlock(&hub->lock);
}

static void recheck_begin(LiveHub *hub) {
    Recheck *r = &hub->checking;
    *r = (Recheck){ .mem = arena_new() };
    r->all = listeners(hub, r->mem, &r->count);
}

static void recheck_end(LiveHub *hub, bool good) {
    pthread_mutex_lock(&hub->lock);
    hub->rechecked = caller_now();
    hub->recheck_took = hub->checking.took;
    hub->recheck = hub->recheck || !good;
    pthread_mutex_unlock(&hub->lock);
    arena_free(hub->checking.mem);
    hub->checking.mem = NULL;
}

/* Some more of them. A fault on the way says nothing about anybody: who was not looked at stays, and it is tried again. */
static void recheck_some(LiveHub *hub) {
    Recheck *r = &hub->checking;
    int64_t begun = caller_now();
    Arena *mem = arena_child(r->mem);
    Tx *tx = tx_begin(hub->site->school->store, mem, TX_READ);
    for (bool time = true; r->at < r->count && tx_ok(tx) && time; r->at++) {
        Arena *scratch = arena_child(mem);
        bool lost = !still_may(hub, tx, scratch, &r->all[r->at]);
        r->all[r->at].lost = lost && tx_ok(tx);
        arena_free(scratch);
        time = caller_now() - begun < hub->bounds->recheck_stroke_ms;
    }
    bool good = tx_ok(tx);
    tx_rollback(tx);
    arena_free(mem);
    end_lost(hub, r->all, r->at);
    r->took += caller_now() - begun;
    if (!good || r->at >= r->count)
        recheck_end(hub, good);
}

/* ---- the thread ---- */

static void comment_all(LiveHub *hub, int64_t now) {
    hub->commented = now;
    for (LiveStream *s = hub->first; s; s = s->next)
        s->comment = true;
    wake_all(hub);
}

static void wait_for_change(LiveHub *hub) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += hub->bounds->look_ms % 1000 * 1000000L;
    until.tv_sec += hub->bounds->look_ms / 1000 + until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int late = 0;
    while (!hub->streams && !hub->ending)
        pthread_cond_wait(&hub->changed, &hub->lock);
    while (!hub->touched && !hub->ending && !hub->checking.mem && !late)
        late = pthread_cond_timedwait(&hub->changed, &hub->lock, &until);
    hub->touched = false;
}

/* Looking again at everybody is dear: a fifth of the time at most. */
static bool recheck_is_due(const LiveHub *hub, int64_t now) {
    int64_t since = now - hub->rechecked;
    if (hub->checking.mem)
        return false;
    return hub->recheck ? since >= hub->bounds->look_ms && since >= 4 * hub->recheck_took : since >= hub->bounds->recheck_ms;
}

static void *run(void *context) {
    LiveHub *hub = context;
    pthread_mutex_lock(&hub->lock);
    for (;;) {
        wait_for_change(hub);
        if (hub->ending)
            break;
        pthread_mutex_unlock(&hub->lock);
        look(hub);
        pthread_mutex_lock(&hub->lock);
        int64_t now = caller_now();
        if (now - hub->commented >= hub->bounds->comment_ms)
            comment_all(hub, now);
        bool due = recheck_is_due(hub, now);
        pthread_mutex_unlock(&hub->lock);
        if (due)
            recheck_begin(hub);
        if (hub->checking.mem)
            recheck_some(hub);
        pthread_mutex_lock(&hub->lock);
    }
    pthread_mutex_unlock(&hub->lock);
    return NULL;
}

LiveHub *live_hub_new(const Dispatcher *dispatcher, const LiveHost *host) {
    const Site *site = dispatcher_site(dispatcher);
    LiveHub *hub = calloc(1, sizeof *hub);
    pthread_condattr_t monotonic;
    must(hub);
    hub->dispatcher = dispatcher;
    hub->site = site;
    hub->bounds = site_bounds(site);
    hub->host = *host;
    hub->rights = UNKNOWN_VERSION;
    hub->rechecked = hub->commented = caller_now();
    for (int f = 0; site->features[f]; f++)
        for (const Topic *t = site->features[f]->topics; t && t->name; t++)
            know(hub, live_base_topic(t));
    for (int i = 0; live_rights_topics[i]; i++)
        know(hub, live_rights_topics[i]);
    pthread_mutex_init(&hub->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&hub->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    must(pthread_create(&hub->thread, NULL, run, hub) == 0);
    return hub;
}

void live_hub_touch(LiveHub *hub) {
    pthread_mutex_lock(&hub->lock);
    hub->touched = hub->streams > 0;
    if (hub->touched)
        pthread_cond_signal(&hub->changed);
    pthread_mutex_unlock(&hub->lock);
}

void live_hub_end(LiveHub *hub) {
    pthread_mutex_lock(&hub->lock);
    hub->ending = true;
    for (LiveStream *s = hub->first; s; s = s->next)
        s->ended = true;
    wake_all(hub);
    pthread_cond_signal(&hub->changed);
    pthread_mutex_unlock(&hub->lock);
}

void live_hub_free(LiveHub *hub) {
    pthread_join(hub->thread, NULL);
    must(!hub->first);
    if (hub->checking.mem)
        arena_free(hub->checking.mem);
    pthread_cond_destroy(&hub->changed);
    pthread_mutex_destroy(&hub->lock);
    free(hub);
}

int live_streams(LiveHub *hub, int64_t *looks) {
    pthread_mutex_lock(&hub->lock);
    int streams = hub->streams;
    *looks = hub->looks;
    pthread_mutex_unlock(&hub->lock);
    return streams;
}
