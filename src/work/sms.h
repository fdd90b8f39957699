/* Text messages: the outbox's way out by an HTTP gateway, what one counts for, and the report that says what became of it.
 *
 * Two kinds of gateway. Kannel (sms_server: where its smsbox listens) is asked for a report, which comes back to SMS_REPORT at an address that we have signed: so a message
 * that was taken while we thought that nobody answered is not sent again once its report is there. Any other: sms_server is the whole address, with {to} {text} {key} {user}
 * {from} {id} in it; any 2xx means that it is taken, and {id} is the same each time one message is sent.
 *
 * Whatever a text or a number holds, it is one value in an address that is ours: what is no number is refused before anybody is asked, controls become blanks. Nothing of a
 * message, and nothing that the other side said, is kept or logged. */
#pragma once

#include "work/outbox.h"

#define SMS_REPORT "/passerelle/sms"    /* ?m=MESSAGE&k=SIGNATURE&etat=WHAT */
#define SMS_INCOMING "/passerelle/sms/recu"     /* ?k=SIGNATURE&de=NUMBER&texte=TEXT */
#define SMS_LONGEST 8                   /* messages that one text may count for */

typedef enum SmsKind { SMS_KANNEL, SMS_HTTP } SmsKind;

/* Where texts go out, as preau.conf says; lives as long as the process (School.sms). */
typedef struct SmsServer {
    SmsKind kind;
    const char *url;                    /* NULL: there is none. SMS_HTTP: with its {words} */
    const char *user, *password, *from; /* NULL: none */
    int price;                          /* of one message, in hundredths of a euro; 0: not known */
    const char *site;                   /* where the gateway reaches us, "https://ecole.example"; NULL: no reports */
    int within_ms;                      /* 0: 15 s, the most that one may take */
} SmsServer;

/* What preau.conf says, not looked at yet. PASSWORD_FILE: its path. */
typedef struct SmsSettings { const char *kind, *server, *user, *password_file, *from, *price; } SmsSettings;

/* Reads it into *TO, in MEM. T_NONE: it can be used, or (TO->url NULL) there is none; else what is wrong. Once, before there are threads. */
TextId sms_read(const SmsSettings *s, Arena *mem, SmsServer *to);

/* ---- what a text counts for ---- */

/* GSM 03.38 where every character fits, else UCS-2 with its 70. CHARACTERS: as they count, one of the extension table for two. CULPRIT: the first that does not fit. */
typedef struct SmsCount { bool unicode; int characters, messages; char culprit[8]; } SmsCount;
SmsCount sms_count(const char *text);

/* How TEXT leaves: typographic signs plain (’ « » – … and blanks that do not break), other controls than line ends as blanks. Accents stay. */
const char *sms_written(Arena *mem, const char *text);
/* The same without the accents that GSM 03.38 lacks: «forêt, ça» is «foret, ca», «été» stays. What has no plain spelling stays. */
const char *sms_plain(Arena *mem, const char *text);

/* Can it be texted? NUMBER: as it is kept, "+33612345678". A French landline cannot; of other countries' numbers nobody can tell. */
bool sms_number_fits(const char *number);

/* ---- sending ---- */

/* Sends at once, in by->within_ms at most. Reasons: "number" "message" for good; "no_route" "silent" "security" "login" "address" "busy" "nonsense" later, because it is not the
 * message's fault. SCHOOL signs the report's address; without its secret, or without by->site, none is asked for. */
SendResult sms_send(const SmsServer *by, const School *school, const OutboxMessage *m, const char **reason);

/* The same for jobs_senders; the school's own sms is where it goes. */
Sender sms_sender(const School *school);

/* A reason in words, for who administers the school. */
TextId sms_reason(const char *reason);

/* ---- reports ---- */

/* "https://ecole.example/passerelle/sms?m=…&k=…&etat=", without what became of it. */
const char *sms_report_address(Arena *mem, const School *school, const char *site, const char *dedup);
/* Whose report it is: the dedup key, if K is our signature of M for this year; else NULL. */
const char *sms_report_of(Arena *mem, const School *school, const char *m, const char *k);
/* Keeps what a gateway says became of it, Kannel's numbers: 1 arrived, 2 did not, 4 and 8 taken, 16 refused. What was said before, and what is over, changes nothing. */
void sms_report_keep(Work *w, const char *dedup, const char *what);

/* ---- what comes in ---- */

/* What Kannel is to be told to get for each message that comes, with its own words in it; the same each year. */
const char *sms_incoming_address(Arena *mem, const School *school, const char *site);
bool sms_incoming_is(const School *school, const char *k);      /* K is our signature */
