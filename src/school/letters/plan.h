/* What a batch would be, before it is one (BY-10): whom it reaches and why, who is left out and why not, what it counts for; a trial sent to oneself. */
#pragma once

#include "school/letters/letters.h"
#include "school/texting/texting.h"

/* Who of them was written to within LETTER_AGAIN. */
void letter_reached(Work *w, LetterPerson *people, size_t count);

typedef struct LetterCount { size_t ready, none, personalised, frozen, no_address, no_mail, no_mobile, no_sms, stopped, reached; } LetterCount;

/* Why somebody is not written to; the first that holds. */
typedef enum LetterBar { BAR_NOTHING, BAR_NO_ACCOUNT, BAR_FROZEN, BAR_ABOVE, BAR_CHOSEN, BAR_NO_ADDRESS, BAR_NO_MAIL, BAR_NO_MOBILE, BAR_NO_SMS, BAR_STOPPED, BAR_REACHED, LETTER_BARS } LetterBar;
extern const char *const letter_bar_words[];    /* NULL-ended */

/* Those of HOLDERS whom such a batch would be for, BARS[i] is BAR_NOTHING; what the others are. */
LetterCount letter_choose(Work *w, const LetterAsk *ask, const Holder *holders, const LetterPerson *people, size_t count, LetterBar *bars);

/* What a batch would be, looked at before it is one. PEOPLE: all COUNT of them, in the order of the holders; TO: those counted as ready, side by side. TO_OF[i]: which of TO the Ith
 * is. With problems where it cannot be made so. */
typedef struct LetterPlan {
    LetterPerson *people, *to;
    LetterBar *bars;
    size_t *to_of, count;
    LetterCount counts;
    LetterSetting setting;
    LetterParts parts[LETTER_TOS];
    LetterTexted texted;                        /* of WAY_SMS, with what the month has room for and when they leave (texting.h) */
    TextingRoom room;
    Instant leaves;                             /* 0: at once */
    LetterCase *cases;                          /* of the others: each one letter, one label, one e-mail */
    size_t case_count;
} LetterPlan;
TextId letter_way_shut(Work *w, LetterWay way);                 /* T_NONE: the school can send so */
bool letter_leaves(Work *w, LetterAsk *ask);            /* by a way that is open, of e-mails from an address that the actor may use; has problems at "way", "mailer" */
LetterPlan letter_plan(Work *w, const LetterAsk *ask, const Holder *holders, size_t count, const char *site);

/* « Pourquoi ? » of the Ith, in words, NULL-ended: why they are written to and what else is to be known, or why not. */
const char **letter_why(Work *w, const LetterAsk *ask, const LetterPlan *plan, size_t i);

/* To the actor's own address or number, and nowhere else: the texts of all whom it would go to, marked as a trial, with a specimen of everything that is somebody's. How many; 0:
 * there are problems at "test". Asked again within a minute, it is the same. */
size_t letter_try(Work *w, const LetterAsk *ask, const bool to[LETTER_TOS], const char *site);
