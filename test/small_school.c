#include "test/small_school.h"

#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "school/accounts/accounts.h"
#include "school/calendar/calendar.h"
#include "school/desk/desk.h"
#include "school/people/people.h"
#include "web/conversation.h"
#include "school/reads/reads_web.h"
#include "test/variants.h"
#include "work/mail.h"
#include "work/sms.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint8_t secret[32] = { 1, 2, 3 };
static const MailServer mail = { .host = "127.0.0.1", .port = 1, .security = MAIL_PLAIN, .from = "ecole@exemple.fr", .name = "Collège Ada-Lovelace", .uai = "9990001X" };
static const SmsServer sms = { .url = "http://127.0.0.1:1/cgi-bin/sendsms", .user = "preau", .password = "x", .price = 7, .site = "https://ecole.example" };

const char *source_path(Arena *mem, const char *name) {
    return access("test/samples/fictif", F_OK) == 0 ? name : arena_printf(mem, "../../%s", name);
}

const char *sample(Arena *mem, const char *name) {
    return source_path(mem, arena_printf(mem, "test/samples/fictif/%s", name));
}

static int64_t add_account(Work *w, Kind kind, const char *login) {
    int64_t account = accounts_add(w, kind, 0, login, login);
    accounts_set_hash(w, account, "not a real one");
    return account;
}

SmallSchool *small_school_over(StoreFixture *f) {
    SmallSchool *s = NEW(f->mem, SmallSchool);
    log_level(LOG_NOTHING);         /* faults are made on purpose here */
    size_t count;
    const TableHook *hooks = feature_hooks(features, f->mem, &count);
    s->fixture = f;
    s->mem = f->mem;
    s->school = (School){ .uai = "9990001X", .name = "Collège Ada-Lovelace", .kind = "college", .zone = "C", .folder = f->folder, .year = 2025,
        .store = f->store, .secret = secret, .files_most = 64 * 1024 * 1024, .files_person_most = 8 * 1024 * 1024,
        .mail = &mail, .sms = &sms, .reads = reads_new(f->mem) };
    s->site = (Site){ .school = &s->school, .features = features, .listen = "127.0.0.1:0", .actor = accounts_actor, .watcher = accounts_watcher,
        .note_reads = reads_told, .ask_frame = desk_ask_frame, .frame = desk_frame };
    change_hooks(f->store, hooks, count);
    const char *mistake;
    s->dispatcher = dispatcher_new(&s->site, f->mem, &mistake);        /* here, and not at the first request: tests ask from many threads */
    s->asked = s->site;
    if (mistake)
        fprintf(stderr, "%s\n", mistake);
    must(!mistake);
    return s;
}

void small_give_narrow(Work *w, int64_t account) {
    if (!db_int(w->tx, &ACCESS_PROFILE, VALUES(of_text("classes")))) {
        int64_t set = change_add(w->tx, &TABLE_ACCESS_PROFILE, FIELDS(SET(COL_ACCESS_PROFILE_CODE, of_text("classes")), SET(COL_ACCESS_PROFILE_SEES_ALL, of_int(1)),
            SET(COL_ACCESS_PROFILE_MODE, of_text("school_life")), SET(COL_ACCESS_PROFILE_MODEL, of_text("school_life")), SET(COL_ACCESS_PROFILE_NAME, of_text("Deux classes"))));
        static const char *const held[] = { "desk.lists", "people.birth", "lists.export", "meals.see", "meals.edit", "pickups.see", "pickups.edit" };
        for (size_t i = 0; i < sizeof held / sizeof *held; i++)
            change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(set), of_text(held[i])), NULL, 0);
    }
    access_give(w, account, "classes");
    access_restrict(w, account);
}

SmallSchool *small_school(StoreFixture *f) {
    SmallSchool *s = small_school_over(f);
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    Work *w = work_new(f->mem, tx, &s->school, &program_actor, "test");
    int64_t supervisor = add_account(w, KIND_SUPERVISOR, "superviseur"), restricted = add_account(w, KIND_STAFF, "restreint");
    must(tx_commit(tx) == TX_DONE);
    tx = tx_begin(f->store, f->mem, TX_WRITE);
    w = work_new(f->mem, tx, &s->school, &program_actor, "test");
    calendar_set_up(w, 2025, "C", NULL);
    access_bring_up(w);
    small_give_narrow(w, restricted);
    must(tx_commit(tx) == TX_DONE);
    tx = tx_begin(f->store, f->mem, TX_WRITE);
    w = work_new(f->mem, tx, &s->school, &program_actor, "test");
    s->supervisor = accounts_open_session(w, supervisor, "test", NULL);
    s->restricted = accounts_open_session(w, restricted, "test", NULL);
    must(tx_commit(tx) == TX_DONE);
    return s;
}

Report *import_samples(SmallSchool *s, bool dry_run, const char *first, ...) {
    const char *paths[16], *names[16];
    size_t count = 0;
    va_list more;
    va_start(more, first);
    for (const char *name = first; name; name = va_arg(more, const char *)) {
        paths[count] = sample(s->mem, name);
        names[count++] = name;
    }
    va_end(more);
    ImportAsk ask = { .paths = paths, .names = names, .count = count, .dry_run = dry_run };
    return import_run(&s->school, &program_actor, s->mem, &ask);
}

Report *import_body(SmallSchool *s, const char *root, const char *body, const char *answers) { return import_body_as(s, MODE_KEEP, root, body, answers); }

Report *import_body_as(SmallSchool *s, ImportMode mode, const char *root, const char *body, const char *answers) {
    bool sts = str_equal(root, "STS_EDT");
    const char *head = sts ? "<UAJ CODE='9990001X'/><ANNEE_SCOLAIRE ANNEE='2025'/>"
        : "<UAJ>9990001X</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE><DATE_EXPORT>05/09/2025</DATE_EXPORT>";
    const char *xml = arena_printf(s->mem, "<?xml version='1.0' encoding='UTF-8'?>\n<%s><PARAMETRES>%s</PARAMETRES><DONNEES>\n%s\n</DONNEES></%s>", root, head, body, root);
    const char *path = write_whole(s->mem, s->fixture->folder, "body.xml", xml, strlen(xml));
    ImportAnswer given[16];
    size_t count = 0;
    for (const char *at = answers; at && *at && count < 16; at += strcspn(at, ";"), at += *at == ';') {
        size_t id = strcspn(at, "=");
        given[count++] = (ImportAnswer){ arena_text_n(s->mem, at, id), arena_text_n(s->mem, at + id + 1, strcspn(at + id + 1, ";")) };
    }
    ImportAsk ask = { .paths = &path, .names = &path, .count = 1, .answers = { .items = given, .count = count, .mode = mode } };
    return import_run(&s->school, &program_actor, s->mem, &ask);
}

void import_everything(SmallSchool *s) {
    Report *r = import_samples(s, false, "sts/sts_emp_9990001X_2025.xml", "siecle/ResponsablesAvecAdresses.xml", "siecle/ElevesAvecAdresses.xml",
        "siecle/Structures.xml", "siecle/Communs.xml", "siecle/Nomenclature.xml", NULL);
    must(r->applied);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
    int64_t restricted = accounts_find(w, "restreint");
    access_show_class(w, restricted, db_int(tx, &STRUCTURE_BY_CODE, VALUES(of_text("class"), of_text("6A"))));
    access_show_class(w, restricted, db_int(tx, &STRUCTURE_BY_CODE, VALUES(of_text("class"), of_text("5 A"))));
    must(tx_commit(tx) == TX_DONE);
}

Work *by_hand(SmallSchool *s) {
    Actor *actor = NEW(s->mem, Actor);
    Work *w = work_new(s->mem, tx_begin(s->school.store, s->mem, TX_WRITE), &s->school, &program_actor, "test");
    *actor = program_actor;
    actor->account = accounts_find(w, "superviseur");
    work_actor(w, actor, "by_hand");
    return w;
}

void small_ask(SmallSchool *s, Arena *mem, Exchange *e) {
    const char *mistake;
    if (memcmp(&s->asked, &s->site, sizeof s->site) != 0) {
        s->dispatcher = s->site.limits ? NULL : dispatcher_new(&s->site, s->mem, &mistake);
        s->asked = s->site;
    }
    e->dispatcher = s->dispatcher;
    serve_exchange(&s->site, mem, e);
}

Exchange request(SmallSchool *s, const char *cookie, const char *method, const char *target, const char *body, bool json) {
    const char **headers = NEW_ARRAY(s->mem, const char *, 16);
    int n = 0;
    headers[n++] = "Host";
    headers[n++] = "127.0.0.1:8080";
    headers[n++] = "Origin";
    headers[n++] = "http://127.0.0.1:8080";
    if (json) {
        headers[n++] = "Accept";
        headers[n++] = "application/json";
    }
    if (cookie) {
        headers[n++] = "Cookie";
        headers[n++] = arena_printf(s->mem, "sid=%s", cookie);
    }
    if (body) {
        headers[n++] = "Content-Type";
        headers[n++] = "application/x-www-form-urlencoded";
    }
    Exchange e = { .method = method, .target = target, .headers = headers, .body = body, .body_size = body ? strlen(body) : 0 };
    small_ask(s, s->mem, &e);
    return e;
}

bool answers(const Exchange *e, const char *text) {
    return memmem(e->answer, e->answer_size, text, strlen(text)) != NULL;
}

const char *value_in(SmallSchool *s, const Statement *table, int key, const char *value, int wanted) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    const char *found = "?";
    for (Rows r = db_rows(tx, table, NO_VALUES); row_next(&r); ) {
        const char *have = row_null(&r, key) ? "" : table->columns[key] == 't' ? row_text(&r, key, s->mem) : arena_printf(s->mem, "%lld", (long long) row_int(&r, key));
        if (str_equal(have, value))
            found = row_null(&r, wanted) ? "" : table->columns[wanted] == 't' ? row_text(&r, wanted, s->mem)
                : arena_printf(s->mem, "%lld", (long long) row_int(&r, wanted));
    }
    tx_rollback(tx);
    return found;
}

const char *school_digest(SmallSchool *s) {
    static const Statement *const tables[] = { &ALL_ADDRESS, &ALL_PERSON, &ALL_PUPIL, &ALL_GUARDIAN, &ALL_TEACHER, &ALL_STAFF, &ALL_STRUCTURE, &ALL_BOARD,
        &ALL_GUARDIANSHIP, &ALL_MEMBERSHIP, &ALL_PUPIL_OPTION, &ALL_SERVICE, &ALL_SERVICE_TEACHER, &ALL_SUBJECT, &ALL_MEF,
        &ALL_STRUCTURE_MEF, &ALL_GROUP_CLASS, &ALL_POST_DISCIPLINE, &ALL_MAIN_TEACHER, &ALL_PROGRAMME, &ALL_CODE_ENTRY };
    crypto_generichash_state h;
    unsigned char out[32];
    crypto_generichash_init(&h, NULL, 0, sizeof out);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        uint64_t sum = 0;               /* whatever the order of the rows */
        for (Rows r = db_rows(tx, tables[t], NO_VALUES); row_next(&r); ) {
            Str line = str_new(s->mem, 200);
            for (int c = 0; c < tables[t]->column_count; c++)
                if (tables[t]->columns[c] == 'i')
                    str_printf(&line, "%lld%c", (long long) row_int(&r, c), row_null(&r, c) ? '-' : '|');
                else if (tables[t]->columns[c] == 't')
                    str_printf(&line, "%s|", row_null(&r, c) ? "-" : row_peek(&r, c));
            unsigned char one[16];
            uint64_t part;
            crypto_generichash(one, sizeof one, (const unsigned char *) line.data, line.size, NULL, 0);
            memcpy(&part, one, sizeof part);
            sum += part;
        }
        crypto_generichash_update(&h, (const unsigned char *) &sum, sizeof sum);
    }
    must(tx_ok(tx));
    tx_rollback(tx);
    crypto_generichash_final(&h, out, sizeof out);
    char *hex = arena_alloc(s->mem, 65, 1);
    return sodium_bin2hex(hex, 65, out, sizeof out);
}
