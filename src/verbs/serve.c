#include "web/serve.h"

#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/texts.h"
#include "school/access/access.h"
#include "school/accounts/accounts_many.h"
#include "school/desk/desk.h"
#include "school/mailing/mailing.h"
#include "school/reads/reads_web.h"
#include "school/texting/texting.h"
#include "store/years.h"
#include "verbs/folder.h"
#include "web/limits.h"
#include "work/checkpoint.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

typedef struct Serving { Folder folder; Site site; } Serving;

static bool is_loopback(const char *listen) {
    return str_starts(listen, "127.") || str_starts(listen, "localhost:") || str_starts(listen, "[::1]:");
}

/* A new version's rights and sets, before anybody comes. */
static bool rights_are_up(const School *school, Arena *mem) {
    if (store_is_closed(school->store))
        return true;
    Tx *tx = tx_begin(school->store, mem, TX_READ);
    bool up = access_is_up(work_new(mem, tx, school, &program_actor, "rights"));
    tx_rollback(tx);
    if (up)
        return true;
    tx = tx_begin(school->store, mem, TX_WRITE);
    access_bring_up(work_new(mem, tx, school, &program_actor, "rights"));
    return tx_commit(tx) == TX_DONE;
}

static int prepare(const Arguments *a, Arena *mem, Serving *s) {
    const char *mistake = NULL;
    if (a->word_count != 1)
        return wrong_usage(a, mem);
    int bad = folder_open(&s->folder, a->words[0], folder_year_asked(a), FOLDER_TO_DATE, mem);
    if (bad)
        return bad;
    s->site = (Site){ .school = &s->folder.school, .features = features, .listen = option(a, "--listen"), .behind = option(a, "--behind"),
        .limits = !str_equal(option(a, "--limits"), "off"), .networks = folder_setting(&s->folder, "school_networks"), .actor = accounts_actor,
        .watcher = accounts_watcher, .note_reads = reads_told, .ask_frame = desk_ask_frame, .frame = desk_frame };
    if ((bad = folder_mail(&s->folder, mem)) || (bad = folder_sms(&s->folder, mem))) {
        folder_close(&s->folder);
        return bad;
    }
    s->folder.school.reads = reads_new(mem);
    if (!s->site.listen)
        s->site.listen = folder_setting(&s->folder, "listen");
    if (!s->site.behind && !str_empty(folder_setting(&s->folder, "behind")))
        s->site.behind = folder_setting(&s->folder, "behind");
    s->folder.sms.site = s->site.behind ? s->site.behind : arena_printf(mem, "http://%s", s->site.listen);
    if (!is_loopback(s->site.listen) && !s->site.behind)
        return say_error(mem, 2, T_SERVE_NEEDS_BEHIND, WITH(ARG_TEXT("listen", s->site.listen)));
    if (!s->site.limits && !is_loopback(s->site.listen))
        return say_error(mem, 2, T_SERVE_LIMITS, NULL);
    if (!limits_networks_fit(s->site.networks, mem, &mistake))
        return say_error(mem, 2, T_CHECK_SCHOOL_NETWORKS, WITH(ARG_TEXT("value", mistake)));
    if (!rights_are_up(&s->folder.school, mem))
        return say_error(mem, 2, T_SERVE_RIGHTS, NULL);
    if ((mistake = site_check(&s->site, mem))) {
        fprintf(stderr, "%s\n", mistake);
        return 2;
    }
    return 0;
}

static void say_ready(int port, void *mem) {
    printf("%s\n", words(mem, T_SERVE_READY, WITH(ARG_TEXT("address", arena_printf(mem, "http://127.0.0.1:%d/", port)))));
    fflush(stdout);
}

/* The parent checks all it can, closes the bases again and only watches. */
int verb_serve(const Arguments *a, Arena *mem) {
    Serving s = { 0 };
    char *argv[16];
    int n = 0, bad = prepare(a, mem, &s);
    if (bad)
        return bad;
    argv[n++] = (char *) "preau";
    argv[n++] = (char *) "serve-child";
    argv[n++] = (char *) (uintptr_t) a->words[0];
    for (const char **o = a->options; o[0] && n < 11; o += 2) {
        argv[n++] = (char *) (uintptr_t) o[0];
        argv[n++] = (char *) (uintptr_t) o[1];
    }
    if (!option(a, "--year")) {         /* a child started again serves the same year, even if a newer one was made meanwhile */
        argv[n++] = (char *) "--year";
        argv[n++] = arena_printf(mem, "%d", s.folder.school.year);
    }
    argv[n] = NULL;
    ServeChild child = { .program = a->program, .argv = argv };
    if (store_is_closed(s.folder.school.store))
        fprintf(stderr, "%s\n", words(mem, T_SERVE_CLOSED_YEAR, WITH(ARG_INT("year", s.folder.school.year))));
    folder_close(&s.folder);
    s.site.school = NULL;
    int code = serve_watched(&s.site, &child, say_ready, mem);
    if (code == 2)
        say_error(mem, 2, T_SERVE_NO_SOCKET, WITH(ARG_TEXT("listen", s.site.listen)));
    return code;
}

/* ---- when sessions were last seen reaches the base each minute, the audit is signed every five (P-22); who read what, and the end of sessions that are over, within seconds ---- */

#define TICK_SECONDS 2
#define FLUSH_TICKS 30
#define HOUR_TICKS (30 * 60)
#define CHECKPOINT_TICKS (30 * 5)

typedef struct Flusher { const School *school; Instant next_end; pthread_t thread; pthread_mutex_t lock; pthread_cond_t stop; bool stopping; } Flusher;

typedef struct Due { bool seen, hour, checkpoint; } Due;

static void flush(Flusher *f, Due due) {
    if (due.seen && !accounts_seen_flush(f->school->store))
        log_event(LOG_WARNING, "sessions not written");
    if (!reads_flush(f->school->reads, f->school->store))
        log_event(LOG_WARNING, "reads not written");
    if (!accounts_end_old(f->school->store, instant_now(), &f->next_end))
        log_event(LOG_WARNING, "sessions not ended");
    if (due.hour && !accounts_end_old_secrets(f->school->store, instant_now()))
        log_event(LOG_WARNING, "first secrets not ended");
    if (due.checkpoint && !store_is_closed(f->school->store) && !checkpoint_write(f->school, instant_now()))
        log_event(LOG_WARNING, "checkpoint not written");
}

static void *flush_each_minute(void *context) {
    Flusher *f = context;
    pthread_mutex_lock(&f->lock);
    for (int tick = 1; !f->stopping; tick++) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += TICK_SECONDS;
        pthread_cond_timedwait(&f->stop, &f->lock, &until);
        Due due = { f->stopping || tick % FLUSH_TICKS == 0, tick % HOUR_TICKS == 1, f->stopping || tick % CHECKPOINT_TICKS == 0 };
        pthread_mutex_unlock(&f->lock);
        flush(f, due);
        pthread_mutex_lock(&f->lock);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

/* Signals stay with the main thread: it waits for them. */
static void start_flusher(Flusher *f, const School *school) {
    sigset_t all, before;
    *f = (Flusher){ .school = school };
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->stop, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    must(pthread_create(&f->thread, NULL, flush_each_minute, f) == 0);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void stop_flusher(Flusher *f) {
    pthread_mutex_lock(&f->lock);
    f->stopping = true;
    pthread_cond_signal(&f->stop);
    pthread_mutex_unlock(&f->lock);
    pthread_join(f->thread, NULL);      /* which writes once more before it ends */
}

/* What a request gives back is the next one's: glibc would return it to the system each time, and fetch it again page by page (a tenth of what the
 * full list costs). At most so much stays with each thread that has needed it. */
#define KEPT_BYTES (8 * 1024 * 1024)

static void keep_memory(void) {
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_MMAP_THRESHOLD, KEPT_BYTES / 2);
}

int verb_serve_child(const Arguments *a, Arena *mem) {
    Serving s = { 0 };
    keep_memory();
    int bad = prepare(a, mem, &s);
    if (bad)
        return bad;
    Flusher flusher;
    start_flusher(&flusher, &s.folder.school);
    JobRunner *jobs = jobs_new(mem, &s.folder.school, feature_jobs(features, mem));
    Sender senders[4] = { { .channel = NULL } };
    int ways = 0;
    senders[ways++] = mailing_sender(&s.folder.school);
    if (s.folder.school.sms) {
        senders[ways++] = texting_sender(&s.folder.school, true);
        senders[ways++] = texting_sender(&s.folder.school, false);
    }
    jobs_senders(jobs, senders);
    jobs_start(jobs);
    int code = serve_inherited(&s.site, SERVE_CHILD_SOCKET);
    jobs_stop(jobs);
    stop_flusher(&flusher);
    folder_close(&s.folder);
    return code;
}
