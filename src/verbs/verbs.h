/* The verbs of the program (contract.md). Results go to standard output, errors to standard error; exit 0 done, 1 refused by a rule with the
 * reason and nothing changed, 2 cannot or must not be read. */
#pragma once

#include "base/arena.h"
#include "base/words.h"

#include <stdbool.h>

typedef struct Arguments {
    const char *program;                /* as started, for children */
    const char **words;                 /* what is no option */
    int word_count;
    const char **options;               /* "--name", value or NULL, …, ends with NULL NULL */
    TextId usage;                       /* of the verb: what wrong_usage says */
} Arguments;

const char *option(const Arguments *a, const char *name);       /* its value, NULL when absent */
bool has_option(const Arguments *a, const char *name);

typedef struct Verb {
    const char *name;
    int (*run)(const Arguments *a, Arena *mem);
    TextId help, usage, details;        /* in the list of verbs · how it is written · what it does; 0: not for people */
    const char *flags;                  /* "--json --dry-run ": options without a value, blank-ended */
    const char *values;                 /* "--uai --name ": options with one */
} Verb;

int say_error(Arena *mem, int exit, TextId text, const WordArg *args);
int wrong_usage(const Arguments *a, Arena *mem);                /* says how the verb is written; 2 */

int verb_new(const Arguments *a, Arena *mem);
int verb_import(const Arguments *a, Arena *mem);
int verb_undo(const Arguments *a, Arena *mem);
int verb_serve(const Arguments *a, Arena *mem);
int verb_serve_child(const Arguments *a, Arena *mem);
int verb_password(const Arguments *a, Arena *mem);
int verb_accounts(const Arguments *a, Arena *mem);
int verb_routes(const Arguments *a, Arena *mem);
int verb_audit(const Arguments *a, Arena *mem);
int verb_check(const Arguments *a, Arena *mem);
int verb_backup(const Arguments *a, Arena *mem);
int verb_export(const Arguments *a, Arena *mem);
int verb_restore(const Arguments *a, Arena *mem);
int verb_key(const Arguments *a, Arena *mem);
int verb_config(const Arguments *a, Arena *mem);
int verb_mail_test(const Arguments *a, Arena *mem);
int verb_sms_test(const Arguments *a, Arena *mem);
int verb_demo(const Arguments *a, Arena *mem);
int verb_read_file(const Arguments *a, Arena *mem);
int verb_read_photo(const Arguments *a, Arena *mem);
int verb_read_table(const Arguments *a, Arena *mem);
