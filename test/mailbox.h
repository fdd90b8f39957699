/* A mail server of the tests' own: SMTP on a free port of loopback, by a thread of the test program. It keeps what it is given, or refuses as it was told to. */
#pragma once

#include "work/mail.h"

#include <pthread.h>

typedef struct Mailbox {
    int port, fd;
    pthread_t thread;
    pthread_mutex_t lock;
    const char *refused, *with;             /* "RCPT", "550 5.1.1 no": how that command is answered; NULL: nothing is refused */
    int connections, count;                 /* letters it took */
    char from[200], to[200], letter[8000];  /* the last one */
} Mailbox;

Mailbox *mailbox_open(Arena *mem);
void mailbox_close(Mailbox *m);
void mailbox_refuse(Mailbox *m, const char *command, const char *with);
/* The same, once what it does for the letter that came last is done: what it holds is read through this. */
const Mailbox *mailbox_now(Mailbox *m);
MailServer mailbox_server(const Mailbox *m);        /* how one writes to it */
