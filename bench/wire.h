/* What the clients of script/bench share: keep-alive connections on loopback that wait for the whole answer, and what a server's processes cost. What fails ends the program. */
#pragma once

#include <stddef.h>

typedef struct Answer { int status; long bytes; char head[8192]; } Answer;
typedef struct Connection { int fd; char *data; size_t size, room; } Connection;      /* data: the whole last answer */

void die(const char *what) __attribute__((noreturn));
Connection open_connection(int port);
const char *header(const char *head, const char *name);      /* what follows NAME ("\r\nSet-Cookie: ") in HEAD, or NULL */
Answer ask(Connection *c, const char *request);
Answer get_page(Connection *c, int port, const char *path, const char *accept, const char *cookie);
Answer post(Connection *c, int port, const char *path, const char *cookie, const char *body);
void family_cost(long pid, long *ticks, long *pss);     /* CPU ticks and Pss, in KiB, of PID and of its children (a parent and its child: no deeper) */
double now_us(void);
int compare(const void *a, const void *b);              /* of doubles */
