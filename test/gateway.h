/* An HTTP server of the tests' own, for what sends text messages: on a free port of loopback, by a thread of the test program. It keeps what it was asked, and answers as told. */
#pragma once

#include "base/arena.h"

#include <pthread.h>
#include <stdbool.h>

typedef struct Gateway {
    int port, fd;
    pthread_t thread;
    pthread_mutex_t lock;
    const char *answer;                     /* all that it says; NULL: nothing, the connection stays open */
    int held[16], held_count;               /* those */
    int count;
    char asked[8000];                       /* "/path?query" of the last one */
} Gateway;

#define GATEWAY_TAKES "HTTP/1.1 202 Accepted\r\nContent-Type: text/html\r\nContent-Length: 24\r\nConnection: close\r\n\r\n0: Accepted for delivery"
#define GATEWAY_SAYS(status) "HTTP/1.1 " status "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"

Gateway *gateway_open(Arena *mem);          /* takes all */
void gateway_close(Gateway *g);
void gateway_answer(Gateway *g, const char *answer);
int gateway_count(Gateway *g);
const char *gateway_asked(Gateway *g, Arena *mem);
