/* Photos and documents of people (PE-01, PE-14), and whether somebody's face may be shown. Bytes lie sealed beside the base (kept_files.h); here is who may
 * have what, how much, and for how long. Whoever calls has looked whether the actor sees the person.
 *
 * A face that is refused is shown to nobody, on no screen and no paper, from the day on which it is refused (PRIV-06); unless somebody refused, it is shown inside the school
 * (PE-14: «opt-out»). No photo is taken in meanwhile. What is taken off can be had back for thirty days, then its bytes go.
 * The history may take back what was added, and put it in force again: bytes last as long as that (FILES_HELD_DAYS).
 *
 * Rights: files.see and files.edit (documents), photos.edit (photos and the right to them). */
#pragma once

#include "document/bare.h"
#include "document/photo.h"
#include "school/files/kept_files.h"
#include "school/lists/cell.h"
#include "work/job.h"

extern RightId files_see, files_edit, photos_edit;

#define FILES_KEPT_DAYS 30
#define FILES_HELD_DAYS 61             /* of what no row refers to any more: a work may be taken back for thirty days, and that again */
#define DOCUMENT_MOST ((int64_t) 50 * 1024 * 1024)      /* promises.md 6.3 */
#define DOCUMENT_TITLE_MOST 120         /* characters */

/* Is there room for SIZE more bytes on PERSON's record? False: the problem is told, at "file". What was taken off counts until it goes. */
bool files_fit(Work *w, int64_t person, int64_t size);

/* ---- documents ---- */

/* What a file is, by what it holds: PDF, pictures, texts, tables and slides without macros, plain text. NULL: nothing that is taken. */
typedef struct DocumentType { const char *type, *extension, *word; } DocumentType;
const DocumentType *document_type(Arena *mem, int fd, int64_t size);
const DocumentType *document_type_named(const char *type);
bool document_bare_kind(const DocumentType *type, BareKind *kind);      /* false: no picture, or none that says where it was taken */
/* Without anything in it that would mislead a reader, and not too long; NULL: nothing is left of it. _of: out of a file's name, without path and ending. */
const char *document_title(Arena *mem, const char *text);
const char *document_title_of(Arena *mem, const char *name);

/* SEALED holds it already. 0: there is a problem, at "file" or "title". */
typedef struct NewDocument { const char *title, *sealed; const DocumentType *type; int64_t size; } NewDocument;
int64_t document_add(Work *w, int64_t person, const NewDocument *d);
void document_rename(Work *w, int64_t file, const char *title, const char *was);        /* WAS: as it was believed to be; NULL: whatever it was */
void document_end(Work *w, int64_t file);
void document_return(Work *w, int64_t file);
bool file_ended_for_good(const Work *w, Instant ended_at);

/* ---- photos ---- */

bool photo_is_for(Work *w, int64_t person);             /* pupils, teachers, staff */
bool photo_is_refused(Work *w, int64_t person);
/* The photo of PERSON from now on; the one before ends. False: there is a problem, at "photo" or "file". */
bool photo_may_be_put(Work *w, int64_t person);         /* false: the problem is told */
bool photo_put(Work *w, int64_t person, const char *sealed, int64_t size);
/* The same without asking: whoever calls has asked already. True: there was one before. */
bool photo_place(Work *w, int64_t person, const char *sealed, int64_t size, int64_t batch);
void photo_end(Work *w, int64_t person);
TextId photo_trouble_text(PhotoTrouble trouble);

/* ---- the right to one's image ---- */

typedef enum ImageRight { IMAGE_UNKNOWN, IMAGE_YES, IMAGE_NO } ImageRight;
extern const char *const image_right_words[];           /* unknown yes no, NULL-ended */
ImageRight image_right_on(Work *w, int64_t person, Day day);
/* From FROM on (NO_DAY: today). Problems at "image_right", "from". */
void image_right_set(Work *w, int64_t person, ImageRight to, Day from);
void image_right_change(Work *w, const CellChange *change);      /* a cell of a list: a word of image_right_words; emptied: unknown */

/* ---- what others show ---- */

struct Doc;
/* What a record asks for with all that it will show (db_rows), and what it then writes of it: the keys of files/on_record.reply. */
typedef struct FilesAsked { int64_t person; Rows photo, rights, documents; bool seen; } FilesAsked;
FilesAsked files_ask(Work *w, int64_t person);
void files_on_record(Work *w, struct Doc *d, FilesAsked *asked);

/* ---- archives of photos, and what goes ---- */

extern const JobKind files_jobs[];      /* ends with a NULL name */
enum { FILES_JOB_PHOTOS, FILES_JOB_TIDY };

extern const char *const photo_named_words[];           /* any siecle_id elenoet ine id name, NULL-ended */
extern const char *const photo_outcome_words[];
/* In W's WRITE: the archive SEALED is read by a job, entry by entry; when all are read, one work of the history places them, and takes them back. */
int64_t photo_batch_start(Work *w, const char *sealed, const char *named_by);
const char *photo_batch_about(Arena *mem, int64_t batch);

/* Every file that a row refers to is there and whole, as `preau check` asks: those that are not, counted; *NAMED: one of them, in MEM. */
size_t files_check(const School *school, Arena *mem, const char **named);
