/* At the door (promises.md P-05): how often one may try to come in, which devices are known there, when it raises the alarm, what an account's owner is told by
 * mail. Every number stands here; nothing is counted in memory, so that neither a restart nor many connections at once give more tries. */
#pragma once

#include "work/work.h"

/* ---- tries ---- */

/* From where one tries. DEVICE: the cookie of the browser, NULL: none. AT_SCHOOL: one of the networks where many share an address. */
typedef struct From { const char *address, *device; bool at_school; } From;

/* WAIT: how many seconds before a password is looked at; 0: now, and this try is already counted. Five are free, then one waits 1, 2, 4 … 30 seconds; ten in an hour are
 * all there are, with a quarter of an hour behind the last one at least.
 * KNOWN: LOGIN was signed in to on this device before. It has as many tries of its own, and neither the account's, nor the address's, nor an alarm's keep it waiting: who
 * guesses elsewhere keeps nobody out. The device's cookie alone opens nothing. */
typedef struct Try { int wait; int64_t id; bool known; uint8_t who[32]; } Try;
Try accounts_count_try(Work *w, const char *login, const From *from);
void accounts_try_was_right(Work *w, const Try *t);     /* it is taken back; those of before count on, but on a known device */
void accounts_try_was_wrong(Work *w, const From *from); /* it counts for the address, and may raise the alarm */

void accounts_forget_tries(Work *w, const char *login); /* who has proved otherwise whose LOGIN is */

/* The limit of the address it comes from, whoever it aims at, 25 failures in five minutes (600 at school; while there is an alarm 3, and 60): seconds to wait, 0: none. A
 * failure counts once it is known. In IPv6 an address is its /64. */
int accounts_address_wait(Work *w, const char *address, bool at_school);
void accounts_failed_from(Work *w, const char *address);

/* ---- the alarm: many accounts tried, a few times each ---- */

#define ALARM_MINUTE 25                                 /* accounts in a minute that somebody failed to sign in to, and nobody has since … */
#define ALARM_LATELY 60                                 /* … or in ten */
#define ALARM_QUIET ((Instant) 15 * 60 * 1000)          /* after the last such minute it is over */

#define ALARM_ACT "sign_in_alarm"                       /* what it is called in the history */

/* The one that goes on; from_at 0: none. LOGINS: how many accounts when it was noticed. */
typedef struct Alarm { Instant from_at, last_at; int64_t logins; } Alarm;
Rows accounts_ask_alarm(Work *w);
Alarm accounts_alarm(Rows *asked);

/* ---- devices ---- */

#define SIGNED_DEVICE_LIFE ((Instant) 365 * 24 * 3600 * 1000)

/* Has somebody signed in to ACCOUNT on the device that sent this cookie? */
bool accounts_device_known(Work *w, int64_t account, const char *device);
/* Somebody has now; SECRET is its cookie from here on. True: it is another one than those of before, and not the first of all. */
bool accounts_sign_device(Work *w, int64_t account, const char *secret, const char *label);
/* The cookie has another value, for all whose accounts were signed in to on it. */
void accounts_renew_device(Work *w, const uint8_t old[32], const uint8_t new[32]);
/* From now on only KEPT (a cookie; NULL: none) is known for ACCOUNT. */
void accounts_forget_devices(Work *w, int64_t account, const char *kept);

/* ---- letters to the owner of an account ---- */

typedef enum Told { TOLD_DEVICE, TOLD_PASSWORD, TOLD_SECOND, TOLD_ADDRESS } Told;

/* The address that is this account's and no other's; NULL: there is none, or several share it. */
const char *accounts_address(Work *w, int64_t account);

/* By the outbox (of the school's base; TOLD_ADDRESS: of the year's), to that address, if the school sends mail: what has changed, when, and what to do if it was not them. DETAIL: the device; else NULL. SITE: the school's address. They
 * name nobody. One of TOLD_DEVICE a day for the same device and place (FROM). TO: another address than theirs of now, as it was before; NULL: that one. */
void accounts_tell(Work *w, int64_t account, Told what, const char *detail, const char *from, const char *site, const char *to);
