/* must(): our own mistakes. Always on, in production too: a false condition prints where it stands and a
 * backtrace, then the child dies and its parent starts another (architecture: three failures, three roads).
 * Never use it on what comes from a person, a file, the network or the store: those have roads of their own. */
#pragma once

#define must(condition) ((condition) ? (void) 0 : must_failed(#condition, __FILE__, __LINE__))

_Noreturn void must_failed(const char *condition, const char *file, int line);
