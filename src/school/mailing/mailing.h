/* The school's own addresses that letters are sent from (A27): « Secrétariat », « Vie scolaire ». Each may have a server of its own, else it leaves by preau.conf's under another name.
 * With none of them all is as preau.conf says.
 *
 * What a letter leaves from is said when it is decided (OutboxMessage.mailer) and found again when it leaves. From one that is paused it waits, and that counts as no try: whoever
 * paused it is mending it. One that was taken away is no more: its letters leave as the usual one's, since they were decided and nobody else will send them. The usual one's leave by
 * preau.conf while it is paused, and wait if there is none. What opens somebody's account (codes, notices) never leaves from here: whoever sets these servers could read it.
 *
 * A server that did not work is left alone for a minute, and what was to leave by it waits: nothing else is kept from leaving meanwhile, and no letter is lost to a wrong password.
 *
 * A server is asked outside only (mail_is_outside), by TLS, on the ports of mail, unless preau.conf says mail_inside = yes. Its password is sealed for that server and that login: it
 * is shown nowhere, and asked again when one of them changes, so that it never goes to another.
 *
 * An address that a server has refused for good is kept as a keyed hash, REFUSED_DAYS at most, until a letter arrives there; whose it is, is found among those in sight. Refusals that
 * come later by mail are not read.
 *
 * Right: mailing.settings. Addresses that do not receive: people.contact. */
#pragma once

#include "work/mail.h"

extern RightId mailing_settings;

#define MAILER_LABEL_MOST 60
#define MAILER_NAME_MOST 80
#define REFUSED_DAYS 180

typedef struct Mailer {
    int64_t id, port, users;
    const char *label, *address, *name, *reply_to;
    const char *host, *security, *login;        /* NULL: preau.conf's server; no login */
    bool everyone, usual, paused;
    const void *sealed;                         /* its password; NULL: none */
    size_t sealed_size;
    Instant at;                                 /* of what is known of it; 0: nothing is */
    const char *reason;                         /* why the last letter did not leave; NULL: it did */
} Mailer;
Mailer *mailers(Work *w, int64_t id, size_t *count);            /* that one, or all (0), the usual one first */
extern const char *const mailer_security_words[];               /* starttls tls none */

/* ---- set up; in the school's base ---- */

/* Makes it (id 0) or changes it; 0: there are problems at the fields. PASSWORD NULL: as it was. The first one is the usual one. */
int64_t mailer_save(Work *w, const Mailer *m, const char *password);
void mailer_pause(Work *w, int64_t id, bool paused);
void mailer_make_usual(Work *w, int64_t id);
void mailer_remove(Work *w, int64_t id);
void mailer_let(Work *w, int64_t id, int64_t account);          /* somebody who works here may use it; has problems at "account" */
void mailer_stop(Work *w, int64_t id, int64_t account);         /* and may not any more */
/* A letter to who asks, from it, even while it is paused. Asked twice within ten seconds it is one. Has problems at "try". */
void mailer_try(Work *w, const Mailer *m);

/* ---- used ---- */

/* Those that the actor may use now and that have a server to leave by, the usual one first; PROPOSED: the first of them, 0 if there are none (then preau.conf's). */
typedef struct MailerChoice { Mailer *items; size_t count; int64_t proposed; } MailerChoice;
MailerChoice mailers_for(Work *w);
/* The one that was asked for, or that is proposed (0); has problems at "mailer", the same for one that is not theirs and one that is not. */
int64_t mailer_chosen(Work *w, int64_t asked);
TextId mailing_reason(const char *reason, bool own);            /* in words; OWN: it has a server of its own, so preau.conf is not to blame */

/* ---- addresses that do not receive ---- */

Instant mail_refused_at(Work *w, const char *address);          /* 0: nothing is known against it */

/* The way out of "mail"; context the school, whose preau.conf may have no server. */
Sender mailing_sender(const School *school);

/* ---- between the files of this folder ---- */

#define MAILER_TRY "mail-try/"
const char *mailer_try_key(Arena *mem, int64_t mailer, int64_t account, Instant at);
void mailer_seal(Work *w, const Mailer *m, const char *password, uint8_t *sealed);     /* strlen(password) + SEALED_CELL_MORE bytes */
char *mailer_unseal(const School *school, Arena *mem, const Mailer *m);        /* NULL: it does not open */
#define MAIL_HASH 32
void mail_hash(const School *school, const char *address, uint8_t hash[MAIL_HASH]);
