/* Live pages: GET /live tells which topics have changed, as server-sent events that hold {"topic","version"} and nothing else; the page then asks for its
 * part again, under its own guard. With ?poll=1 the versions are answered once, as JSON.
 *
 * Each stream is a suspended connection. One thread, the hub, reads the base's topics at once after our own commits and a few times a second for those of
 * other programs, while somebody listens; it wakes the streams concerned. It also looks again at who may listen: when sessions, accounts or rights change,
 * and from time to time, a stream whose session has ended or whose right was lost is closed. A store that does not answer closes nobody.
 * Private to src/web; knows requests, not the HTTP library. */
#pragma once

#include "web/conversation.h"

#define LIVE_TOPICS_MOST 16             /* in one request */
#define LIVE_NAME_MOST 64
#define LIVE_EVENT_MOST 160

typedef struct LiveTopic {
    const char *name;                   /* as asked: "import/7" */
    const Topic *topic;
    int64_t version;
} LiveTopic;

typedef struct LiveAsk {
    LiveTopic *topics;
    size_t count;
    int64_t session;
    int64_t rights;                     /* the versions of what rights depend on, summed: as of this transaction */
} LiveAsk;

/* Topics whose changes may end a session or take a right away. */
extern const char *const live_rights_topics[];

/* ---- the route ---- */

Verdict live_guard(Request *rq);
Reply live_show(Request *rq);

/* The Topic that NAME asks for, its id among RQ's path values; NULL: none. */
const Topic *live_topic(const Site *site, Request *rq, const char *name);
Verdict live_verdict(const Site *site, Request *rq, const Topic *topic);
const char *live_base_topic(const Topic *topic);
int live_event(char to[LIVE_EVENT_MOST], const char *topic, int64_t version);      /* its size */
const char *live_mistake(const Site *site, Arena *mem);         /* of the features' tables; NULL: none */

/* ---- the hub ---- */

typedef struct LiveHub LiveHub;
typedef struct LiveStream LiveStream;

/* SLEEP suspends a connection, called from live_read; WAKE has it read again, from any thread. */
typedef struct LiveHost { void (*sleep)(void *handle); void (*wake)(void *handle); } LiveHost;

LiveHub *live_hub_new(const Dispatcher *dispatcher, const LiveHost *host);
void live_hub_touch(LiveHub *hub);      /* something was committed here: look at once */
void live_hub_end(LiveHub *hub);        /* every stream ends, and there will be no other */
void live_hub_free(LiveHub *hub);       /* ended, and every stream closed */

/* A stream over HANDLE that begins with FIRST, in MEM which outlives it. The oldest of a session
 * that has its number ends. NULL: too many in all, or we are stopping. */
LiveStream *live_open(LiveHub *hub, Arena *mem, const LiveAsk *ask, const char *first, void *handle);
void live_close(LiveStream *stream);

#define LIVE_END (-1)
/* What to send: bytes put in TO; 0: nothing now, the connection was put to sleep; LIVE_END. */
int64_t live_read(LiveStream *stream, char *to, size_t most);

/* For tests: streams open now, and how often the topics were read. */
int live_streams(LiveHub *hub, int64_t *looks);
