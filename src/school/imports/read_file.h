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

/* By the root of a file: which elements mean something in it. */
typedef enum Dialect { DIALECT_EXTRA, DIALECT_NOMENCLATURES, DIALECT_COMMUN, DIALECT_STRUCTURES, DIALECT_PUPILS, DIALECT_GUARDIANS, DIALECT_STS } Dialect;

/* One element to records. read_knows tells beforehand, by its name and depth (0: the root), whether it is one to read. */
typedef struct Emitter { RecordSink sink; Arena *mem; Dialect dialect; } Emitter;
struct _xmlNode;
void read_element(Emitter *e, const char *name, const struct _xmlNode *element);
bool read_knows(const char *name, int depth, Dialect dialect);
