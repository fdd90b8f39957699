#include "school/certificates/certificates.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "work/secret.h"

#include <sodium.h>
#include <string.h>

const char *const certificate_kind_words[] = { "schooling", "leaving", NULL };

/* ---- who signs ---- */

static const char *const setting_names[] = { "certificate_signer", "certificate_quality", "certificate_place" };
#define SETTINGS (sizeof setting_names / sizeof *setting_names)

CertificateSigner certificate_signer(Work *w) {
    CertificateSigner s = { 0 };
    const char **const values[] = { &s.name, &s.quality, &s.place };
    for (Rows r = db_rows(w->tx, &CERTIFICATE_SETTINGS, NO_VALUES); row_next(&r); )
        for (size_t i = 0; i < SETTINGS; i++)
            if (str_equal(row_peek(&r, CERTIFICATE_SETTINGS_NAME), setting_names[i]))
                *values[i] = row_text(&r, CERTIFICATE_SETTINGS_VALUE, w->mem);
    return s;
}

bool certificate_is_signed(const CertificateSigner *s) { return s->name && s->quality && s->place; }

void certificate_set_signer(Work *w, const CertificateSigner *s) {
    const char *const values[] = { s->name, s->quality, s->place }, *const at[] = { "name", "quality", "place" };
    for (size_t i = 0; i < SETTINGS; i++) {
        if (str_empty(values[i]))
            problem(w, T_FORM_REQUIRED, NULL, "%s", at[i]);
        else if (text_length(values[i]) > CERTIFICATE_SIGNER_MOST)
            problem(w, T_FORM_TOO_LONG, WITH(ARG_INT("n", CERTIFICATE_SIGNER_MOST)), "%s", at[i]);
    }
    for (size_t i = 0; i < SETTINGS && !has_problems(w); i++)
        change_put(w->tx, &TABLE_SETTING, KEY(of_text(setting_names[i])), FIELDS(SET(COL_SETTING_VALUE, of_text(values[i]))));
}

/* ---- what is said of a pupil ---- */

static Day day_cell(const Rows *r, int column) { return row_null(r, column) ? NO_DAY : (Day) row_int(r, column); }

static const char *given_names(Work *w, const Rows *r) {
    Str all = str_new(w->mem, 40);
    for (int i = 0; i < 3; i++)
        if (!row_null(r, CERTIFICATE_FACTS_GIVEN_NAME + i))
            str_printf(&all, "%s%s", all.size ? ", " : "", row_text(r, CERTIFICATE_FACTS_GIVEN_NAME + i, w->mem));
    return all.data;
}

CertificateFacts *certificate_facts(Work *w, const int64_t *pupils, size_t count, size_t *found) {
    VEC(CertificateFacts) all = { 0 };
    for (Rows r = db_rows(w->tx, &CERTIFICATE_FACTS, VALUES(of_ids(pupils, count))); row_next(&r); )
        *VEC_ADD(w->mem, &all) = (CertificateFacts){ .person = row_int(&r, CERTIFICATE_FACTS_PERSON), .display_name = row_text(&r, CERTIFICATE_FACTS_DISPLAY_NAME, w->mem),
            .family_name = row_text(&r, CERTIFICATE_FACTS_FAMILY_NAME, w->mem), .usage_name = row_text(&r, CERTIFICATE_FACTS_USAGE_NAME, w->mem), .given_names = given_names(w, &r),
            .sex = row_text(&r, CERTIFICATE_FACTS_SEX, w->mem), .birth_city = row_text(&r, CERTIFICATE_FACTS_BIRTH_CITY, w->mem),
            .class_code = row_text(&r, CERTIFICATE_FACTS_CLASS_CODE, w->mem), .last_class = row_text(&r, CERTIFICATE_FACTS_LAST_CLASS, w->mem),
            .exit_label = row_text(&r, CERTIFICATE_FACTS_EXIT_LABEL, w->mem), .birth = day_cell(&r, CERTIFICATE_FACTS_BIRTH_DAY), .entry = day_cell(&r, CERTIFICATE_FACTS_ENTRY_DAY),
            .exit = day_cell(&r, CERTIFICATE_FACTS_EXIT_DAY) };
    *found = all.count;
    return all.items;
}

/* Who left before they came never was here. */
bool certificate_may_have(const CertificateFacts *f, CertificateKind kind, Day today) {
    return kind == CERTIFICATE_SCHOOLING ? f->exit == NO_DAY || f->exit > today : f->exit != NO_DAY && (f->entry == NO_DAY || f->exit > f->entry);
}

/* ---- codes ---- */

void certificate_digest(const Work *w, const char *typed, uint8_t digest[32]) {
    const char *plain = code_plain(w->mem, typed);
    uint8_t key[32];
    crypto_generichash(key, sizeof key, (const uint8_t *) "preau certificate", 17, w->school->secret, 32);
    crypto_generichash(digest, 32, (const uint8_t *) plain, strlen(plain), key, sizeof key);
    sodium_memzero(key, sizeof key);
}

static void make_code(char shown[CERTIFICATE_CODE_SHOWN + 1]) {
    code_random(shown, CERTIFICATE_CODE_SHOWN);
    for (int i = 4; i < CERTIFICATE_CODE_SHOWN; i += 5)
        shown[i] = '-';
    shown[CERTIFICATE_CODE_SHOWN] = '\0';
}

/* The first letter of a name, in capitals; NULL: there is none. */
static const char *letter_of(Arena *mem, const char *name) {
    size_t size = 1;
    while (name && ((unsigned char) name[size] & 0xc0) == 0x80)
        size++;
    return str_empty(name) ? NULL : text_upper(mem, arena_text_n(mem, name, size));
}

/* ---- giving ---- */

const char *certificate_number(Arena *mem, int64_t year, int64_t number) { return arena_printf(mem, "%lld-%04lld", (long long) year, (long long) number); }

static Value day_or_null(Day day) { return day == NO_DAY ? of_null() : of_int(day); }

static void keep(Work *w, const CertificateGiving *g, Certificate *c) {
    const CertificateFacts *f = c->facts;
    uint8_t digest[32];
    bool leaving = g->kind == CERTIFICATE_LEAVING;
    make_code(c->code);
    certificate_digest(w, c->code, digest);
    c->id = change_add(w->tx, &TABLE_CERTIFICATE, FIELDS(SET(COL_CERTIFICATE_YEAR, of_int(w->school->year)), SET(COL_CERTIFICATE_NUMBER, of_int(c->number)),
        SET(COL_CERTIFICATE_KIND, of_text(certificate_kind_words[g->kind])), SET(COL_CERTIFICATE_PERSON, of_int(f->person)), SET(COL_CERTIFICATE_AT, of_int(w->now)),
        SET(COL_CERTIFICATE_ACCOUNT, of_int(w->actor->account)), SET(COL_CERTIFICATE_CLASS_CODE, of_text(leaving ? f->last_class : f->class_code)),
        SET(COL_CERTIFICATE_FROM_DAY, day_or_null(f->entry)), SET(COL_CERTIFICATE_LAST_DAY, leaving ? of_int(f->exit - 1) : of_null()),
        SET(COL_CERTIFICATE_REASON, of_text(leaving ? g->reason : NULL))));
    db_do(w->tx, &CERTIFICATE_CODE_ADD, VALUES(of_int(c->id), of_bytes(digest, sizeof digest), of_text(letter_of(w->mem, f->family_name)), of_text(letter_of(w->mem, f->given_names))));
}

void certificates_give(Work *w, CertificateGiving *g) {
    must(g->count <= CERTIFICATES_MOST);
    Instant morning = instant_of(w->today, 0);
    if (g->own && g->count && db_int(w->tx, &CERTIFICATES_TAKEN, VALUES(of_int(g->certificates[0].facts->person), of_int(morning))) >= CERTIFICATES_A_DAY)
        problem(w, T_CERTIFICATES_ENOUGH_TODAY, WITH(ARG_INT("n", CERTIFICATES_A_DAY)), "kind");
    if (has_problems(w))
        return;
    int64_t last = db_int(w->tx, &CERTIFICATE_LAST_NUMBER, VALUES(of_int(w->school->year)));
    change_reserve(w->tx, &TABLE_CERTIFICATE, g->count);
    for (size_t i = 0; i < g->count && tx_ok(w->tx); i++) {
        g->certificates[i].number = last + (int64_t) i + 1;
        keep(w, g, &g->certificates[i]);
    }
}

void certificate_revoke(Work *w, int64_t certificate, bool revoked) {
    Value row[16];
    must(TABLE_CERTIFICATE.column_count <= 16);
    if (change_read(w->tx, &TABLE_CERTIFICATE, KEY(of_int(certificate)), row, w->mem) && (row[COL_CERTIFICATE_REVOKED_AT].kind == VALUE_NULL) == revoked)
        change_put(w->tx, &TABLE_CERTIFICATE, KEY(of_int(certificate)), FIELDS(SET(COL_CERTIFICATE_REVOKED_AT, revoked ? of_int(w->now) : of_null())));
}

/* ---- looking at the paper ---- */

CertificateSeen certificate_of_code(Work *w, const char *typed) {
    uint8_t digest[32];
    CertificateSeen seen = { 0 };
    certificate_digest(w, typed, digest);
    Rows r = db_rows(w->tx, &CERTIFICATE_OF_DIGEST, VALUES(of_bytes(digest, sizeof digest)));
    if (row_next(&r))
        seen = (CertificateSeen){ .year = row_int(&r, CERTIFICATE_OF_DIGEST_YEAR), .number = row_int(&r, CERTIFICATE_OF_DIGEST_NUMBER),
            .kind = str_equal(row_peek(&r, CERTIFICATE_OF_DIGEST_KIND), certificate_kind_words[CERTIFICATE_LEAVING]) ? CERTIFICATE_LEAVING : CERTIFICATE_SCHOOLING,
            .day = instant_day(row_int(&r, CERTIFICATE_OF_DIGEST_AT)), .last = day_cell(&r, CERTIFICATE_OF_DIGEST_LAST_DAY),
            .class_code = row_text(&r, CERTIFICATE_OF_DIGEST_CLASS_CODE, w->mem), .family = row_text(&r, CERTIFICATE_OF_DIGEST_FAMILY, w->mem),
            .given = row_text(&r, CERTIFICATE_OF_DIGEST_GIVEN, w->mem), .revoked = !row_null(&r, CERTIFICATE_OF_DIGEST_REVOKED_AT) };
    rows_end(&r);
    return seen;
}
