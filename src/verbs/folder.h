/* A school folder: preau.conf, the bases, the documents; never its key (contract.md). */
#pragma once

#include "verbs/verbs.h"
#include "work/mail.h"
#include "work/sms.h"

typedef struct Setting { const char *name, *fallback; TextId meaning; } Setting;
extern const Setting settings[];                /* ends with a NULL name */

typedef struct Folder {
    School school;
    MailServer mail;                            /* host NULL: none, or not read */
    SmsServer sms;                              /* url NULL: none, or not read */
    const char *path, *store_url;
    const char *values[32];                     /* by position in `settings` */
} Folder;

const char *folder_setting(const Folder *f, const char *name);

/* AS_IT_IS: only if nothing is to be done; TO_DATE: schema steps are run, in every year; NEW_YEAR: YEAR's base is made too when it is missing. */
typedef enum FolderUse { FOLDER_AS_IT_IS, FOLDER_TO_DATE, FOLDER_NEW_YEAR } FolderUse;

/* Opens the folder and its bases of YEAR (0: the newest, below 0: not a year). 0, or the exit code after saying why not. A year that is over, and
 * followed by another, is closed: it opens for reading only (years.h). */
int folder_open(Folder *f, const char *path, int year, FolderUse use, Arena *mem);
/* Reads what preau.conf says of mail into F, and the school is to know of it. 0, or the exit code after saying what is wrong. Before there are threads. */
int folder_mail(Folder *f, Arena *mem);
TextId folder_mail_mistake(Folder *f, Arena *mem);      /* the same, said by the caller; T_NONE: nothing is wrong */
/* The same of text messages. */
int folder_sms(Folder *f, Arena *mem);
TextId folder_sms_mistake(Folder *f, Arena *mem);
bool folder_year_is_over(int year, int newest, Day today);
void folder_close(Folder *f);

int folder_read_conf(Folder *f, const char *path, Arena *mem);
int folder_year_asked(const Arguments *a);      /* --year, else 0; -1: that is no year */

/* The years that have a base here, oldest first. 0, or the exit code after saying why not. */
int folder_years(const Folder *f, Arena *mem, int **years, size_t *count);

/* Where the key of this school is kept; made with its directories when it is asked for and missing. */
const char *key_path(Arena *mem, const char *uai);
bool key_read(const char *path, uint8_t key[32]);
bool key_make(const char *path, uint8_t key[32]);
bool key_write(const char *path, const uint8_t key[32]);        /* a new file, never over an older one */

/* The recovery sheet: the key in 17 groups of four, the last one a checksum; read back with its blanks, capitals and confusions. */
void key_print_sheet(const uint8_t key[32]);
bool key_from_sheet(const char *typed, uint8_t key[32]);

/* `preau new` without its words: also what the demo begins with. SECRET: the supervisor's first one, NULL when they exist already. */
int new_school(const Arguments *a, Arena *mem, Folder *f, const char **secret, bool *key_made);
