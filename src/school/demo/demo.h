/* The invented schools (features.md E): written as SIECLE and STS files, so that making one is importing it. Nobody in them exists (PRIV-10): addresses are
 * under exemple.invalid, telephones in the ranges kept for fiction, places are made up. Same options, same bytes.
 *
 * In the files of step 0              college     lycee       cite
 *   pupils present / classes          480/20      1050/32     2500/95     6, 10, 16 leavers on top (DATE_SORTIE, motive)
 *   teachers / school life / others   38/8/7      90/12/12    230/30/30
 *   guardians                         820         1800        4200        those of leavers and legal persons included
 *   groups and parts                  45          130         350
 *   subjects / services               18/310      34/620      60/1700
 * Step 1 is the same school three months later: arrivals, leavers, changes of class, names, telephones and addresses, one more teacher; DATE_MODIFICATION is
 * another everywhere, which alone is no change. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct DemoOptions {
    const char *school;         /* "college" "lycee" "cite" */
    uint64_t seed;              /* another seed: other people in a school of the same sizes */
    int year;                   /* start year */
    const char *uai;            /* NULL: demo_school_uai */
    int step;                   /* 0: the files of the rentrée; 1: the same school three months later */
} DemoOptions;

/* Writes Nomenclature.xml Communs.xml Structures.xml ElevesAvecAdresses.xml ResponsablesAvecAdresses.xml and sts_emp_UAI_YEAR.xml into FOLDER, made if it is
 * missing. False when a file cannot be written or there is no such school. */
bool demo_write_files(const DemoOptions *o, const char *folder, Arena *mem);

const char *demo_school_name(const char *school);       /* "Collège Jean-Exemple"; NULL: no such school */
const char *demo_school_uai(const char *school);        /* of the invented range 999xxxx, its key letter right */
