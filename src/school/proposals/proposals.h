/* What families ask of the school: that their telephone, e-mail or address is another (PE-20), that their child may leave by themselves (PO-07), that
 * somebody else may come for their child, or no more (PE-02). Nothing changes until somebody
 * of the school has accepted it, with what is and what is wanted side by side; then it is changed by the verbs of people, as if it had been typed there.
 *
 * Of contact data and permissions one waits at a time for one person: asking again takes the one before back; of persons who come PROPOSED_PICKUPS_MOST may wait. What was meanwhile changed by somebody else is a conflict when it is accepted.
 *
 * Rights: space.contact, space.exits, space.pickups (rubrics of the guardians' Space), proposals.decide. */
#pragma once

#include "base/vec.h"
#include "school/access/access.h"

typedef enum ProposalKind { PROPOSAL_CONTACT, PROPOSAL_EXITS, PROPOSAL_PICKUP, PROPOSAL_PICKUP_END } ProposalKind;
extern const char *const proposal_kind_words[];         /* "contact" "exits" "pickup" "pickup_end", NULL-ended */

/* FIELD: email phone_mobile phone_home phone_work line1 line2 line3 line4 postcode city, exit_permission, pickup_name pickup_tie pickup_phone. WAS, WANTED NULL: nothing. */
typedef struct ProposalValue { const char *field, *was, *wanted; } ProposalValue;
#define PROPOSAL_VALUES 10

/* How PERSON is reached now, field by field in the order above: PROPOSAL_VALUES of them, WANTED not said. Their address's id; 0: none. */
int64_t proposal_contact_now(Work *w, int64_t person, ProposalValue now[PROPOSAL_VALUES]);

/* WANTED as typed becomes what would be kept; problems at each field, and at "proposal" when nothing would change. The id, 0: there are problems. */
int64_t proposal_ask_contact(Work *w, int64_t person, ProposalValue values[PROPOSAL_VALUES]);
int64_t proposal_ask_exits(Work *w, int64_t pupil, const char *wanted);
/* Problems at "pickup_name", "pickup_tie", "pickup_phone". */
#define PROPOSED_PICKUPS_MOST 10
int64_t proposal_ask_pickup(Work *w, int64_t pupil, const char *name, const char *tie, const char *phone);
int64_t proposal_ask_pickup_end(Work *w, int64_t pupil, int64_t pickup);       /* of one of PUPIL's; asked before and still waiting: nothing more */

/* What waits and would end one of PUPIL's persons who come. */
typedef struct ProposalEnding { int64_t proposal, pickup; } ProposalEnding;
typedef struct ProposalsEnding { ProposalEnding *items; size_t count, capacity; } ProposalsEnding;     /* a VEC */
ProposalsEnding proposals_ending(Work *w, int64_t pupil);
bool proposal_ends(const ProposalsEnding *e, int64_t pickup, int64_t *proposal);

typedef struct Proposal { int64_t id, person, account; ProposalKind kind; const char *state; } Proposal;
bool proposal_read(Work *w, int64_t id, Proposal *p);           /* false: there is none */
void proposal_withdraw(Work *w, const Proposal *p);             /* one that waits; else nothing */
/* TOGETHER: whoever lives at the same address moves too. A problem at "proposal" when it does not wait any more. */
void proposal_accept(Work *w, const Proposal *p, bool together);
void proposal_refuse(Work *w, const Proposal *p, const char *reason);

extern RightId space_contact, space_exits, space_pickups, proposals_decide;
