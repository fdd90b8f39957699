/* Mail: the outbox's way out by SMTP, and what a letter looks like on it. A letter is plain text in UTF-8 and nothing else: no page, no picture, no file.
 *
 * Whatever a subject, a name or an address holds, the headers are ours: what is no plain address is refused before anybody is asked, controls become blanks, what is
 * not plain ASCII is encoded (RFC 2047), the body is quoted-printable (RFC 2045). The Message-ID comes from the dedup key, so that a letter sent twice is
 * the same letter to whoever receives it. Nothing of a letter, and nothing that the other side said, is kept or logged. */
#pragma once

#include "work/outbox.h"

typedef enum MailSecurity { MAIL_STARTTLS, MAIL_TLS, MAIL_PLAIN /* to this machine only */ } MailSecurity;

/* Where letters go out, as preau.conf says; lives as long as the process (School.mail). Or as the school says (school/mailing), for one letter. */
typedef struct MailServer {
    const char *host;
    int port;
    MailSecurity security;
    const char *user, *password;            /* NULL: it asks for none */
    const char *from, *name;                /* the school's address, and what it is called */
    const char *reply_to;                   /* NULL: to FROM */
    bool outside;                           /* it was named on a page: what turns out to be this machine, or in a private network, is not asked */
    int within_ms;                          /* 0: 15 s, the most that a letter may take */
    const char *uai;                        /* so that two schools of one address never write the same Message-ID */
} MailServer;

/* What preau.conf says, not looked at yet. PASSWORD_FILE: its path. */
typedef struct MailSettings { const char *server, *security, *user, *password_file, *from; } MailSettings;

/* Reads it into *TO, in MEM. T_NONE: it can be used, or (TO->host NULL) there is none; else what is wrong. Once, before there are threads. */
TextId mail_read(const MailSettings *s, Arena *mem, MailServer *to);

bool host_is_here(const char *host);            /* this machine, by loopback: what goes there needs no encryption */
bool mail_host_fits(const char *host);          /* a name, or an address in brackets: nothing that could mean more within a URL */
bool mail_address_fits(const char *address);    /* one plain address, as it may stand in a header */
struct sockaddr;
bool mail_is_outside(const struct sockaddr *at);        /* neither this machine, nor a private network, nor anything but one machine of the internet (mail_where.c) */

/* The letter with its headers and CRLF, as it goes over the wire. */
const char *mail_letter(Arena *mem, const MailServer *by, const OutboxMessage *m, Instant now);

/* Sends at once, in by->within_ms at most. Reasons: "nobody" (the message is to nobody, on purpose) "address" "recipient" "message" for good; "no_route" "security" "login" "sender" "busy"
 * later, because it is not the letter's fault; so is "inside", where a server is not outside as it must be. */
SendResult mail_send(const MailServer *by, const OutboxMessage *m, const char **reason);

/* A reason in words, for who administers the school. */
TextId mail_reason(const char *reason);
