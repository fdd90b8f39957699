/* Reading uploaded files in a child process that may do nothing else (P-31): no network, no file but the one it was given, bounded memory and
 * time. It writes its records on a pipe; we believe nothing of them but their shape. */
#pragma once

#include "base/vec.h"
#include "school/imports/plan_read.h"

typedef VEC(Source) Sources;

/* Reads the file at PATH, shown as NAME, and adds one source per XML file in it. PROGRAM: the program to run as the child
 * ("/proc/self/exe" in `preau`); NULL reads in this process (tests, fuzzing). Problems become problems of the report. */
void reading_add(Sources *sources, Report *report, Arena *mem, const char *program, const char *path, const char *name);

/* The child's main: reads the file on descriptor 0, writes records on descriptor 1. ARGUMENT is the name to show. */
int reading_child(const char *argument);
