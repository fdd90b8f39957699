/* From the bytes of one uploaded file (XML, or a zip of them) to records. Runs in the sandboxed child; knows nothing of the base. */
#pragma once

#include "base/arena.h"
#include "school/imports/record.h"

#include <stdbool.h>

typedef struct RecordSink { void (*take)(void *context, const Record *record); void *context; } RecordSink;

/* Reads the open file FD, named NAME for the reader. What is wrong comes as R_WARNING and R_PROBLEM records. */
void read_file(int fd, const char *name, RecordSink sink);

/* The exit code that a problem (its catalogue id) asks for: 1 refused by a rule, 2 cannot or must not be read. */
int read_problem_exit(const char *text_id);

/* One element of a SIECLE or STS file to records; false when it is none of theirs. read_knows tells beforehand, by its name. */
typedef struct Emitter { RecordSink sink; Arena *mem; } Emitter;
struct _xmlNode;
bool read_element(Emitter *e, const char *name, const struct _xmlNode *element, bool sts);
bool read_knows(const char *name, bool sts);
