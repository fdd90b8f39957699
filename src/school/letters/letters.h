/* What everybody is written when they are given their account: texts that the school changes, letters and labels printed, e-mails and text messages sent, by a job, and who was written to.
 *
 * A text is for one audience and one way; without a version of the school's own it is the program's. What it may say stands in letter_words (words.c), how it is written
 * in language.h. A first secret is made by the batch that prints it, and by nothing else: on the paper first, then in the base, then the file can be fetched. A batch that
 * is stopped, or fails, has changed nobody's password. A password that somebody has chosen is never printed: it can only be replaced by a new one, if that is asked for.
 * A file lies sealed in FOLDER/courriers until it is fetched, LETTER_HOURS at most, and in no backup.
 *
 * Rights: letters.read, letters.edit; letters.send with accounts.manage and people.contact. */
#pragma once

#include "school/accounts/accounts_many.h"
#include "school/letters/language.h"
#include "school/letters/paper.h"
#include "school/mailing/mailing.h"
#include "work/job.h"

extern RightId letters_read, letters_edit, letters_send;

typedef enum LetterTo { TO_STAFF, TO_TEACHERS, TO_GUARDIANS, TO_PUPILS, LETTER_TOS } LetterTo;
typedef enum LetterWay { WAY_LETTER, WAY_LABEL, WAY_MAIL, WAY_SMS, LETTER_WAYS } LetterWay;
extern const char *const letter_to_words[], *const letter_way_words[];      /* "staff" …, "letter" …; NULL-ended */
LetterTo letter_to(Kind kind);                  /* the supervisor's is that of the staff */

#define LETTER_HOURS 24
#define LETTER_AGAIN ((Instant) 24 * 3600 * 1000)       /* BY-10 */
#define LETTER_RECALL ((Instant) 60 * 1000)     /* BY-10 */
#define LETTER_BODY_MOST 6000                   /* characters */
#define LETTER_PEOPLE_MOST 5000                 /* in one batch */

/* ---- texts ---- */

typedef struct LetterVersion { int64_t id, account; Instant at; const char *head, *subject, *body, *who; } LetterVersion;      /* id 0: the program's own */
LetterVersion letter_usual(Arena *mem, LetterTo to, LetterWay way);
LetterVersion letter_version(Work *w, LetterTo to, LetterWay way);              /* the one that holds */
LetterVersion *letter_versions(Work *w, LetterTo to, LetterWay way, size_t *count);    /* the newest first, the program's own last */

/* Keeps a new version, or has problems at "head", "subject", "body". False: it says the same as the one that holds. */
bool letter_save(Work *w, LetterTo to, LetterWay way, const LetterVersion *v);

/* The words that such a text may hold. PLAIN: those of refused ones left out. */
LetterWords letter_words(Arena *mem, LetterTo to, LetterWay way);
typedef struct LetterWordSeen { const char *word, *about; bool allowed; } LetterWordSeen;
LetterWordSeen *letter_words_seen(Arena *mem, LetterTo to, LetterWay way, size_t *count);

/* A version read: its parts, NULL where it has none. False: it has mistakes, told by problem() at each part. */
typedef struct LetterParts { LetterText *head, *subject, *body; int64_t version; } LetterParts;
bool letter_parts(Work *w, LetterTo to, LetterWay way, const LetterVersion *v, LetterParts *parts);
bool letter_says_secret(const LetterParts *parts);       /* only then is one made */
bool letter_has_subject(LetterWay way);
bool letter_names_all(const LetterParts *parts);        /* every login and secret stands in the loop over those it is to: one letter may be to several */

/* ---- whom it is to ---- */

typedef struct LetterChild { int64_t pupil; const char *given, *family, *class_code; int level; bool preferred; } LetterChild;
/* That they were written to, last of all: at 0, nobody did. */
typedef struct LetterReached { Instant at; int64_t batch; const char *who; } LetterReached;
typedef struct LetterPerson {
    int64_t person, account;
    LetterTo to;
    const char *display_name, *title, *given, *family, *mail, *class_code, *login, *secret;
    const char *mobile;                         /* that can be texted, "+33612345678"; NULL: none */
    bool no_sms, stopped;                       /* has one, and has said that no text messages are to come; has answered STOP to one */
    const char *lines[LETTER_LINES + 1];        /* of the address, NULL-ended; none: it is not known */
    const char *place;                          /* folded, so that two spellings are one; "": not known */
    LetterChild *children;
    size_t child_count;
    LetterReached reached[LETTER_WAYS];         /* letter_reached (plan.h) */
    const Holder *holder;
} LetterPerson;

/* Those HOLDERS, as the actor sees them, in their order. */
LetterPerson *letter_people(Work *w, const Holder *holders, size_t count);

/* One letter, to one person or to several who live together. */
typedef struct LetterCase { LetterPerson *people; size_t count; LetterChild *children; size_t child_count; } LetterCase;
/* TOGETHER: guardians of the same children at the same address get one. */
LetterCase *letter_cases(Arena *mem, LetterPerson *people, size_t count, bool together, size_t *cases);

/* What is the same for all of a batch. */
typedef struct LetterSetting { const char *site, *school; Day day, until; int year; } LetterSetting;
LetterSetting letter_setting(Work *w, const char *site);
/* What PART says in this case; NULL: it is too long. */
const char *letter_said(Arena *mem, const LetterText *part, const LetterCase *c, const LetterSetting *s);
/* The same as a letter, a label. SECOND: what a code shows. */
PaperLetter letter_paper(Arena *mem, const LetterParts *parts, const LetterCase *c, const LetterSetting *s);
PaperLabel letter_label(Arena *mem, const LetterParts *parts, const LetterCase *c, const LetterSetting *s);

/* ---- text messages ---- */

/* TEXTS[i]: what is said to the Ith of those they were asked for; WITH[i]: i, or who of them gets it for both, at one number. MESSAGES: that leave; SEGMENTS: what they count
 * for, UNICODE: how many of them hold a sign that makes them longer; COST in hundredths of a euro, 0: no price is known. BAD: one says nothing, or is too long. */
typedef struct LetterTexted { const char **texts; size_t *with; int64_t messages, segments, unicode, cost; bool bad; } LetterTexted;
LetterTexted letter_texted(Work *w, const LetterPerson *people, size_t count, const LetterParts parts[LETTER_TOS], const LetterSetting *s);
bool letter_texts_for(Work *w, LetterWay way, const LetterPerson *people, size_t count, LetterParts parts[LETTER_TOS]);     /* those who are among them. False: one has mistakes */
const char *letter_euros(Arena *mem, int64_t hundredths);       /* "16,80 €" */

/* ---- batches ---- */

/* What becomes of those who had the like within LETTER_AGAIN: until something is said a batch is refused, and one that waited meanwhile leaves them out. */
typedef enum LetterRepeat { REPEAT_UNSAID, REPEAT_SKIP, REPEAT_ALL } LetterRepeat;

/* RENEW: passwords that people have chosen are replaced too. BY_HAND: letters to those whose address is not known. KEY: of the form it was asked by, sent twice it is one batch;
 * NULL: none. URGENT: text messages that no quiet hours hold. MAILER: from which of the school's addresses
 * e-mails leave (mailer_chosen); 0: as preau.conf says. */
typedef struct LetterAsk { LetterWay way; bool renew, by_hand, together, urgent; int64_t mailer; LabelSheet sheet; LetterRepeat repeat; const char *key; } LetterAsk;

/* Starts it; 0: there are problems, at "repeat" if some had the like. SITE: the school's address, as it is to be typed. */
int64_t letter_start(Work *w, const LetterAsk *ask, const Holder *holders, size_t count, const char *site);
int64_t letter_of_form(Work *w, const char *key);               /* the actor's batch of that form; 0: none yet */
/* Takes back the mails, the text messages that have not left. False: it is too late. */
bool letter_recall(Work *w, int64_t batch);
const char *letter_about(Arena *mem, int64_t batch);            /* "courriers/7", of its job */
const char *letter_dedup(Arena *mem, int64_t batch, int64_t person);      /* of a message in the outbox */
const char *letter_dedup_of(Arena *mem, int64_t batch);         /* what that of each begins with */

#define LETTERS_FOLDER "courriers"
extern const JobKind letters_jobs[];            /* ends with a NULL name */
enum { LETTERS_JOB_MAKE, LETTERS_JOB_TIDY };

struct Doc;
void letters_on_record(Work *w, struct Doc *d, int64_t person);         /* the keys of letters/on_record.reply */
