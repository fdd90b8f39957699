/* How mail leaves: from which of the school's addresses, by which server, and what comes of it. All that is read is read before, all that is noted is noted after: nothing is open
 * while a server is asked. */
#include "school/mailing/mailing.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "store/years.h"

#include <sodium.h>
#include <string.h>

#define REST MINUTE                             /* how long a server that did not work is left alone */

/* HOLD: why it does not leave now; NULL: it does. BROKEN: why it cannot, which is a try. PASSWORD: to be wiped. */
typedef struct Way {
    MailServer by;
    const char *hold, *broken, *reason;         /* reason: what the last letter from there met */
    char *password;
    int64_t mailer;
    Instant at;
    bool refused;                               /* it is known as an address that does not receive */
} Way;

static const Mailer *of_id(const Mailer *all, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++)
        if (all[i].id == id)
            return &all[i];
    return NULL;
}

/* The usual one stands first, if there is one. */
static const Mailer *usual_of(const Mailer *all, size_t count) { return count && all->usual ? all : NULL; }

static bool is_security(const char *word, MailSecurity *security) {
    for (int i = 0; mailer_security_words[i]; i++)
        if (str_equal(mailer_security_words[i], word)) {
            *security = (MailSecurity) i;
            return true;
        }
    return false;
}

static void by_own_server(const School *school, Arena *mem, const Mailer *m, Way *way) {
    way->by = (MailServer){ .host = m->host, .port = (int) m->port, .uai = school->uai, .outside = !school->mail_inside };
    if (!is_security(m->security, &way->by.security) || (way->by.security == MAIL_PLAIN && !(school->mail_inside && host_is_here(m->host))))
        way->broken = "security";               /* preau.conf allowed it, and does no more */
    if (!m->login || way->broken)
        return;
    way->by.user = m->login;
    way->by.password = way->password = mailer_unseal(school, mem, m);
    if (!way->password)
        way->broken = "unsealed";
}

static void leave_from(const School *school, Arena *mem, const Mailer *m, Way *way) {
    if (m->host)
        by_own_server(school, mem, m, way);
    else if (school->mail)
        way->by = *school->mail;
    else
        way->hold = "no_server";
    way->by.from = m->address;
    way->by.name = m->name;
    way->by.reply_to = m->reply_to;
    way->mailer = m->id;
    way->at = m->at;
    way->reason = m->reason;
}

static void find_way(Work *w, const OutboxMessage *m, Way *way) {
    size_t count = 0;
    const Mailer *all = m->mailer ? mailers(w, 0, &count) : NULL, *from = of_id(all, count, m->mailer);
    if (from && from->paused && !str_starts(m->dedup, MAILER_TRY)) {
        way->hold = "paused";
        return;
    }
    if (!from && m->mailer && (from = usual_of(all, count)) && from->paused)
        from = NULL;
    if (from)
        leave_from(w->school, w->mem, from, way);
    else if (w->school->mail)
        way->by = *w->school->mail;
    else
        way->hold = "no_server";
    way->refused = mail_refused_at(w, m->to) != 0;
}

/* ---- what came of it ---- */

/* Of the server, not of one letter. */
static bool is_of_server(const char *reason) {
    static const char *const words[] = { "security", "login", "sender", "busy", "no_route", "inside", "unsealed" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(words[i], reason))
            return true;
    return false;
}

/* A write of its own, for each thing that is new; at most once a minute for one that is not. */
static void note_server(const School *school, Arena *mem, const Way *way, const char *reason, bool trial, Instant now) {
    if (!way->mailer || (str_equal(reason, way->reason) && way->at && now - way->at < MINUTE && !trial))
        return;
    Tx *tx = tx_begin(school->store, mem, TX_WRITE);
    db_do(tx, &MAILER_STATE_SET, VALUES(of_int(way->mailer), of_int(now), of_text(reason)));
    change_touch(tx, SCHOOL, "mailers");
    tx_commit(tx);
}

static void note_address(const School *school, Arena *mem, const char *address, bool refused, Instant now) {
    uint8_t hash[MAIL_HASH];
    if (store_is_closed(school->store))
        return;
    mail_hash(school, address, hash);
    Tx *tx = tx_begin(school->store, mem, TX_WRITE);
    if (refused)
        db_do(tx, &MAIL_REFUSED_SET, VALUES(of_bytes(hash, sizeof hash), of_int(now)));
    else
        db_do(tx, &MAIL_REFUSED_END, VALUES(of_bytes(hash, sizeof hash)));
    change_touch(tx, YEAR, "mail_refused");
    tx_commit(tx);
}

static void note(const School *school, Arena *mem, const Way *way, const OutboxMessage *m, SendResult result, const char *reason) {
    bool received = result == SEND_DONE, refused = result == SEND_NEVER && str_equal(reason, "recipient"), trial = str_starts(m->dedup, MAILER_TRY);
    if (received || trial || is_of_server(reason))
        note_server(school, mem, way, received ? NULL : reason, trial, instant_now());
    if (refused || (received && way->refused))
        note_address(school, mem, m->to, refused, instant_now());
}

/* ---- the way out ---- */

/* What is wrong with a server is found out by one letter, not by each: they would wait for it one after the other, before all else that is to leave, and a wrong password would be
 * given five hundred times. NULL: it is asked; else why not, a word that lasts. */
static const char *rests(const Way *way, const OutboxMessage *m) {
    static const char *const words[] = { "no_route", "security", "login", "inside", "unsealed" };
    if (instant_now() - way->at >= REST || str_starts(m->dedup, MAILER_TRY))
        return NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(words[i], way->reason))
            return words[i];
    return NULL;
}

static SendResult send_by(void *context, const OutboxMessage *m, const char **reason) {
    const School *school = context;
    Arena *mem = arena_new();
    Way way = { .hold = NULL };
    Tx *tx = tx_begin(school->store, mem, TX_READ);
    find_way(work_new(mem, tx, school, &program_actor, "mailing"), m, &way);
    bool known = tx_ok(tx);
    tx_rollback(tx);
    if (!way.hold)
        way.hold = rests(&way, m);
    SendResult result = SEND_LATER;
    *reason = known ? way.broken : "busy";
    if (known && way.hold) {
        result = SEND_HELD;
        *reason = way.hold;
    } else if (known) {
        if (!way.broken)
            result = mail_send(&way.by, m, reason);
        note(school, mem, &way, m, result, *reason);
    }
    if (way.password)
        sodium_memzero(way.password, strlen(way.password));
    arena_free(mem);
    return result;
}

/* Nothing can leave at all: then nothing is tried. */
static bool is_held(void *context, Tx *tx, Instant now) {
    const School *school = context;
    (void) now;
    return !school->mail && db_int(tx, &OWN_MAILERS, NO_VALUES) == 0;
}

Sender mailing_sender(const School *school) { return (Sender){ "mail", send_by, (void *) (uintptr_t) school, is_held }; }
