/* The school's addresses: set up, and chosen by who sends. */
#include "school/mailing/mailing.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/entry.h"
#include "work/sealed_cell.h"

#include <sodium.h>
#include <string.h>

#define TRY_EVERY ((Instant) 10 * 1000)

RightId mailing_settings;
const char *const mailer_security_words[] = { "starttls", "tls", "none", NULL };

/* ---- read ---- */

Mailer *mailers(Work *w, int64_t id, size_t *count) {
    VEC(Mailer) all = { 0 };
    Rows r = db_rows(w->tx, &MAILERS, VALUES(of_int(id)));
    while (row_next(&r)) {
        Mailer *m = VEC_ADD(w->mem, &all);
        *m = (Mailer){ .id = row_int(&r, MAILERS_ID), .port = row_int(&r, MAILERS_PORT), .users = row_int(&r, MAILERS_USERS), .label = row_text(&r, MAILERS_LABEL, w->mem),
            .address = row_text(&r, MAILERS_ADDRESS, w->mem), .name = row_text(&r, MAILERS_NAME, w->mem), .reply_to = row_text(&r, MAILERS_REPLY_TO, w->mem),
            .host = row_text(&r, MAILERS_HOST, w->mem), .security = row_text(&r, MAILERS_SECURITY, w->mem), .login = row_text(&r, MAILERS_LOGIN, w->mem),
            .everyone = row_int(&r, MAILERS_EVERYONE), .usual = row_int(&r, MAILERS_USUAL), .paused = row_int(&r, MAILERS_PAUSED), .at = row_int(&r, MAILERS_AT),
            .reason = row_text(&r, MAILERS_REASON, w->mem) };
        if (!row_null(&r, MAILERS_SECRET))
            m->sealed = row_bytes(&r, MAILERS_SECRET, w->mem, &m->sealed_size);
    }
    *count = all.count;
    return all.items;
}

/* ---- the password ---- */

static CellPlace place_of(Arena *mem, const Mailer *m) {
    const char *of = arena_printf(mem, "%lld %s:%lld %s %s", (long long) m->id, m->host, (long long) m->port, m->security, m->login);
    return (CellPlace){ "preau mailer", of, strlen(of) };
}

void mailer_seal(Work *w, const Mailer *m, const char *password, uint8_t *sealed) {
    const CellPlace place = place_of(w->mem, m);
    cell_seal(w->school, &place, password, strlen(password), sealed);
}

char *mailer_unseal(const School *school, Arena *mem, const Mailer *m) {
    const CellPlace place = place_of(mem, m);
    char *plain = m->sealed_size > SEALED_CELL_MORE ? arena_alloc(mem, m->sealed_size - SEALED_CELL_MORE + 1, 1) : NULL;
    if (!plain || !cell_open(school, &place, m->sealed, m->sealed_size, plain))
        return NULL;
    plain[m->sealed_size - SEALED_CELL_MORE] = '\0';
    return plain;
}

/* ---- set up ---- */

/* A name with a dot whose end is no number: an address, however it is written, is none. */
static bool is_name(const char *host) {
    const char *dot = strrchr(host, '.');
    return dot && dot > host && strpbrk(dot, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == dot + 1;
}

static bool is_mail_port(int64_t port) { return port == 25 || port == 465 || port == 587 || port == 2525; }

static void look_at_server(Work *w, const Mailer *m) {
    bool inside = w->school->mail_inside, plain = str_equal(m->security, "none");
    if (!mail_host_fits(m->host) || (!inside && !is_name(m->host)))
        problem(w, T_MAILING_BAD_HOST, NULL, "host");
    if (m->port < 1 || m->port > 65535 || (!inside && !is_mail_port(m->port)))
        problem(w, T_MAILING_BAD_PORT, NULL, "port");
    if (plain && !(inside && host_is_here(m->host)))
        problem(w, T_MAILING_IN_CLEAR, NULL, "security");
}

static bool same_server(const Mailer *a, const Mailer *b) {
    return str_equal(a->host, b->host) && a->port == b->port && str_equal(a->security, b->security) && str_equal(a->login, b->login);
}

static void look_at(Work *w, const Mailer *m, const Mailer *before, const char *password) {
    if (str_empty(m->label))
        problem(w, T_FORM_REQUIRED, NULL, "label");
    else if (db_int(w->tx, &MAILER_LABELLED, VALUES(of_text(m->label), of_int(m->id))))
        problem(w, T_MAILING_LABEL_TAKEN, NULL, "label");
    if (str_empty(m->name))
        problem(w, T_FORM_REQUIRED, NULL, "name");
    if (str_empty(m->address) || !mail_address_fits(m->address))
        problem(w, T_MAILING_BAD_ADDRESS, NULL, "address");
    if (m->reply_to && !mail_address_fits(m->reply_to))
        problem(w, T_MAILING_BAD_ADDRESS, NULL, "reply_to");
    if (m->host)
        look_at_server(w, m);
    else if (m->login)
        problem(w, T_MAILING_LOGIN_WHERE, NULL, "login");
    if (m->login && m->host && !password && !(before && before->sealed && same_server(m, before)))
        problem(w, before && before->sealed ? T_MAILING_SECRET_AGAIN : T_FORM_REQUIRED, NULL, "password");
    if (password && !m->login)
        problem(w, T_FORM_REQUIRED, NULL, "login");
}

static void keep_secret(Work *w, const Mailer *m, const char *password) {
    if (!m->login)
        db_do(w->tx, &MAILER_SECRET_END, VALUES(of_int(m->id)));
    if (!m->login || !password)
        return;
    size_t size = strlen(password) + SEALED_CELL_MORE;
    uint8_t *sealed = arena_alloc(w->mem, size, 1);
    mailer_seal(w, m, password, sealed);
    db_do(w->tx, &MAILER_SECRET_SET, VALUES(of_int(m->id), of_bytes(sealed, size)));
    change_touch(w->tx, SCHOOL, "mailers");
}

int64_t mailer_save(Work *w, const Mailer *asked, const char *password) {
    size_t count, all;
    Mailer m = *asked, *before = m.id ? mailers(w, m.id, &count) : NULL;
    if (!m.host)
        m.port = 0, m.security = NULL;
    look_at(w, &m, before, password);
    if (has_problems(w))
        return 0;
    mailers(w, 0, &all);
    const ChangeField fields[] = { SET(COL_MAILER_LABEL, of_text(m.label)), SET(COL_MAILER_ADDRESS, of_text(m.address)), SET(COL_MAILER_NAME, of_text(m.name)),
        SET(COL_MAILER_REPLY_TO, of_text(m.reply_to)), SET(COL_MAILER_HOST, of_text(m.host)), SET(COL_MAILER_PORT, m.host ? of_int(m.port) : of_null()),
        SET(COL_MAILER_SECURITY, of_text(m.security)), SET(COL_MAILER_LOGIN, of_text(m.login)), SET(COL_MAILER_EVERYONE, of_int(m.everyone)), SET(COL_MAILER_USUAL, of_int(1)) };
    size_t known = sizeof fields / sizeof *fields - (all > 0);          /* what is usual stays so; the first one is */
    if (m.id)
        change_put(w->tx, &TABLE_MAILER, KEY(of_int(m.id)), fields, known);
    else
        m.id = change_add(w->tx, &TABLE_MAILER, fields, known);
    keep_secret(w, &m, password);
    if (before && (password || !same_server(&m, before)))
        db_do(w->tx, &MAILER_STATE_END, VALUES(of_int(m.id)));          /* it was about what is no more */
    return m.id;
}

void mailer_pause(Work *w, int64_t id, bool paused) { change_put(w->tx, &TABLE_MAILER, KEY(of_int(id)), FIELDS(SET(COL_MAILER_PAUSED, of_int(paused)))); }

void mailer_make_usual(Work *w, int64_t id) {
    VEC(int64_t) before = { 0 };
    for (Rows r = db_rows(w->tx, &USUAL_MAILERS, NO_VALUES); row_next(&r); )
        *VEC_ADD(w->mem, &before) = row_int(&r, USUAL_MAILERS_ID);
    for (size_t i = 0; i < before.count; i++)
        if (before.items[i] != id)
            change_put(w->tx, &TABLE_MAILER, KEY(of_int(before.items[i])), FIELDS(SET(COL_MAILER_USUAL, of_int(0))));
    change_put(w->tx, &TABLE_MAILER, KEY(of_int(id)), FIELDS(SET(COL_MAILER_USUAL, of_int(1))));
}

void mailer_remove(Work *w, int64_t id) {
    VEC(int64_t) users = { 0 };
    for (Rows r = db_rows(w->tx, &MAILER_USERS, VALUES(of_int(id))); row_next(&r); )
        *VEC_ADD(w->mem, &users) = row_int(&r, MAILER_USERS_ACCOUNT);
    for (size_t i = 0; i < users.count; i++)
        change_end(w->tx, &TABLE_MAILER_USER, KEY(of_int(id), of_int(users.items[i])));
    db_do(w->tx, &MAILER_SECRET_END, VALUES(of_int(id)));
    db_do(w->tx, &MAILER_STATE_END, VALUES(of_int(id)));
    change_end(w->tx, &TABLE_MAILER, KEY(of_int(id)));
}

void mailer_let(Work *w, int64_t id, int64_t account) {
    bool works_here = false;
    for (Rows r = db_rows(w->tx, &MAILER_CANDIDATES, VALUES(of_int(id))); row_next(&r); )
        works_here = works_here || row_int(&r, MAILER_CANDIDATES_ACCOUNT) == account;
    if (!works_here)
        problem(w, T_MAILING_NOBODY_SUCH, NULL, "account");
    else
        change_put(w->tx, &TABLE_MAILER_USER, KEY(of_int(id), of_int(account)), NULL, 0);
}

void mailer_stop(Work *w, int64_t id, int64_t account) { change_end(w->tx, &TABLE_MAILER_USER, KEY(of_int(id), of_int(account))); }

/* ---- a trial ---- */

const char *mailer_try_key(Arena *mem, int64_t mailer, int64_t account, Instant at) {
    return arena_printf(mem, MAILER_TRY "%lld/%lld/%lld", (long long) mailer, (long long) account, (long long) (at / TRY_EVERY));
}

void mailer_try(Work *w, const Mailer *m) {
    const char *to = accounts_address(w, w->actor->account);
    if (!to || !mail_address_fits(to))
        problem(w, T_MAILING_TRY_NO_ADDRESS, NULL, "try");
    else if (!m->host && !w->school->mail)
        problem(w, T_LETTERS_NO_SERVER, NULL, "try");
    else
        outbox_add(w, SCHOOL, &(OutboxMessage){ .channel = "mail", .to = to, .subject = words(w->mem, T_MAILING_TRY_SUBJECT, WITH(ARG_TEXT("label", m->label))),
            .body = words(w->mem, T_MAILING_TRY_BODY, WITH(ARG_TEXT("label", m->label), ARG_TEXT("address", m->address), ARG_TEXT("school", w->school->name))),
            .dedup = mailer_try_key(w->mem, m->id, w->actor->account, w->now), .mailer = m->id });
}

/* ---- used ---- */

MailerChoice mailers_for(Work *w) {
    size_t count;
    VEC(int64_t) theirs = { 0 };
    MailerChoice choice = { .items = mailers(w, 0, &count) };
    for (Rows r = db_rows(w->tx, &USABLE_MAILERS, VALUES(of_int(w->actor->account))); row_next(&r); )
        *VEC_ADD(w->mem, &theirs) = row_int(&r, USABLE_MAILERS_ID);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < theirs.count; k++)
            if (choice.items[i].id == theirs.items[k] && (choice.items[i].host || w->school->mail))
                choice.items[choice.count++] = choice.items[i];
    choice.proposed = choice.count ? choice.items[0].id : 0;
    return choice;
}

int64_t mailer_chosen(Work *w, int64_t asked) {
    MailerChoice choice = mailers_for(w);
    if (!asked)
        return choice.proposed;
    for (size_t i = 0; i < choice.count; i++)
        if (choice.items[i].id == asked)
            return asked;
    problem(w, T_MAILING_NOT_YOURS, NULL, "mailer");
    return 0;
}

/* What is to be mended is said where it is: on the page of these addresses, or in preau.conf. */
TextId mailing_reason(const char *reason, bool own) {
    static const struct { const char *word; TextId text; bool own; } all[] = { { "paused", T_MAILING_WHY_PAUSED }, { "no_server", T_LETTERS_NO_SERVER }, { "unsealed", T_MAILING_WHY_UNSEALED },
        { "security", T_MAILING_WHY_SECURITY, true }, { "login", T_MAILING_WHY_LOGIN, true }, { "no_route", T_MAILING_WHY_NO_ROUTE, true }, { "sender", T_MAILING_WHY_SENDER, true } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_equal(all[i].word, reason) && (own || !all[i].own))
            return all[i].text;
    return mail_reason(reason);
}

/* ---- addresses that do not receive ---- */

/* Capitals make no other address. */
void mail_hash(const School *school, const char *address, uint8_t hash[MAIL_HASH]) {
    crypto_generichash_state state;
    static const char use[] = "preau refused address:";
    crypto_generichash_init(&state, school->secret, 32, MAIL_HASH);
    crypto_generichash_update(&state, (const uint8_t *) use, sizeof use - 1);
    for (; *address; address++) {
        uint8_t c = (uint8_t) (*address >= 'A' && *address <= 'Z' ? *address + ('a' - 'A') : *address);
        crypto_generichash_update(&state, &c, 1);
    }
    crypto_generichash_final(&state, hash, MAIL_HASH);
}

Instant mail_refused_at(Work *w, const char *address) {
    uint8_t hash[MAIL_HASH];
    mail_hash(w->school, address, hash);
    return db_int(w->tx, &MAIL_REFUSED_OF, VALUES(of_bytes(hash, sizeof hash)));
}
