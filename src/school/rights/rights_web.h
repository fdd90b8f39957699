/* What the screens of this folder share. */
#pragma once

#include "school/lists/table_file.h"
#include "school/rights/rights.h"
#include "web/feature.h"

extern const char *const data_words[];          /* of a data class, for a reader: "plain" "plain" "personal" … */
TextId branch_label(RightBranch branch);

/* The tree of the rights that MODE may have, by branch, with how many of each are held: keys of branches[] in rights/sets and rights/account. LEAF adds what is
 * its own to a leaf, and says whether it is held. SOUGHT: folded words that end with NULL; what does not hold them all, in its label, its branch's or the titles of its
 * screens, is marked hidden (rights/sets only); NULL: nothing is. How many it found. */
typedef bool RightsLeaf(void *context, Doc *leaf, const RightInfo *right);
int rights_tree(Work *w, Doc *d, Mode mode, char *const *sought, RightsLeaf *leaf, void *context);

/* changes_web.c */
Reply show_changes(Request *rq);
Reply changes_file(Request *rq);
extern const Field changes_fields[];

/* account_web.c */
Verdict account_is_there(Request *rq);
Verdict may_view_as(Request *rq);
Reply show_account(Request *rq);
Reply assign_set(Request *rq);
Reply set_classes(Request *rq);
Reply set_exception(Request *rq);
Reply view_as(Request *rq);
extern const Field assign_fields[], classes_fields[], exception_fields[], view_fields[];
