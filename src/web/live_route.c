/* GET /live as a route: which topics there are, who may watch them, and the first answer. */
#include "base/str.h"
#include "gen/pages.h"
#include "web/live.h"

#include <stdio.h>
#include <string.h>

const char *const live_rights_topics[] = { "session", "accounts", "access", NULL };

const char *live_base_topic(const Topic *topic) { return topic->of ? topic->of : topic->name; }

/* Fills the path values from "import/7" when the pattern is "import/:import". */
static bool topic_fits(const char *pattern, const char *name, Conversation *c) {
    const char *colon = strchr(pattern, ':');
    size_t fixed = colon ? (size_t) (colon - pattern) : strlen(pattern);
    c->path_values.count = 0;
    if (strncmp(pattern, name, fixed) != 0)
        return false;
    if (!colon)
        return !name[fixed];
    pairs_add(c->mem, &c->path_values, colon + 1, name + fixed);
    return name[fixed] && !strchr(name + fixed, '/');
}

const Topic *live_topic(const Site *site, Request *rq, const char *name) {
    for (int f = 0; site->features[f]; f++)
        for (const Topic *t = site->features[f]->topics; t && t->name; t++)
            if (topic_fits(t->name, name, rq->conversation))
                return t;
    return NULL;
}

static const RightInfo *right_named(const Site *site, const char *name) {
    for (int f = 0; site->features[f]; f++)
        for (const RightInfo *r = site->features[f]->rights; r && r->name; r++)
            if (str_equal(r->name, name))
                return r;
    return NULL;
}

Verdict live_verdict(const Site *site, Request *rq, const Topic *topic) {
    const RightInfo *right = topic->right ? right_named(site, topic->right) : NULL;
    if (topic->right && (!right || !may(rq->work, *right->id)))
        return FORBIDDEN;
    return topic->guard(rq);
}

const char *live_mistake(const Site *site, Arena *mem) {
    for (int f = 0; site->features[f]; f++)
        for (const Topic *t = site->features[f]->topics; t && t->name; t++) {
            if (!t->guard)
                return arena_printf(mem, "topic %s has no guard", t->name);
            const char *slash = strchr(t->name, '/');
            if (slash && !str_equal(t->of, arena_printf(mem, "%.*ss", (int) (slash - t->name), t->name)))
                return arena_printf(mem, "topic %s follows another than its plural", t->name);
            if (t->right && !right_named(site, t->right))
                return arena_printf(mem, "topic %s: unknown right %s", t->name, t->right);
        }
    return NULL;
}

/* ---- asking ---- */

static bool is_name(const char *name) {
    size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_/");
    return size > 0 && size <= LIVE_NAME_MOST && !name[size];
}

Verdict live_guard(Request *rq) {
    const Site *site = dispatcher_site(rq->conversation->dispatcher);
    LiveAsk *ask = NEW(rq->mem, LiveAsk);
    ask->topics = NEW_ARRAY(rq->mem, LiveTopic, LIVE_TOPICS_MOST);
    ask->session = rq->work->actor->session;
    const char *at = query_text(rq, "topics");
    while (at && *at) {
        size_t size = strcspn(at, ",");
        const char *name = arena_text_n(rq->mem, at, size);
        const Topic *topic = ask->count < LIVE_TOPICS_MOST && is_name(name) ? live_topic(site, rq, name) : NULL;
        if (!topic)
            return UNKNOWN;
        Verdict verdict = live_verdict(site, rq, topic);
        if (verdict != ALLOW)
            return verdict;
        ask->topics[ask->count++] = (LiveTopic){ .name = name, .topic = topic };
        at += size + (at[size] == ',');
    }
    rq->kept = ask;
    return ask->count ? ALLOW : UNKNOWN;
}

static void read_versions(Request *rq, LiveAsk *ask) {
    size_t count;
    const TopicVersion *versions = topic_versions(rq->work->tx, &count);
    for (size_t v = 0; v < count; v++) {
        for (size_t i = 0; i < ask->count; i++)
            if (str_equal(live_base_topic(ask->topics[i].topic), versions[v].topic))
                ask->topics[i].version = versions[v].version;
        for (int i = 0; live_rights_topics[i]; i++)
            if (str_equal(live_rights_topics[i], versions[v].topic))
                ask->rights += versions[v].version;
    }
}

/* The name has nothing in it to be escaped: live_guard saw to it. */
int live_event(char to[LIVE_EVENT_MOST], const char *topic, int64_t version) {
    return snprintf(to, LIVE_EVENT_MOST, "data: {\"topic\":\"%.*s\",\"version\":%lld}\n\n", LIVE_NAME_MOST, topic, (long long) version);
}

static Reply show_once(Request *rq, const LiveAsk *ask) {
    Doc *d = doc_new(rq->work, &REPLY_LIVE);
    doc_list(d, "topics");
    for (size_t i = 0; i < ask->count; i++) {
        Doc *item = doc_add(d, "topics");
        doc_text(item, "topic", ask->topics[i].name);
        doc_int(item, "version", ask->topics[i].version);
    }
    return page(rq, &PAGE_LIVE, d);
}

/* Proxies that gather answers would keep an event for later. */
Reply live_show(Request *rq) {
    static const char *const unbuffered[] = { "X-Accel-Buffering", "no", NULL };
    LiveAsk *ask = rq->kept;
    read_versions(rq, ask);
    if (query_text(rq, "poll"))
        return show_once(rq, ask);
    Str first = str_new(rq->mem, 256);
    for (size_t i = 0; i < ask->count; i++) {
        char event[LIVE_EVENT_MOST];
        live_event(event, ask->topics[i].name, ask->topics[i].version);
        str_add(&first, event);
    }
    if (!rq->conversation->head)
        rq->conversation->live = ask;
    Reply reply = bytes_reply("text/event-stream", first.data, first.size);
    reply.headers = unbuffered;
    return reply;
}
