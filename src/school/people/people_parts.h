/* What the screens of this folder share: people_web.c (who somebody is, how they are reached, new ones) and schooling_web.c (a pupil's year). Nobody
 * else's. The routes of both stand in people_web.c. */
#pragma once

#include "school/people/people_change.h"
#include "web/feature.h"

/* The document of the route's form: what is known now of whom the address names, of the keys that its reply has. */
Doc *person_edited(Request *rq, const Page *form);
/* Reads the route's form, saves it, and goes back to the record; or shows what is wrong. */
Reply person_save(Request *rq, Handler show);

/* What a form chooses from, as KEY: rows of a code and a label; of an id and a label. */
void doc_choice(Work *w, Doc *d, const char *key, const Statement *all);
void doc_numbered_choice(Work *w, Doc *d, const char *key, const Statement *all);

extern const Field group_fields[], option_fields[], dates_fields[], leaving_fields[], return_fields[];
Reply show_schooling(Request *rq);
Reply save_schooling(Request *rq);
Reply join_group(Request *rq);
Reply leave_group(Request *rq);
Reply add_option(Request *rq);
Reply end_option(Request *rq);
Reply show_dates(Request *rq);
Reply save_dates(Request *rq);
Reply show_leaving(Request *rq);
Reply save_leaving(Request *rq);
Reply save_return(Request *rq);
