/* Accounts: who may come in, and their sessions. Secrets are in a table of their own that no audit row repeats. Numbers: promises.md 6.3. */
#pragma once

#include "school/accounts/entry.h"

#define FIRST_SECRET_DAYS 30
#define SECOND_STEP_WITHIN ((Instant) 15 * 60 * 1000)       /* from the password to the second step */
#define ACCOUNTS_IDLE_LEAST ((Instant) 5 * 60 * 1000)      /* of all kinds and sets: a session that is opened now does not end before */

/* A new account; its id. LOGIN must be free (accounts_free_login). A transaction of the school base. */
int64_t accounts_add(Work *w, Kind kind, int64_t person, const char *login, const char *display_name);

/* What was typed as a login, as it is stored: folded letters and figures. */
const char *accounts_login(Arena *mem, const char *typed);

/* The surname folded, with a number for homonyms: "dupont", "dupont2". */
const char *accounts_free_login(Work *w, const char *family_name);

/* A new first secret, shown once: 12 unambiguous characters in three groups, good for 30 days and one sign-in. Ends the
 * account's sessions. */
const char *accounts_first_secret(Work *w, int64_t account);
const char *accounts_new_secret(Arena *mem);                    /* one that is nobody's yet */
void accounts_keep_secret(Work *w, int64_t account, const char *secret);       /* now it is, for who ends the sessions of many at once */

/* Stores an already made Argon2id text as the account's password. */
void accounts_set_hash(Work *w, int64_t account, const char *hash);
void accounts_note_password(Work *w, int64_t account);         /* that its owner chose another one: when, for the owner and the history */

/* Argon2id, 46 MiB, one pass (31 ms): only where waiting is allowed. NULL when there is no memory for it. */
const char *accounts_hash(Arena *mem, const char *password);
bool accounts_verify(const char *hash, const char *password);

/* What is wrong with a password for this person, 0 when nothing: length by kind, well-known ones, words about oneself. */
TextId accounts_password_problem(Work *w, Kind kind, const char *login, const char *display_name, const char *password);

/* How hard it is to guess, by its length, the kinds of characters, and what follows or repeats the one before (which counts for a quarter): 0, refused, to 3. The
 * browser computes the same while it is typed (web/js/meter.js). */
int accounts_password_level(const char *password);

int accounts_password_least(Kind kind);                         /* characters */
Kind accounts_kind(const char *word);                           /* KIND_NOBODY: no such word */

int64_t accounts_find(Work *w, const char *login);              /* 0: none */

/* Site.actor: the person behind a session cookie, NULL when it is unknown, ended or too old. */
const Actor *accounts_actor(Work *w, const char *secret);

/* Site.watcher: the same without its being a visit; SECRET NULL: of SESSION. */
const Actor *accounts_watcher(Work *w, const char *secret, int64_t session);

/* The mode in which a new session of ACCOUNT begins: the one it was in last if it still may, else the first that it may. */
typedef struct NextMode { Mode mode; Kind kind; int64_t person; unsigned may; } NextMode;
NextMode accounts_next_mode(Work *w, int64_t account);

/* A new session in that mode: the secret for the cookie, 64 hexadecimal digits. */
const char *accounts_open_session(Work *w, int64_t account, const char *label, const char *address);

/* The like, as it is said here. MAY: the modes it can change to. READING: in consultation. WAITS: the gates it stands at (work.h). PROVED_AT: when its owner last
 * gave a password or a second step; 0: just now. SHARED: on a computer that others use too. */
typedef struct NewSession { Mode mode; unsigned may, waits; bool reading; Instant proved_at; const char *label, *address; bool shared; } NewSession;
const char *accounts_open_session_as(Work *w, int64_t account, const NewSession *as);

/* The actor's session goes on under a new secret, the old one is worth nothing (P-06): it has proved whose it is now, and stands at the gates WAITS. */
const char *accounts_renew_session(Work *w, const Actor *actor, unsigned waits);

/* The same in another mode, of those it MAY be in; READING only. */
const char *accounts_change_mode(Work *w, const Actor *actor, Mode mode, unsigned may, bool reading);

/* Ends one session of ACCOUNT, or all of them: at once for its live pages too (topic "session"). */
void accounts_end_session(Work *w, int64_t session, int64_t account);
void accounts_end_sessions(Work *w, int64_t account);
void accounts_end_others(Work *w, int64_t account, int64_t session);       /* all but SESSION */

/* The actor's session looks at the school as VIEWED sees it in MODE, for half an hour, and can write nothing meanwhile; it is kept who looked, at whom, when. */
void accounts_look_as(Work *w, int64_t viewed, Mode mode);
void accounts_look_no_more(Work *w);

/* When SESSION was last seen (STORED, or later); notes that it is seen NOW unless it was idle for longer than IDLE. */
Instant accounts_seen(int64_t session, Instant stored, Instant now, Instant idle);

/* What a session is called until its owner names it: "Firefox sur Windows". */
const char *accounts_device(Arena *mem, const char *user_agent);

Instant accounts_last_seen(int64_t session, Instant stored);     /* without being a visit */
/* MINUTES: the silence that its set leaves a session, 0: as much as KIND (Actor.idle; `idle` of the statements). */
Instant accounts_idle(Kind kind, int64_t minutes);
bool accounts_session_ended(Kind kind, Instant opened, Instant seen, int64_t minutes, Instant now);
Instant accounts_session_end(Kind kind, Instant opened, Instant seen, int64_t minutes);     /* the last moment when it is open, if it is not seen again */

/* Ends the sessions that age or silence have ended, and tells whoever watches « Connexions en cours »; every few seconds. *NEXT, 0 at first, is kept between
 * calls: before then there is nothing to look for, and nothing is asked of the base. False: it could not be done. */
bool accounts_end_old(Store *store, Instant now, Instant *next);

/* Writes to the base what is only in memory: each minute, and before the end. False: it was not written. */
bool accounts_seen_flush(Store *store);

bool accounts_is_first_secret(const School *school, const char *typed, const void *stored, size_t size);

/* ---- who is signed in at this moment (A19) ---- */

/* The rows and the columns of « Connexions en cours »: the modes in which one is connected, and with what. */
typedef enum Crowd { CROWD_ADMINISTRATIVE, CROWD_TEACHERS, CROWD_PUPIL_LIFE, CROWD_GUARDIANS, CROWD_PUPILS, CROWDS } Crowd;
typedef enum Client { CLIENT_DESK, CLIENT_TIMETABLE, CLIENT_WEB, CLIENTS } Client;
extern const char *const crowd_words[], *const client_words[];   /* NULL-ended */
Crowd accounts_crowd(Mode mode);
Client accounts_client(Crowd crowd);
bool accounts_client_exists(Crowd crowd, Client mode);

/* Of the persons in the actor's scope. LEFT: administrative connections that are still to be had, -1 when the school has set no limit
 * (School.administrative_most). Asked, then read. */
typedef struct ConnectedAsk { Rows figures, administrative, alarm; } ConnectedAsk;
typedef struct Connected { int64_t count[CROWDS][CLIENTS], total, left; Alarm alarm; } Connected;
ConnectedAsk accounts_ask_connected(Work *w);
Connected accounts_connected(Work *w, ConnectedAsk *ask);

/* The school's limit keeps ACCOUNT out, but in consultation. Never the supervisor, nor who would not be in administrative mode. */
bool accounts_are_full(Work *w, int64_t account);

/* Whose the open SESSION is, if the actor may end it: of a person in scope, and a supervisor's for a supervisor only; else 0. */
int64_t accounts_closable(Work *w, int64_t session);
void accounts_close_session(Work *w, int64_t session, int64_t account);    /* ends it, and keeps who did */

/* ---- one's own children ---- */

/* Of whom the actor is the legal guardian, not yet of age (without a day of birth one counts as under age): what is said of them is said to the actor too (P-13). */
#define OF_AGE 18
typedef struct OwnChild { int64_t person; const char *name; } OwnChild;
OwnChild *accounts_own_children(Work *w, size_t *count);
bool accounts_is_own_child(Work *w, int64_t person);
