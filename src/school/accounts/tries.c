/* Tries to come in, and the alarm when many accounts are tried (entry.h). */
#include "school/accounts/entry.h"

#include "base/log.h"
#include "gen/statements.h"
#include "school/accounts/accounts.h"
#include "work/secret.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <string.h>


/* ---- who counts: a login, a login on a device, an address. No login has a colon. ---- */

static void keyed(const Work *w, const char *name, uint8_t who[32]) { crypto_generichash(who, 32, (const uint8_t *) name, strlen(name), w->school->secret, 32); }

static void login_hash(Work *w, const char *login, uint8_t who[32]) { keyed(w, accounts_login(w->mem, login), who); }

static void device_hash(Work *w, const char *login, const uint8_t device[32], uint8_t who[32]) {
    char digits[SECRET_DIGITS + 1];
    sodium_bin2hex(digits, sizeof digits, device, 32);
    keyed(w, arena_printf(w->mem, "device:%s:%s", accounts_login(w->mem, login), digits), who);
}

static void address_hash(Work *w, const char *address, uint8_t who[32]) {
    struct in6_addr wide;
    char prefix[17];
    const char *shown = address ? address : "";
    if (inet_pton(AF_INET6, shown, &wide) == 1)
        shown = sodium_bin2hex(prefix, sizeof prefix, wide.s6_addr, 8);
    keyed(w, arena_printf(w->mem, "address:%s", shown), who);
}

static int seconds_until(Instant until, Instant now) { return until > now ? (int) ((until - now + SECOND - 1) / SECOND) : 0; }

/* ---- one's own tries ---- */

/* FIRST: the oldest of the FAILURES of the last hour. */
static int wait_after(int64_t failures, Instant first, Instant last, Instant now) {
    Instant until = 0;
    if (failures >= 10)
        until = first + HOUR > last + 15 * MINUTE ? first + HOUR : last + 15 * MINUTE;
    else if (failures >= 5)
        until = last + (failures - 5 > 4 ? 30 : INT64_C(1) << (failures - 5)) * SECOND;
    return seconds_until(until, now);
}

static int wait_of(Work *w, const uint8_t who[32]) {
    Rows r = db_rows(w->tx, &SIGN_IN_FAILURES, VALUES(of_bytes(who, 32), of_int(w->now - HOUR)));
    int wait = row_next(&r) ? wait_after(row_int(&r, SIGN_IN_FAILURES_COUNT), row_int(&r, SIGN_IN_FAILURES_FIRST), row_int(&r, SIGN_IN_FAILURES_LAST), w->now) : 0;
    rows_end(&r);
    return wait;
}

/* Asked for whatever LOGIN is: who has a cookie learns nothing by the time it takes. */
static bool is_known(Work *w, const char *login, const char *device, uint8_t digest[32]) {
    return secret_digest(device, digest) &&
        db_int(w->tx, &SIGNED_DEVICE_OF_LOGIN, VALUES(of_text(accounts_login(w->mem, login)), of_bytes(digest, 32), of_int(w->now - SIGNED_DEVICE_LIFE)));
}

Try accounts_count_try(Work *w, const char *login, const From *from) {
    uint8_t device[32];
    Try t = { .known = is_known(w, login, from->device, device) };
    if (t.known)
        device_hash(w, login, device, t.who);
    else
        login_hash(w, login, t.who);
    t.wait = t.known ? 0 : accounts_address_wait(w, from->address, from->at_school);
    t.wait = t.wait ? t.wait : wait_of(w, t.who);
    if (t.wait)
        return t;
    db_do(w->tx, &SIGN_IN_SWEEP, VALUES(of_int(w->now - 24 * HOUR)));
    t.id = db_int(w->tx, &SIGN_IN_FAILED, VALUES(of_bytes(t.who, 32), of_int(w->now), of_int(!t.known)));
    return t;
}

/* On a device that nobody knew, what was wrong before may have been somebody else's: were it forgiven, each time its owner comes in would give a stranger ten tries more. */
void accounts_try_was_right(Work *w, const Try *t) {
    if (t->known) {
        db_do(w->tx, &SIGN_IN_FORGET, VALUES(of_bytes(t->who, 32)));
    } else {
        db_do(w->tx, &SIGN_IN_TAKE_BACK, VALUES(of_int(t->id)));
        db_do(w->tx, &SIGN_IN_CAME_IN, VALUES(of_bytes(t->who, 32)));
    }
}

void accounts_forget_tries(Work *w, const char *login) {
    uint8_t who[32];
    login_hash(w, login, who);
    db_do(w->tx, &SIGN_IN_FORGET, VALUES(of_bytes(who, sizeof who)));
}

/* ---- addresses: who has one of an IPv6 /64 has them all ---- */

int accounts_address_wait(Work *w, const char *address, bool at_school) {
    uint8_t who[32];
    address_hash(w, address, who);
    Rows r = db_rows(w->tx, &SIGN_IN_FAILURES, VALUES(of_bytes(who, sizeof who), of_int(w->now - 5 * MINUTE))), asked = accounts_ask_alarm(w);
    bool alarm = accounts_alarm(&asked).from_at != 0;
    int64_t most = at_school ? alarm ? 60 : 600 : alarm ? 3 : 25;
    Instant until = row_next(&r) && row_int(&r, SIGN_IN_FAILURES_COUNT) >= most ? row_int(&r, SIGN_IN_FAILURES_LAST) + MINUTE : 0;
    rows_end(&r);
    return seconds_until(until, w->now);
}

void accounts_failed_from(Work *w, const char *address) {
    uint8_t who[32];
    address_hash(w, address, who);
    db_do(w->tx, &SIGN_IN_FAILED, VALUES(of_bytes(who, sizeof who), of_int(w->now), of_int(0)));
}

/* ---- the alarm ---- */

Rows accounts_ask_alarm(Work *w) { return db_rows(w->tx, &SIGN_IN_ALARM, VALUES(of_int(w->now - ALARM_QUIET))); }

Alarm accounts_alarm(Rows *asked) {
    Alarm alarm = { 0 };
    if (row_next(asked))
        alarm = (Alarm){ row_int(asked, SIGN_IN_ALARM_FROM_AT), row_int(asked, SIGN_IN_ALARM_LAST_AT), row_int(asked, SIGN_IN_ALARM_LOGINS) };
    rows_end(asked);
    return alarm;
}

/* Looks at so many of the last tries only, however many there are. */
#define LOOKED_AT 800

static int64_t tried_lately(Work *w) {
    Rows r = db_rows(w->tx, &SIGN_IN_AIMED, VALUES(of_int(w->now - 10 * MINUTE), of_int(w->now - MINUTE), of_int(LOOKED_AT)));
    int64_t lately = 0;
    if (row_next(&r) && (row_int(&r, SIGN_IN_AIMED_MINUTE) >= ALARM_MINUTE || row_int(&r, SIGN_IN_AIMED_LATELY) >= ALARM_LATELY))
        lately = row_int(&r, SIGN_IN_AIMED_LATELY);
    rows_end(&r);
    return lately;
}

static void raise_alarm(Work *w, int64_t logins) {
    work_actor(w, &program_actor, ALARM_ACT);
    int64_t alarm = change_add(w->tx, &TABLE_SIGN_IN_ALARM, FIELDS(SET(COL_SIGN_IN_ALARM_FROM_AT, of_int(w->now)), SET(COL_SIGN_IN_ALARM_LOGINS, of_int(logins))));
    db_do(w->tx, &SIGN_IN_ALARM_BEGINS, VALUES(of_int(alarm), of_int(w->now)));
    change_touch(w->tx, SCHOOL, "sign_in");
    log_event(LOG_WARNING, "sign-in alarm", LOG_INT("logins", logins));
}

/* While it goes on, counted anew once a minute. */
static void look_for_alarm(Work *w) {
    Rows asked = accounts_ask_alarm(w);
    Alarm alarm = accounts_alarm(&asked);
    if (alarm.from_at && w->now - alarm.last_at < MINUTE)
        return;
    int64_t logins = tried_lately(w);
    if (logins && alarm.from_at)
        db_do(w->tx, &SIGN_IN_ALARM_GOES_ON, VALUES(of_int(w->now), of_int(w->now - ALARM_QUIET)));
    else if (logins)
        raise_alarm(w, logins);
}

void accounts_try_was_wrong(Work *w, const From *from) {
    accounts_failed_from(w, from->address);
    look_for_alarm(w);
}
