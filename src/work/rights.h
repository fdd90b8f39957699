/* What a right is (features.md B12): declared by features, numbered at start in their order, held by sets (school/access). */
#pragma once

#include "work/work.h"

/* A leaf of the tree of authorisations (features.md B12), a sentence in French. It guards at least one route or key (access_test.c). MODES: whose sets may have
 * it, bits 1 << Mode. STARTS: the built-in sets that begin with it (school/access), by their codes: "secretariat cpe"; those that administer the school hold
 * all that is theirs. CHANGES: it lets one change something, which those who only consult may not. */
typedef enum RightBranch { BRANCH_CONNECTION, BRANCH_PEOPLE, BRANCH_MARKS, BRANCH_ROLL, BRANCH_ABSENCES, BRANCH_DISCIPLINE, BRANCH_LESSONS, BRANCH_TIMETABLE, BRANCH_MESSAGES, BRANCH_ADMIN,
    BRANCH_PRIVACY, BRANCH_SPACES /* what families find in their Space: its rubrics, published or not (A32) */, BRANCHES } RightBranch;
#define OF_OFFICE (1U << MODE_ADMINISTRATIVE)
#define OF_STAFF (1U << MODE_ADMINISTRATIVE | 1U << MODE_SCHOOL_LIFE)
#define OF_FAMILIES (1U << MODE_GUARDIAN | 1U << MODE_PUPIL)
#define OF_DESK (1U << MODE_ADMINISTRATIVE | 1U << MODE_SCHOOL_LIFE | 1U << MODE_TEACHER)
typedef struct RightInfo { const char *name; TextId label; int data_class; RightId *id; RightBranch branch; unsigned modes; const char *starts; bool changes; } RightInfo;
