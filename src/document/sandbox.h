/* What strangers send is decoded in a child process that may do nothing else (P-31): read the files it is given, write to a pipe, have memory and
 * time within bounds. It opens, connects to, runs and traces nothing. What it writes is believed in nothing but its shape. */
#pragma once

#include "base/str.h"

#include <sys/types.h>

/* In the child, once all is open and warm. MEMORY: address space, not what is used. False: this system cannot. */
bool sandbox_enter(int seconds, size_t memory);

/* In the parent: PROGRAM with ARGV, FILE as its standard input; *FROM is the end of the pipe it writes to. -1: not started. */
pid_t sandbox_start(const char *program, char *const argv[], int file, int *from);
/* Closes FROM and waits. KILL: it goes now. Its exit code, -1 when it was killed or died. */
int sandbox_end(pid_t child, int from, bool kill_it);

/* All that FD has, up to MOST bytes; a byte more than that says that there is more. */
Str sandbox_take(Arena *mem, int fd, size_t most);
