/* The feature: who may, where, what it is called. */
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/letters/letters_web.h"

static const RightInfo rights[] = { { "letters.read", T_RIGHT_LETTERS_READ, 1, &letters_read, BRANCH_MESSAGES, OF_OFFICE, "secretariat" },
    { "letters.edit", T_RIGHT_LETTERS_EDIT, 1, &letters_edit, BRANCH_MESSAGES, OF_OFFICE, .changes = true },
    { "letters.send", T_RIGHT_LETTERS_SEND, 2, &letters_send, BRANCH_MESSAGES, OF_OFFICE, .changes = true }, { 0 } };

#define TEXT LETTERS_HERE "/textes/:text"
#define BATCH LETTERS_HERE "/lots/:lot"
static const Route routes[] = {
    { GET, LETTERS_HERE, show_letters, guard_signed_in, READ, PORTAL_DESK, "letters.read", &PAGE_LETTERS_LETTERS },
    { GET, TEXT, show_letter_text, has_letter_text, READ, PORTAL_DESK, "letters.read", &PAGE_LETTERS_TEXT },
    { POST, TEXT, save_letter_text, has_letter_text, WRITE, PORTAL_DESK, "letters.edit", &PAGE_LETTERS_TEXT, letter_fields },
    { POST, TEXT "/apercu", preview_letter, has_letter_text, SLOW, PORTAL_DESK, "letters.read", &PAGE_LETTERS_TEXT, preview_fields },
    { POST, TEXT "/reprendre", take_letter_version, has_letter_text, WRITE, PORTAL_DESK, "letters.edit", &PAGE_LETTERS_TEXT, take_fields },
    { GET, LETTERS_HERE "/envoi", show_sending, may_send_letters, SLOW, PORTAL_DESK, "letters.send", &PAGE_LETTERS_SENDING },
    { POST, LETTERS_HERE "/envoi", show_sending, may_send_letters, SLOW, PORTAL_DESK, "letters.send", &PAGE_LETTERS_SENDING },
    { GET, LETTERS_HERE "/envoi/verifier", check_batch, may_send_letters, SLOW, PORTAL_DESK, "letters.send", &PAGE_LETTERS_CHECK, sending_fields },
    { POST, LETTERS_HERE "/envoi/verifier", check_batch, may_send_letters, SLOW, PORTAL_DESK, "letters.send", &PAGE_LETTERS_CHECK, sending_fields },
    { POST, LETTERS_HERE "/envoi/essai", try_batch, may_send_letters, SLOW, PORTAL_DESK, "letters.send", &PAGE_LETTERS_CHECK, sending_fields },
    { POST, LETTERS_HERE "/envoi/lancer", start_batch, may_send_letters, WRITE, PORTAL_DESK, "letters.send", &PAGE_LETTERS_SENDING, sending_fields, .step_up = true },
    { GET, BATCH, show_batch, own_batch, READ, PORTAL_DESK, "letters.send", &PAGE_LETTERS_BATCH },
    { POST, BATCH "/arreter", stop_batch, own_batch, WRITE, PORTAL_DESK, "letters.send", &PAGE_LETTERS_BATCH },
    { POST, BATCH "/rappeler", recall_batch, own_batch, WRITE, PORTAL_DESK, "letters.send", &PAGE_LETTERS_BATCH },
    { GET, BATCH "/fichier", get_batch_file, own_batch, SLOW, PORTAL_DESK, "letters.send", NULL, .step_up = true },
    { POST, BATCH "/fin", drop_batch, own_batch, WRITE, PORTAL_DESK, "letters.send", NULL },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "communication", .rank = 1, .label = T_LETTERS_TITLE, .path = LETTERS_HERE, .right = &letters_read }, PANELS_END };
static const GuardName guards[] = { GUARD(has_letter_text), GUARD(may_send_letters), GUARD(own_batch), { 0 } };
static const Topic topics[] = { { "letters", NULL, "letters.send", guard_signed_in }, { "letter_texts", NULL, "letters.read", guard_signed_in }, { 0 } };
static const Reference references[] = { { &TABLE_LETTER, COL_LETTER_PERSON, &REF_LETTER }, { 0 } };
static const TableText tables[] = { { &TABLE_LETTER, T_TABLE_LETTER }, { &TABLE_LETTER_VERSION, T_TABLE_LETTER_VERSION }, { &TABLE_LETTER_BATCH, T_TABLE_LETTER_BATCH }, { 0 } };

static const char *show_instant(Arena *mem, int64_t at) { return instant_words(mem, at); }

static const ColumnText columns[] = {
    { &TABLE_LETTER_VERSION, COL_LETTER_VERSION_AUDIENCE, T_LETTERS_AUDIENCE, SHOWN_WORD, "kind_many" }, { &TABLE_LETTER_VERSION, COL_LETTER_VERSION_WAY, T_LETTERS_WAY, SHOWN_WORD, "letter_way" },
    { &TABLE_LETTER_VERSION, COL_LETTER_VERSION_HEAD, T_LETTERS_HEAD }, { &TABLE_LETTER_VERSION, COL_LETTER_VERSION_SUBJECT, T_LETTERS_SUBJECT_LABEL },
    { &TABLE_LETTER_VERSION, COL_LETTER_VERSION_BODY, T_LETTERS_BODY }, { &TABLE_LETTER_VERSION, COL_LETTER_VERSION_AT, T_LETTERS_AT, .show = show_instant },
    { &TABLE_LETTER_VERSION, COL_LETTER_VERSION_ACCOUNT, T_FIELD_ACCOUNT },
    { &TABLE_LETTER, COL_LETTER_PERSON, T_FIELD_PERSON }, { &TABLE_LETTER, COL_LETTER_BATCH, T_LETTERS_BATCH }, { &TABLE_LETTER, COL_LETTER_WAY, T_LETTERS_WAY, SHOWN_WORD, "letter_way" },
    { &TABLE_LETTER, COL_LETTER_VERSION, T_LETTERS_VERSION }, { &TABLE_LETTER, COL_LETTER_AT, T_LETTERS_AT, .show = show_instant }, { &TABLE_LETTER, COL_LETTER_ACCOUNT, T_FIELD_ACCOUNT },
    { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_AT, T_LETTERS_AT, .show = show_instant }, { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_ACCOUNT, T_FIELD_ACCOUNT },
    { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_WAY, T_LETTERS_WAY, SHOWN_WORD, "letter_way" }, { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_STATE, T_FIELD_STATE, SHOWN_WORD, "letter_state" },
    { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_SITE, T_LETTERS_WORD_SITE }, { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_PEOPLE, T_LETTERS_FOR_WHOM },
    { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_LEFT_OUT, T_LETTERS_LEFT_OUT }, { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_SEGMENTS, T_LETTERS_COL_SEGMENTS }, { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_COST, T_LETTERS_COL_COST },
    { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_FORM_KEY, T_LETTERS_COL_FORM_KEY }, { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_REPEATED, T_LETTERS_COL_REPEATED, SHOWN_YES_NO },
    { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_LEAVES_AT, T_TEXTING_COL_LEAVES_AT, .show = show_instant }, { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_URGENT, T_TEXTING_COL_URGENT, SHOWN_YES_NO },
    { &TABLE_LETTER, COL_LETTER_MESSAGE, T_LETTERS_COL_MESSAGE }, { &TABLE_LETTER, COL_LETTER_RECALLED, T_LETTERS_RECALLED, SHOWN_YES_NO }, { &TABLE_LETTER_BATCH, COL_LETTER_BATCH_MAILER, T_TABLE_MAILER }, { 0 } };
static const ActText acts[] = { { "POST " TEXT, T_ACT_LETTER_TEXT }, { "POST " TEXT "/reprendre", T_ACT_LETTER_TEXT }, { "letters.make", T_LETTERS_JOB, .stays = true },
    { "POST " BATCH "/rappeler", T_ACT_LETTERS_RECALLED, .stays = true }, { 0 } };

static const Processing processings[] = {
    { "communication", T_REGISTER_COMMUNICATION, T_REGISTER_COMMUNICATION_WHY, T_REGISTER_COMMUNICATION_BASIS, OF_EVERYBODY, 2,
        OF_TABLES(&TABLE_LETTER, &TABLE_LETTER_BATCH, &TABLE_LETTER_VERSION), .rights = "letters.read letters.edit letters.send", .kept = T_REGISTER_KEPT_LETTERS, .days = LETTER_HOURS },
    { "communication", .persons = OF_EVERYBODY, .data_class = 2, .tables = OF_TABLES(&TABLE_OUTBOX, &TABLE_SCHOOL_OUTBOX),
        .also = T_REGISTER_ALSO_OUTBOX, .kept = T_REGISTER_KEPT_OUTBOX, .days = OUTBOX_KEPT_DAYS }, { 0 } };

const Feature letters_feature = { .name = "letters", .routes = routes, .rights = rights, .panels = panels, .guards = guards, .topics = topics, .references = references, .tables = tables,
    .columns = columns, .acts = acts, .jobs = letters_jobs, .processings = processings };
