/* One JSON line per event, in UTC, on standard error (journald keeps it). SH-09: no body, no secret, no name of a
 * person: only ids, counts, durations, statement names. Only the dispatcher, the job runner and main log; any other
 * function returns what went wrong to its caller. */
#pragma once

#include <stdint.h>

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_NOTHING } LogLevel;

void log_level(LogLevel least);         /* lines below are dropped; default LOG_INFO */

/* log_event(LOG_INFO, "served", LOG_INT("status", 200), LOG_WORD("route", "/healthz")) */
typedef struct LogField { const char *key; const char *word; int64_t number; } LogField;
#define LOG_WORD(k, w) ((LogField){ .key = (k), .word = (w) })
#define LOG_INT(k, n) ((LogField){ .key = (k), .number = (n) })
#define log_event(level, event, ...) log_write((level), (event), (LogField[]){ __VA_ARGS__ __VA_OPT__(,) { 0 } })

void log_write(LogLevel level, const char *event, const LogField *fields);
