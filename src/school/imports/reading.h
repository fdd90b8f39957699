/* Reading uploaded files in a child process that may do nothing else (P-31): no network, no file but those it is handed one after another, bounded memory
 * and time. It writes its records on a pipe; we believe nothing of them but their shape. One child reads all files of a call, because starting one costs as
 * much as reading a small file; one that dies, or has worked for long, is followed by another. */
#pragma once

#include "base/vec.h"
#include "school/imports/plan_read.h"

typedef VEC(Source) Sources;
typedef struct Reading Reading;

/* PROGRAM: the program to run as the child ("/proc/self/exe" in `preau`); NULL reads in this process (tests, fuzzing). */
Reading *reading_begin(Arena *mem, Sources *sources, Report *report, const char *program);
/* Reads the file at PATH, shown as NAME, and adds one source per XML file in it. Problems become problems of the report. */
void reading_add(Reading *r, const char *path, const char *name);
void reading_end(Reading *r);           /* the child goes */

/* The child's main: takes files from the socket on descriptor 0 until it closes, writes records on descriptor 1. */
int reading_child(void);
