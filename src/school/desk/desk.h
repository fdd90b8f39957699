/* The desk: its lists, its records, search over all persons, the home page and the frame around them. Reading only; editing is the next step.
 *
 * Right: desk.lists. */
#pragma once

#include "school/lists/grid.h"
#include "web/feature.h"

/* Site.ask_frame and Site.frame: school, person, and the rail of the desk or the menu of a Space, around the page at PATH. */
Frame *desk_ask_frame(Work *w, const char *path, const char *layout);
const Doc *desk_frame(Work *w, Frame *asked);

bool desk_opens(const Work *w, const char *path);       /* a screen of the rail that this person may open */
/* Adds to D's items the screens one may open whose name has words that begin with all of TYPED (folded, NULL-ended), or what one may do there; how many. */
int64_t desk_screens_found(Work *w, Doc *d, char *const *typed);
int64_t desk_commands_found(Work *w, Doc *d, char *const *typed);

extern RightId desk_lists;              /* the right desk.lists */
extern const Grid pupils_grid, guardians_grid, teachers_grid, staff_grid, classes_grid, groups_grid, subjects_grid, *const desk_grids[];

/* Somebody new, of a line of a spreadsheet (GridMake). A guardian is none without a pupil, and is made on the pupil's record. */
int64_t pupil_of_line(Work *w, int64_t number, const CellChange *values, size_t count);
int64_t teacher_of_line(Work *w, int64_t number, const CellChange *values, size_t count);
int64_t staff_of_line(Work *w, int64_t number, const CellChange *values, size_t count);

/* Fills an `address` object (lines, postcode, city, country) and a `household` from the rows of ADDRESS_OF and HOUSEHOLD_OF. */
void doc_address(Work *w, Doc *d, Rows of);
void doc_household(Work *w, Doc *d, Rows of);
void doc_phones(Doc *d, const char *mobile, const char *home, const char *work);

/* Words of a function (ENS, DIR, DOC, EDU…) of STS. */
const char *function_words(Arena *mem, const char *code);

Reply show_pupils(Request *rq);
Reply show_guardians(Request *rq);
Reply show_teachers(Request *rq);
Reply show_staff(Request *rq);
Reply show_classes(Request *rq);
Reply show_groups(Request *rq);
Reply show_subjects(Request *rq);
Reply show_pupil(Request *rq);
Reply show_guardian(Request *rq);
Reply show_teacher(Request *rq);
Reply show_staff_member(Request *rq);
Reply show_class(Request *rq);
Reply show_group(Request *rq);
Reply show_subject(Request *rq);
Reply show_pupil_history(Request *rq);
Reply show_guardian_history(Request *rq);
Reply show_teacher_history(Request *rq);
Reply show_staff_history(Request *rq);
Reply show_class_history(Request *rq);
Reply show_group_history(Request *rq);
Reply show_subject_history(Request *rq);
Reply show_search(Request *rq);
Reply show_home(Request *rq);
