/* Who saw the most private data of whom (promises.md PRIV-03): what class D3 is in replies, each answer that shows it is told to whom it is about, in « Qui a
 * consulté mon dossier », by date and by what the reader is; by name to who holds reads.see. Routes say what they show (Route.reads, web/route.h), the dispatcher
 * sees to it; here it is kept.
 *
 * A line is written by nobody who reads: that would make the page wait for the one writer, which an import holds for seconds. It stands in a queue in memory, which
 * whoever serves empties into the base every two seconds and before it ends. What is lost when the program is killed, or the power fails, is what was read in
 * the last two seconds. The queue is bounded, and a line that waits for a store which refuses it is no line: when READS_MOST wait, or the store has
 * refused for READS_LATE, nothing of class D3 is shown any more (503) until it takes them again. Nothing is shown that could not be told within that.
 *
 * One line a quarter of an hour for the same reader, person, what and thing. One's own data, read by oneself, make none. The lines stand in the school's
 * base: a closed year is still read, and takes no line; and people have one number there for all years.
 *
 * Rights: reads.see (who reads whose record, by name; those who administer the school have it, and whom they give it: the data protection officer). */
#pragma once

#include "work/work.h"

extern RightId reads_see;

#define READS_MOST 2000
#define READS_LATE ((Instant) 60 * 1000)
#define READS_QUARTER ((Instant) 15 * 60 * 1000)

typedef struct ReadQueue ReadQueue;             /* of one program that serves one school (School.reads) */
ReadQueue *reads_new(Arena *mem);

/* W's actor is about to be shown WHAT of PERSON, which lasts as long as the program. False: it could not be told, so it must not be shown. */
bool reads_note(const Work *w, const char *what, int64_t person, int64_t thing);
/* Writes what waits. False: the store did not take it; it waits on. */
bool reads_flush(ReadQueue *q, Store *store);

/* What a line says was seen: "ses documents". A word that the catalogue no longer knows says itself. */
const char *reads_what(Arena *mem, const char *what);

struct Doc;
void reads_on_record(Work *w, struct Doc *d, int64_t person);           /* the keys of reads/on_record.reply */
