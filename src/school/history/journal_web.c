/* The journal's lines: three streams, each read from its own number down, told together by time. */
#include "school/history/journal.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/reads/reads.h"

#define PERSONS_MOST 5000               /* lines of one person that are looked through for the works they are of */
#define TOLD_OBJECTS 3                  /* a work that touched more says how many */

const char *const journal_kinds[] = { "operation", "account", "read", NULL };

typedef VEC(JournalLine) JournalLines;
typedef VEC(int64_t) Ids;

/* ---- what concerns one person ---- */

static Ids year_works_of(Work *w, int64_t person) {
    Ids works = { 0 };
    size_t count;
    Line *lines = lines_of(w, &(HistorySubject){ .root = "person", .id = person, .follow = "address" }, INT64_MAX, PERSONS_MOST, &count);
    for (size_t i = 0; i < count; i++)
        *VEC_ADD(w->mem, &works) = lines[i].deed.work;
    return works;
}

static Ids school_works_of(Work *w, int64_t person) {
    Ids works = { 0 }, accounts = { 0 };
    for (Rows r = db_rows(w->tx, &JOURNAL_ACCOUNTS_OF, VALUES(of_int(person))); row_next(&r); )
        *VEC_ADD(w->mem, &accounts) = row_int(&r, 0);
    for (size_t i = 0; i < accounts.count; i++) {
        long long id = accounts.items[i];
        Rows r = db_rows(w->tx, &JOURNAL_SCHOOL_WORKS_OF, VALUES(of_int(id), of_text(arena_printf(w->mem, "%lld", id)),
            of_text(arena_printf(w->mem, "\"account\":[%lld,", id)), of_text(arena_printf(w->mem, "\"account\":[null,%lld]", id))));
        while (row_next(&r))
            *VEC_ADD(w->mem, &works) = row_int(&r, 0);
    }
    return works;
}

/* ---- streams ---- */

static Rows ask_works(Work *w, const JournalAsk *ask, JournalKind kind, size_t most) {
    bool year = kind == JOURNAL_OPERATION;
    const Value before = of_int(ask->before[kind]), since = of_int(ask->since), until = of_int(ask->until), by = of_int(ask->account), many = of_int((int64_t) most);
    if (!ask->person)
        return db_rows(w->tx, year ? &JOURNAL_YEAR : &JOURNAL_SCHOOL, VALUES(before, since, until, by, many));
    Ids works = year ? year_works_of(w, ask->person) : school_works_of(w, ask->person);
    return db_rows(w->tx, year ? &JOURNAL_YEAR_OF : &JOURNAL_SCHOOL_OF, VALUES(of_ids(works.items, works.count), before, since, until, by, many));
}

static void read_works(Work *w, const JournalAsk *ask, JournalKind kind, size_t most, JournalLines *to) {
    for (Rows r = ask_works(w, ask, kind, most); row_next(&r); )
        *VEC_ADD(w->mem, to) = (JournalLine){ .kind = kind, .id = row_int(&r, JOURNAL_YEAR_ID), .at = row_int(&r, JOURNAL_YEAR_AT), .account = row_int(&r, JOURNAL_YEAR_ACCOUNT),
            .undoes = row_int(&r, JOURNAL_YEAR_UNDOES), .objects = row_int(&r, JOURNAL_YEAR_OBJECTS), .who = row_text(&r, JOURNAL_YEAR_WHO, w->mem),
            .act = row_text(&r, JOURNAL_YEAR_ACT, w->mem) };
}

static void read_reads(Work *w, const JournalAsk *ask, size_t most, JournalLines *to) {
    Rows r = db_rows(w->tx, &JOURNAL_READS, VALUES(of_int(ask->before[JOURNAL_READ]), of_int(ask->since), of_int(ask->until), of_int(ask->account), of_int(ask->person),
        of_int((int64_t) most)));
    while (row_next(&r))
        *VEC_ADD(w->mem, to) = (JournalLine){ .kind = JOURNAL_READ, .id = row_int(&r, JOURNAL_READS_ID), .at = row_int(&r, JOURNAL_READS_AT),
            .account = row_int(&r, JOURNAL_READS_ACCOUNT), .who = row_text(&r, JOURNAL_READS_WHO, w->mem), .person = row_int(&r, JOURNAL_READS_PERSON),
            .thing = row_int(&r, JOURNAL_READS_THING), .act = row_text(&r, JOURNAL_READS_WHAT, w->mem), .detail = row_text(&r, JOURNAL_READS_DISPLAY_NAME, w->mem) };
}

/* Each stream in its own order; among them the newest first. */
static JournalLine *merged(Work *w, const JournalLines streams[JOURNAL_KINDS], size_t most, size_t *count, bool *more) {
    JournalLine *all = NEW_ARRAY(w->mem, JournalLine, most + 1);
    size_t taken[JOURNAL_KINDS] = { 0 };
    for (*count = 0; *count <= most; ++*count) {
        const JournalLine *next = NULL;
        for (int kind = 0; kind < JOURNAL_KINDS; kind++)
            if (taken[kind] < streams[kind].count && (!next || streams[kind].items[taken[kind]].at > next->at))
                next = &streams[kind].items[taken[kind]];
        if (!next)
            break;
        all[*count] = *next;
        taken[next->kind]++;
    }
    *more = *count > most;
    *count -= *more;
    return all;
}

/* ---- what was done to what ---- */

/* Of works of the year, as far as the reader may see it: what they did to their objects, where these are few. */
static void tell_year(Work *w, JournalLine *lines, size_t count) {
    int64_t *ids = NEW_ARRAY(w->mem, int64_t, count + 1);
    size_t few = 0;
    VEC(HistoryDeed) deeds = { 0 };
    for (size_t i = 0; i < count; i++)
        if (lines[i].kind == JOURNAL_OPERATION && lines[i].objects <= TOLD_OBJECTS)
            ids[few++] = lines[i].id;
    for (Rows r = db_rows(w->tx, &WORKS_OF_ONE, VALUES(of_ids(ids, few))); row_next(&r); ) {
        HistoryDeed d;
        const Table *table = history_table(w->tx, row_peek(&r, WORKS_OF_ONE_TABLE_NAME));
        if (!table || !history_deed(w->mem, table, row_text(&r, WORKS_OF_ONE_OBJECT, w->mem), row_peek(&r, WORKS_OF_ONE_FIELDS), &d))
            continue;
        d.work = row_int(&r, WORKS_OF_ONE_WORK);
        *VEC_ADD(w->mem, &deeds) = d;
    }
    Telling *t = telling_new(w);
    for (size_t k = 0; k < deeds.count; k++)
        telling_note(t, &deeds.items[k]);
    telling_learn(t);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < deeds.count; k++)
            if (lines[i].kind == JOURNAL_OPERATION && deeds.items[k].work == lines[i].id && telling_shows(t, &deeds.items[k]))
                lines[i].detail = arena_printf(w->mem, "%s%s%s", lines[i].detail ? lines[i].detail : "", lines[i].detail ? " · " : "", telling_detail(t, &deeds.items[k]));
}

/* Whose account a line of the school's audit is about: *SESSION, where it says so by a session. 0: nobody's. */
static int64_t account_of(const HistoryDeed *d, int64_t *session) {
    bool means = str_equal(d->table->name, "second_means"), seen = str_equal(d->table->name, "seen_as");
    *session = str_equal(d->table->name, "session_closing") ? d->key[0].integer : 0;
    if (str_equal(d->table->name, "account"))
        return d->key[0].integer;
    for (size_t f = 0; f < d->count && (means || seen); f++)
        if (d->fields[f].column == (means ? (int) COL_SECOND_MEANS_ACCOUNT : (int) COL_SEEN_AS_VIEWED))
            return d->fields[f].after.kind == VALUE_INT ? d->fields[f].after.integer : d->fields[f].before.integer;
    return 0;
}

typedef struct Concerned { int64_t work, account, session; } Concerned;
typedef VEC(Concerned) ConcernedList;

static ConcernedList concerned_by(Work *w, const int64_t *works, size_t count) {
    ConcernedList all = { 0 };
    Ids sessions = { 0 };
    for (Rows r = db_rows(w->tx, &JOURNAL_SCHOOL_LINES, VALUES(of_ids(works, count))); row_next(&r); ) {
        HistoryDeed d;
        const Table *table = history_table(w->tx, row_peek(&r, JOURNAL_SCHOOL_LINES_TABLE_NAME));
        Concerned c = { .work = row_int(&r, JOURNAL_SCHOOL_LINES_WORK) };
        if (!table || !history_deed(w->mem, table, row_text(&r, JOURNAL_SCHOOL_LINES_OBJECT, w->mem), row_peek(&r, JOURNAL_SCHOOL_LINES_FIELDS), &d))
            continue;
        c.account = account_of(&d, &c.session);
        if (c.session)
            *VEC_ADD(w->mem, &sessions) = c.session;
        *VEC_ADD(w->mem, &all) = c;
    }
    for (Rows r = db_rows(w->tx, &JOURNAL_SESSIONS, VALUES(of_ids(sessions.items, sessions.count))); row_next(&r); )
        for (size_t i = 0; i < all.count; i++)
            if (all.items[i].session == row_int(&r, JOURNAL_SESSIONS_ID))
                all.items[i].account = row_int(&r, JOURNAL_SESSIONS_ACCOUNT);
    return all;
}

/* Of works of the school's base: whose accounts they concern, where these are few. */
static void tell_school(Work *w, JournalLine *lines, size_t count) {
    int64_t *works = NEW_ARRAY(w->mem, int64_t, count + 1);
    size_t few = 0;
    Ids accounts = { 0 };
    for (size_t i = 0; i < count; i++)
        if (lines[i].kind == JOURNAL_ACCOUNT && lines[i].objects <= TOLD_OBJECTS)
            works[few++] = lines[i].id;
    ConcernedList all = concerned_by(w, works, few);
    for (size_t i = 0; i < all.count; i++)
        *VEC_ADD(w->mem, &accounts) = all.items[i].account;
    for (Rows r = db_rows(w->tx, &JOURNAL_ACCOUNTS, VALUES(of_ids(accounts.items, accounts.count))); row_next(&r); ) {
        const char *name = row_text(&r, JOURNAL_ACCOUNTS_DISPLAY_NAME, w->mem);
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < all.count; k++)
                if (lines[i].kind == JOURNAL_ACCOUNT && all.items[k].work == lines[i].id && all.items[k].account == row_int(&r, JOURNAL_ACCOUNTS_ID)) {
                    lines[i].detail = lines[i].detail ? arena_printf(w->mem, "%s, %s", lines[i].detail, name) : name;
                    break;              /* a work that touched two rows of one account names it once */
                }
    }
}

JournalLine *journal_lines(Work *w, JournalAsk *ask, size_t most, size_t *count, bool *more) {
    JournalLines streams[JOURNAL_KINDS] = { 0 };
    for (JournalKind kind = JOURNAL_OPERATION; kind <= JOURNAL_ACCOUNT; kind++)
        if (ask->kinds & 1u << kind)
            read_works(w, ask, kind, most + 1, &streams[kind]);
    if (ask->kinds & 1u << JOURNAL_READ)
        read_reads(w, ask, most + 1, &streams[JOURNAL_READ]);
    JournalLine *all = merged(w, streams, most, count, more);
    for (size_t i = 0; i < *count; i++)
        ask->before[all[i].kind] = all[i].id;
    tell_year(w, all, *count);
    tell_school(w, all, *count);
    for (size_t i = 0; i < *count; i++)
        if (!all[i].detail && all[i].objects > 1)
            all[i].detail = words(w->mem, T_HISTORY_COUNT, WITH(ARG_INT("n", all[i].objects)));
    return all;
}
