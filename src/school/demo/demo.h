/* The invented schools (features.md E): written as SIECLE and STS files, so that making one is importing it. Nobody in them exists; addresses are under
 * exemple.invalid, telephones in the ranges kept for fiction. Same options, same bytes. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct DemoOptions {
    const char *school;         /* "college" "lycee" "cite" */
    uint64_t seed;
    int year;                   /* start year */
    const char *uai;
    int step;                   /* 0: the files of the rentrée; 1: the same school three months later */
} DemoOptions;

/* Writes Nomenclature.xml Communs.xml Structures.xml ElevesAvecAdresses.xml ResponsablesAvecAdresses.xml and sts_emp_UAI_YEAR.xml into FOLDER, made if it is
 * missing. The number of pupils is of those present; a few leavers come on top. False when a file cannot be written. */
bool demo_write_files(const DemoOptions *o, const char *folder, Arena *mem);

const char *demo_school_name(const char *school);       /* "Collège Jean-Exemple"; NULL: no such school */
const char *demo_school_uai(const char *school);
