/* What the pages of the Spaces share. */
#pragma once

#include "school/spaces/spaces.h"
#include "web/feature.h"

void doc_greeting(Work *w, Doc *d);     /* «Bonjour M. Benali», «Bonjour Léa» */
void doc_calendar(Work *w, Doc *d);     /* what today is, and what comes: the keys of spaces/today, `next` */

Reply show_away(Request *rq);           /* what stays readable without network; and what is seen then in place of a page that was never held */
Reply show_start(Request *rq);          /* "/": where a person begins; and what a closed Space answers */
/* Of the pages of families: what of a pupil the school shows. */
bool space_shows(Work *w, int rubric, int64_t pupil);
void doc_others(Work *w, Doc *d, int64_t pupil, int rubric, const char *tail);         /* `others`: the other children, each at TAIL */

Reply show_family_home(Request *rq);
Reply show_record(Request *rq);
Reply show_team(Request *rq);
Reply show_year(Request *rq);
Verdict sees_record(Request *rq);
Verdict sees_team(Request *rq);
Verdict sees_faces(Request *rq);
Reply show_family_faces(Request *rq);
Reply show_family_face(Request *rq);

Reply show_staff_space(Request *rq);
const char *space_faces_href(Work *w, int64_t structure); /* in the Space of who asks; STRUCTURE 0: where one chooses */
Verdict sees_structure_faces(Request *rq);
Reply show_faces_choice(Request *rq);
Reply show_structure_faces(Request *rq);
Reply show_account_home(Request *rq);

Verdict names_space(Request *rq);
Reply show_publication(Request *rq);
Reply open_space(Request *rq);
Reply close_space(Request *rq);
Reply say_in_space(Request *rq);
Reply show_rubric(Request *rq);
Reply add_rule(Request *rq);
Reply end_rule(Request *rq);
Reply restore_rubrics(Request *rq);
Reply show_settings(Request *rq);
Reply settings_file(Request *rq);
Reply look_at_settings(Request *rq);
Reply apply_settings(Request *rq);
extern const Field space_restore_fields[], settings_file_fields[], settings_look_fields[], settings_apply_fields[];
extern const Field space_open_fields[], space_close_fields[], space_message_fields[], space_rubric_fields[], space_rule_fields[], space_rule_end_fields[];
