#include "test/ready_school.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "school/accounts/accounts.h"
#include "school/certificates/certificates.h"
#include "school/files/files.h"
#include "school/mailing/mailing.h"
#include "school/support/support.h"
#include "store/engine.h"

#include <stdio.h>
#include <string.h>

int64_t ready_number(const SmallSchool *s, const char *sql) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    Rows rows = db_run(tx, &(Run){ .name = sql, .text = sql, .types = "", .columns = "i", .column_count = 1 });
    int64_t number = row_next(&rows) ? row_int(&rows, 0) : 0;
    rows_end(&rows);
    must(tx_ok(tx));
    tx_rollback(tx);
    return number;
}

/* ---- what there is: test/things.txt ---- */

/* {name} and {other_name} of the things above. */
static const char *with_ids(const ReadySchool *r, const char *sql) {
    Arena *mem = r->small->mem;
    for (const ReadyThing *t = r->things; t->name; t++)
        for (int other = 0; other < 2; other++) {
            const char *hole = arena_printf(mem, other ? "{other_%s}" : "{%s}", t->name), *at = strstr(sql, hole);
            if (at)
                sql = arena_printf(mem, "%.*s%lld%s", (int) (at - sql), sql, (long long) (other ? t->other : t->own), at + strlen(hole));
        }
    return sql;
}

const ReadyThing *ready_thing(const ReadySchool *r, const char *name) {
    for (const ReadyThing *t = r->things; t->name; t++)
        if (str_equal(t->name, name))
            return t;
    return NULL;
}

const ReadyPerson *ready_person(const ReadySchool *r, const char *name) {
    for (int i = 0; i < PEOPLE; i++)
        if (str_equal(r->people[i].name, name))
            return &r->people[i];
    return NULL;
}

/* ---- who there is ---- */

static void open_accounts(ReadySchool *r) {
    static const Kind kinds[PEOPLE] = { [STAFF] = KIND_STAFF, [TEACHER] = KIND_TEACHER, [GUARDIAN] = KIND_GUARDIAN, [PUPIL] = KIND_PUPIL,
        [NEWCOMER] = KIND_STAFF };
    SmallSchool *s = r->small;
    const int64_t persons[PEOPLE] = { [STAFF] = ready_thing(r, "staff")->own, [TEACHER] = ready_thing(r, "teacher")->own, [GUARDIAN] = ready_thing(r, "guardian")->own, [PUPIL] = ready_thing(r, "pupil")->own };
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
    for (int i = 0; i < PEOPLE; i++) {
        ReadyPerson *p = &r->people[i];
        p->person = persons[i];
        if (i == STRANGER)
            continue;
        if (kinds[i])
            p->account = accounts_add(w, kinds[i], p->person, p->login, p->login);
        else
            p->account = accounts_find(w, p->login);
        if (i == NEWCOMER)
            r->first_secret = accounts_first_secret(w, p->account);
        else
            accounts_set_hash(w, p->account, i == STAFF ? accounts_hash(s->mem, READY_PASSWORD) : "not a real one");
    }
    must(tx_commit(tx) == TX_DONE);
}

static void open_sessions(ReadySchool *r) {
    SmallSchool *s = r->small;
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
    for (int i = 0; i < PEOPLE; i++)
        if (i != STRANGER)
            r->people[i].cookie = accounts_open_session(w, r->people[i].account, "test", NULL);
    must(tx_commit(tx) == TX_DONE);
    for (int i = 0; i < PEOPLE; i++)
        r->people[i].session = ready_number(s, arena_printf(s->mem, "SELECT max(id) FROM session WHERE account = %lld", (long long) r->people[i].account));
}

static void give_profiles(ReadySchool *r) {
    SmallSchool *s = r->small;
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
    access_give(w, r->people[STAFF].account, "secretariat");
    access_give(w, r->people[NEWCOMER].account, "secretariat");
    must(tx_commit(tx) == TX_DONE);
}

/* "{pupil} Certificat": a document on that record, its bytes where they belong; without a title, a photo. */
static void add_file(ReadySchool *r, const char *line) {
    SmallSchool *s = r->small;
    const char *what = with_ids(r, line);
    int64_t person = 0;
    size_t size = strcspn(what, " ");
    must(str_int(arena_text_n(s->mem, what, size), 1, INT64_MAX, &person));
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
    if (what[size])
        document_add(w, person, &(NewDocument){ what + size + 1, kept_put(&s->school, s->mem, "%PDF-1.4", 8), document_type_named("application/pdf"), 8 });
    else
        must(photo_put(w, person, kept_put(&s->school, s->mem, "\xff\xd8\xff", 3), 3));
    must(tx_commit(tx) == TX_DONE);
}

/* "{pupil} pap Tiers temps": a support plan of that pupil from 1 September 2025 on, which says so. */
static void add_plan(ReadySchool *r, const char *line) {
    SmallSchool *s = r->small;
    const char *what = with_ids(r, line);
    size_t size = strcspn(what, " ");
    int64_t pupil = 0;
    int kind = 0;
    must(str_int(arena_text_n(s->mem, what, size), 1, INT64_MAX, &pupil));
    const char *word = what + size + 1, *rest = strchr(word, ' ');
    must(rest);
    while (support_kind_words[kind] && strncmp(support_kind_words[kind], word, (size_t) (rest - word)) != 0)
        kind++;
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
    must(support_add(w, pupil, &(SupportText){ .kind = kind, .adaptations = rest + 1 }, day_of(2025, 9, 1), NO_DAY));
    must(tx_commit(tx) == TX_DONE);
}

/* "1 K7QM-2XPD-9RTW-HB4C": what stands on the paper of the certificate of that number. */
static void add_paper(ReadySchool *r, const char *what) {
    SmallSchool *s = r->small;
    uint8_t digest[32];
    int64_t id = ready_number(s, arena_printf(s->mem, "SELECT id FROM certificate WHERE number = %.*s", (int) strcspn(what, " "), what));
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
    certificate_digest(w, strchr(what, ' '), digest);
    db_do(tx, &CERTIFICATE_CODE_ADD, VALUES(of_int(id), of_bytes(digest, sizeof digest), of_text("D"), of_text("L")));
    must(tx_commit(tx) == TX_DONE);
}

/* "responsable9@exemple.invalid": a server has refused it on 1 September 2025. */
static void add_refused(ReadySchool *r, const char *address) {
    SmallSchool *s = r->small;
    uint8_t hash[MAIL_HASH];
    mail_hash(&s->school, address, hash);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    db_do(tx, &MAIL_REFUSED_SET, VALUES(of_bytes(hash, sizeof hash), of_int(INT64_C(1756700000000))));
    must(tx_commit(tx) == TX_DONE);
}

static void read_thing(ReadySchool *r, int *count, const char *line) {
    Arena *mem = r->small->mem;
    ReadyThing *t = &r->things[*count ? *count - 1 : 0];
    if (str_starts(line, "make school ")) {
        store_fixture_tamper_at(r->small->fixture, SCHOOL, with_ids(r, line + strlen("make school ")));
    } else if (str_starts(line, "make ")) {
        store_fixture_tamper(r->small->fixture, with_ids(r, line + strlen("make ")));
    } else if (str_starts(line, "thing ")) {
        must(*count < READY_THINGS);
        const char *place = strrchr(line, ' ');
        r->things[(*count)++] = (ReadyThing){ arena_text_n(mem, line + 6, (size_t) (place - line - 6)), arena_text(mem, place + 1), 0, 0 };
    } else if (str_starts(line, "  own ")) {
        t->own = ready_number(r->small, with_ids(r, line + strlen("  own ")));
    } else if (str_starts(line, "  other ")) {
        t->other = ready_number(r->small, with_ids(r, line + strlen("  other ")));
        must(t->own && t->other && t->own != t->other);
    } else if (str_starts(line, "document ") || str_starts(line, "photo ")) {
        add_file(r, strchr(line, ' ') + 1);
    } else if (str_starts(line, "plan ")) {
        add_plan(r, strchr(line, ' ') + 1);
    } else if (str_starts(line, "paper ")) {
        add_paper(r, line + strlen("paper "));
    } else if (str_starts(line, "refused ")) {
        add_refused(r, line + strlen("refused "));
    } else if (str_equal(line, "people")) {
        open_accounts(r);
        give_profiles(r);
        open_sessions(r);
    } else {
        must(!*line || *line == '#');
    }
}

static void find_things(ReadySchool *r) {
    char line[1000];
    int count = 0;
    FILE *file = fopen(source_path(r->small->mem, "test/things.txt"), "r");
    must(file);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        read_thing(r, &count, line);
    }
    fclose(file);
}

static ReadySchool *make(bool postgres) {
    StoreFixture *f = store_fixture_open(postgres);
    ReadySchool *r = NEW(f->mem, ReadySchool);
    r->small = small_school(f);
    import_everything(r->small);
    *r = (ReadySchool){ .small = r->small, .people = { [STRANGER] = { "stranger" }, [SUPERVISOR] = { "supervisor", "superviseur" },
        [STAFF] = { "staff", "personnel" }, [RESTRICTED] = { "restricted", "restreint" }, [TEACHER] = { "teacher", "professeur" },
        [GUARDIAN] = { "guardian", "parent" }, [PUPIL] = { "pupil", "eleve" }, [NEWCOMER] = { "newcomer", "nouveau" } } };
    find_things(r);
    must(r->first_secret);
    store_fixture_freeze(f);
    return r;
}

/* ---- copies ---- */

static ReadySchool *made[2];

ReadySchool *ready_school(bool postgres) {
    if (!made[postgres])
        made[postgres] = make(postgres);
    StoreFixture *f = store_fixture_copy(made[postgres]->small->fixture);
    ReadySchool *r = NEW(f->mem, ReadySchool);
    *r = *made[postgres];
    r->small = small_school_over(f);
    return r;
}

void ready_school_done(ReadySchool *r) { store_fixture_close(r->small->fixture); }

void ready_on_both(ReadySchool **r, void (*fn)(void)) {
    for (int postgres = 0; postgres < 2; postgres++) {
        *r = ready_school(postgres);
        fn();
        ready_school_done(*r);
    }
}

void ready_schools_end(void) {
    for (int i = 0; i < 2; i++)
        if (made[i])
            store_fixture_close(made[i]->small->fixture);
}
