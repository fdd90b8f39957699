/* People: one row per human, whatever they are here (pupil, guardian, teacher, staff). This feature owns their names: how they
 * are shown, sorted and found (FR-04, FR-05, FR-08), and the numbers by which all years speak of the same person.
 *
 * Rights: people.birth (dates and places of birth), people.contact (addresses, telephones, e-mail), people.ine. */
#pragma once

#include "base/text.h"
#include "work/work.h"

/* The words printed in JSON and stored in `board.status`, NULL-ended: external, half_board, boarder… */
extern const char *const board_words[];
/* When a pupil may leave by themselves, `exit_permission.status` (PE-02): none, half_day (at the end of their half-day), no_lesson (when the last lessons are cancelled), free. */
extern const char *const exit_words[];
/* Kinship as stored in `guardianship.kinship`, NULL-ended: mother, father, … (formats.md §1.3). */
extern const char *const kinship_words[];
extern const char *const sex_words[];           /* "f" "m" */

typedef struct Names {
    const char *family_name, *usage_name, *given_name, *given_name_2, *given_name_3;       /* NULL where unknown */
} Names;

/* "DUPONT Léa": the usage name if there is one, in capitals with their accents, then the first given name as it is written. A
 * legal person has no given name and keeps its name as it is. */
char *names_display(Arena *a, const Names *n);

/* Name, given name, then the other names, so that homonyms keep one order everywhere. */
SortKey names_sort_key(Arena *a, const Names *n);

/* The folded words by which the person is found; NULL-ended. */
char **names_words(Arena *a, const Names *n);

/* "JEAN-PIERRE" in a ministry file stays as it is: names are never recased. Two letters for an empty picture: "DL". */
char *names_initials(Arena *a, const char *display_name);
/* "MME" as it is written before a name: Mme, M.; another as it is, NULL: none. */
const char *names_civility(const char *title);

/* SIECLE's régime by its first digit. NULL for a code that the ministry does not have. */
const char *board_of_code(const char *code);

/* Kinship of both dialects; *_old is the one-character list, whose mother and father are swapped. NULL when unknown. */
const char *kinship_of_code(const char *code);
const char *kinship_of_old_code(const char *code);

/* The person known to the outside world under THEIRS, 0 when nobody is. SYSTEM: siecle.eleve, siecle.personne, sts.epp,
 * sts.local. */
int64_t person_of_key(Work *w, const char *system, const char *theirs);

/* (SYSTEM, THEIRS) is from now on the same person as PERSON. */
void person_tie(Work *w, const char *system, const char *theirs, int64_t person);

/* A number for a person whom no outside system names; or so many, one a row. In a transaction that writes the school base. Numbers are never given
 * twice; one that stays unused is harmless. */
int64_t person_number_new(Work *w);
Rows person_numbers_new(Work *w, size_t count);

/* Where the desk has somebody who is that: "pupil" "guardian" "teacher" "staff" (TERM hat, accounts/holders.sql). NULL: they are nobody here now. */
const char *person_record(Arena *mem, const char *hat, int64_t person);

extern const TableHook people_hooks[];          /* search words, display names and sort keys follow the names */
