/* The manners of text messages: hours in which none leaves, how many a month, and whom none goes to because they answered STOP.
 *
 * Quiet hours are the school's own, in its own time; on days of rest (Sundays, public holidays of France) they last all day. What is sent meanwhile waits, and so does what could
 * not leave before: the channel "sms" is held, "sms_urgent" is not. A number that has answered STOP gets nothing, not even what was waiting, until somebody lifts that and says
 * why. The quota counts what messages count for, by the month: a batch that would go beyond it is refused whole.
 *
 * Rights: texting.settings; texting.lift with people.contact. */
#pragma once

#include "work/outbox.h"

extern RightId texting_settings, texting_lift;

#define TEXTING_URGENT "sms_urgent"             /* the channel that no hours hold */
#define TEXTING_QUOTA_MOST 10000000
#define TEXTING_WARN 80                         /* % of the quota from which it is said */
#define TEXTING_REASON_MOST 300

/* Minutes since midnight; FROM = UNTIL: no hours. DAYS: days of rest as well. QUOTA 0: none. */
typedef struct TextingRules { int quiet_from, quiet_until; bool quiet_days; int64_t quota; } TextingRules;
TextingRules texting_rules(Tx *tx);             /* 20 h to 8 h and days of rest, no quota, until the school says something else */
void texting_set_rules(Work *w, const TextingRules *rules);     /* has problems at the fields; in the school's base */

/* When what is sent AT may leave: AT itself, or the end of the hours that hold it. */
Instant texting_leaves(const TextingRules *rules, Instant at);

/* ---- how many ---- */

typedef struct TextingRoom { int64_t used, quota; } TextingRoom;        /* this month; quota 0: none */
TextingRoom texting_room(Work *w);
bool texting_fits(const TextingRoom *room, int64_t segments);
bool texting_warns(const TextingRoom *room, int64_t segments);          /* with them it is TEXTING_WARN % or more */
void texting_count(Work *w, const char *about, int64_t segments);       /* they were sent, in the year's base */
void texting_uncount(Work *w, const char *about, int64_t segments);     /* so many of those were taken back */

/* ---- STOP ---- */

/* NUMBER: "+33612345678". */
bool texting_is_stopped(Tx *tx, const char *number);
bool texting_says_stop(Arena *mem, const char *text);
const char *texting_number(Arena *mem, const char *from);       /* as a gateway says it, with or without its "+"; NULL: no number */
void texting_stop(Work *w, const char *number);                 /* in the school's base; said again it changes nothing */
void texting_lift_stop(Work *w, const char *number, const char *reason);        /* has problems at "reason" */

struct Doc;
void texting_on_record(Work *w, struct Doc *d, int64_t person);         /* the keys of texting/on_record.reply */

/* The ways out: of "sms" and of TEXTING_URGENT. A number that has answered STOP since is never sent to, "stopped". */
Sender texting_sender(const School *school, bool urgent);
