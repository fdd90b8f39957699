/* Text messages: what one counts for, which numbers are texted, what preau.conf may say, whose fault a refusal is, and that what waits leaves once whatever the gateway does. */
#include "work/sms.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/texts.h"
#include "test/gateway.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint8_t secret[32] = { 4 };
static const School school = { .uai = "9990001X", .name = "x", .year = 2026, .secret = secret };
static OutboxMessage message(void) { return (OutboxMessage){ "sms", "+33612345678", NULL, "Bonjour, l’été.", "letter/7/12", 0 }; }

/* ---- counting ---- */

static const char *times(Arena *mem, const char *text, int n) {
    Str s = str_new(mem, 400);
    for (int i = 0; i < n; i++)
        str_add(&s, text);
    return s.data;
}

TEST(a_text_counts_as_operators_count_it) {
    static const struct { const char *text; int n; bool unicode; int characters, messages; } tries[] = { { "", 1, false, 0, 0 }, { "a", 160, false, 160, 1 }, { "a", 161, false, 161, 2 },
        { "a", 306, false, 306, 2 }, { "a", 307, false, 307, 3 }, { "é", 160, false, 160, 1 }, { "€", 80, false, 160, 1 }, { "€", 81, false, 162, 2 }, { "{", 153, false, 306, 3 },
        { "€", 76, false, 152, 1 }, { "ê", 70, true, 70, 1 }, { "ê", 71, true, 71, 2 }, { "ê", 134, true, 134, 2 }, { "ê", 135, true, 135, 3 }, { "😀", 35, true, 70, 1 }, { "😀", 36, true, 72, 2 },
        { "😀", 67, true, 134, 3 } };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        SmsCount c = sms_count(times(mem, tries[i].text, tries[i].n));
        bool good = CHECK_INT(c.unicode, tries[i].unicode);
        good = CHECK_INT(c.characters, tries[i].characters) && good;
        if (!CHECK_INT(c.messages, tries[i].messages) || !good)
            printf("# %s, %d times\n", tries[i].text, tries[i].n);
    }
    arena_free(mem);
}

TEST(the_alphabet_is_that_of_gsm) {
    static const char *const in[] = { "é", "è", "ù", "à", "ò", "ì", "Ç", "É", "ä", "ö", "ü", "ñ", "ß", "@", "£", "$", "¿", "§", "Δ", "€", "[", "~", "|", "\\", "\n", "_", "\"", "'", NULL };
    static const char *const out[] = { "ç", "ê", "ë", "î", "ï", "ô", "û", "â", "À", "È", "œ", "’", "«", "\u00a0", "`", "°", "²", "ø̀", "л", NULL };
    for (int i = 0; in[i]; i++)
        if (!CHECK(!sms_count(in[i]).unicode))
            printf("# %s\n", in[i]);
    for (int i = 0; out[i]; i++)
        if (!CHECK(sms_count(out[i]).unicode))
            printf("# %s\n", out[i]);
    CHECK_TEXT(sms_count("été, forêt, ça").culprit, "ê");
    CHECK_TEXT(sms_count("été").culprit, "");
}

TEST(signs_are_written_plainly_and_accents_when_asked) {
    Arena *mem = arena_new();
    CHECK_TEXT(sms_written(mem, "L’«\u00a0été\u00a0»\u202f: forêt – œuf…"), "L'\" été \" : forêt - œuf...");
    CHECK_TEXT(sms_plain(mem, "Ça, forêt, NOËL, à côté, œuf, Łódź, Ÿ, été"), "Ça, foret, NOEL, à coté, oeuf, Lodz, Y, été");
    CHECK(!sms_count(sms_plain(mem, "âêîôûëïüÿç ÀÂÈÊËÎÏÔŒÙÛŸ")).unicode);
    CHECK_TEXT(sms_plain(mem, "письмо"), "письмо");
    CHECK_TEXT(sms_written(mem, "a\r\nb\tc\x01" "d\x7f"), "a\nb c d ");
    arena_free(mem);
}

/* ---- numbers ---- */

TEST(only_what_may_be_a_mobile_is_texted) {
    static const char *const good[] = { "+33612345678", "+33700000000", "+262692123456", "+262639123456", "+590690123456", "+594694123456", "+596696123456", "+32470123456", "+4915112345678", NULL };
    static const char *const bad[] = { "", "0612345678", "33612345678", "+33145678901", "+33912345678", "+336123456", "+336123456789", "+262262123456", "+590590123456", "+596596123456", "+0612345678",
        "+33612345678\r\n", "+33 612345678", "+33612345678,+33698765432", "+336123x5678", "+", "+1234567", "+1234567890123456", NULL };
    for (int i = 0; good[i]; i++)
        if (!CHECK(sms_number_fits(good[i])))
            printf("# %s\n", good[i]);
    for (int i = 0; bad[i]; i++)
        if (!CHECK(!sms_number_fits(bad[i])))
            printf("# %s\n", bad[i]);
    CHECK(!sms_number_fits(NULL));
}

/* ---- what preau.conf may say ---- */

TEST(settings_are_used_or_said_to_be_wrong) {
    static const struct { SmsSettings s; TextId wrong; const char *url; } tries[] = {
        { { "kannel", "", "", "", "", "" }, T_NONE, NULL },
        { { "kannel", "http://127.0.0.1:13013", "moi", "PASSWORD", "", "" }, T_NONE, "http://127.0.0.1:13013/cgi-bin/sendsms" },
        { { "kannel", "https://sms.exemple.fr/", "moi", "PASSWORD", "Ecole", "7" }, T_NONE, "https://sms.exemple.fr/cgi-bin/sendsms" },
        { { "kannel", "https://sms.exemple.fr/a/b", "moi", "PASSWORD", "+33612345678", "0" }, T_NONE, "https://sms.exemple.fr/a/b" },
        { { "http", "https://sms.exemple.fr/envoi?to={to}&text={text}&key={key}", "", "PASSWORD", "", "" }, T_NONE, "https://sms.exemple.fr/envoi?to={to}&text={text}&key={key}" },
        { { "http", "http://localhost:1/{to}/{text}", "", "", "", "" }, T_NONE, "http://localhost:1/{to}/{text}" },
        { { "smpp", "http://127.0.0.1", "moi", "PASSWORD", "", "" }, T_SMS_BAD_KIND, NULL }, { { "kannel", "127.0.0.1:13013", "moi", "PASSWORD", "", "" }, T_SMS_BAD_SERVER, NULL },
        { { "kannel", "ftp://127.0.0.1", "moi", "PASSWORD", "", "" }, T_SMS_BAD_SERVER, NULL }, { { "kannel", "http://sms.exemple.fr", "moi", "PASSWORD", "", "" }, T_SMS_IN_CLEAR, NULL },
        { { "kannel", "http://127.0.0.1@sms.exemple.fr", "moi", "PASSWORD", "", "" }, T_SMS_BAD_SERVER, NULL },
        { { "kannel", "http://127.0.0.1/?x=1", "moi", "PASSWORD", "", "" }, T_SMS_BAD_SERVER, NULL },
        { { "http", "https://{to}.exemple.fr/{text}", "", "", "", "" }, T_SMS_BAD_SERVER, NULL }, { { "http", "https://exemple.fr/{to}/{text}/{name}", "", "", "", "" }, T_SMS_BAD_SERVER, NULL },
        { { "http", "https://exemple.fr/{to} {text}", "", "", "", "" }, T_SMS_BAD_SERVER, NULL },
        { { "http", "https://exemple.fr/{to}", "", "", "", "" }, T_SMS_NO_WORDS, NULL }, { { "http", "https://exemple.fr/{to}{text}{key}", "", "/nulle/part", "", "" }, T_SMS_BAD_PASSWORD_FILE, NULL },
        { { "kannel", "http://127.0.0.1", "moi", "/nulle/part", "", "" }, T_SMS_BAD_PASSWORD_FILE, NULL }, { { "kannel", "http://127.0.0.1", "", "PASSWORD", "", "" }, T_SMS_NO_USER, NULL },
        { { "kannel", "http://127.0.0.1", "moi", "PASSWORD", "un nom bien trop long", "" }, T_SMS_BAD_FROM, NULL }, { { "kannel", "http://127.0.0.1", "moi", "PASSWORD", "a&b", "" }, T_SMS_BAD_FROM, NULL },
        { { "kannel", "http://127.0.0.1", "moi", "PASSWORD", "", "7,5" }, T_SMS_BAD_PRICE, NULL } };
    Arena *mem = arena_new();
    const char *path = arena_printf(mem, "/tmp/preau-sms-%d", (int) getpid());
    FILE *file = fopen(path, "w");
    must(file && fputs("un mot & de passe\r\n", file) >= 0 && fclose(file) == 0);
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        SmsServer by = { 0 };
        SmsSettings s = tries[i].s;
        s.password_file = str_equal(s.password_file, "PASSWORD") ? path : s.password_file;
        if (!CHECK_INT(sms_read(&s, mem, &by), tries[i].wrong) || !CHECK_TEXT(by.url, tries[i].url))
            printf("# %s\n", s.server);
        if (by.url && str_equal(s.password_file, path))
            CHECK_TEXT(by.password, "un mot & de passe");
    }
    unlink(path);
    arena_free(mem);
}

/* ---- over the wire ---- */

static SmsServer server_of(Arena *mem, const Gateway *g) {
    return (SmsServer){ .kind = SMS_KANNEL, .url = arena_printf(mem, "http://127.0.0.1:%d/cgi-bin/sendsms", g->port), .user = "preau", .password = "a&b", .site = "https://ecole.example", .within_ms = 5000 };
}

TEST(what_is_asked_of_kannel_is_one_message) {
    Arena *mem = arena_new();
    Gateway *g = gateway_open(mem);
    SmsServer by = server_of(mem, g);
    OutboxMessage m = message();
    const char *reason = NULL;
    CHECK_INT(sms_send(&by, &school, &m, &reason), SEND_DONE);
    const char *asked = gateway_asked(g, mem);
    CHECK(str_starts(asked, "/cgi-bin/sendsms?username=preau&password=a%26b&to=%2B33612345678&charset=UTF-8&coding=0&text=Bonjour%2C%20l%27%C3%A9t%C3%A9.&dlr-mask=27"
        "&dlr-url=https%3A%2F%2Fecole.example%2Fpasserelle%2Fsms%3Fm%3D"));
    CHECK(str_ends(asked, "%26etat%3D%25d"));
    m.body = "ça\r\n&to=+33700000000&coding=0#%n %d\n\nCoucou\x01";
    CHECK_INT(sms_send(&by, &school, &m, &reason), SEND_DONE);
    asked = gateway_asked(g, mem);
    CHECK(strstr(asked, "&coding=2&text=%C3%A7a%0A%26to%3D%2B33700000000%26coding%3D0%23%25n%20%25d%0A%0ACoucou%20&dlr-mask=") != NULL);
    CHECK_INT(gateway_count(g), 2);
    SmsServer other = { .kind = SMS_HTTP, .url = arena_printf(mem, "http://127.0.0.1:%d/e/{to}?t={text}&k={key}&i={id}&f={from}", g->port), .password = "c=d", .within_ms = 5000 };
    gateway_answer(g, GATEWAY_SAYS("200 OK"));
    m = message();
    CHECK_INT(sms_send(&other, &school, &m, &reason), SEND_DONE);
    const char *first = gateway_asked(g, mem);
    CHECK(str_starts(first, "/e/%2B33612345678?t=Bonjour%2C%20l%27%C3%A9t%C3%A9.&k=c%3Dd&i=") && str_ends(first, "&f="));
    CHECK_INT(sms_send(&other, &school, &m, &reason), SEND_DONE);
    CHECK_TEXT(gateway_asked(g, mem), first);               /* the same message says it is the same */
    m.dedup = "letter/7/13";
    CHECK_INT(sms_send(&other, &school, &m, &reason), SEND_DONE);
    CHECK(!str_equal(gateway_asked(g, mem), first));
    gateway_close(g);
    arena_free(mem);
}

TEST(a_refusal_is_somebodys_fault) {
    static const struct { const char *says, *reason; SendResult result; } tries[] = { { GATEWAY_SAYS("403 Forbidden"), "login", SEND_LATER }, { GATEWAY_SAYS("401 No"), "login", SEND_LATER },
        { GATEWAY_SAYS("400 Bad"), "message", SEND_NEVER }, { GATEWAY_SAYS("404 Not Found"), "address", SEND_LATER }, { GATEWAY_SAYS("503 Later"), "busy", SEND_LATER },
        { GATEWAY_SAYS("429 Slow"), "busy", SEND_LATER }, { "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "address", SEND_LATER },
        { GATEWAY_SAYS("200 OK"), "nonsense", SEND_LATER }, { GATEWAY_SAYS("202 Accepted"), "nonsense", SEND_LATER }, { "220 smtp.exemple.fr ESMTP\r\n", "nonsense", SEND_LATER },
        { "", "nonsense", SEND_LATER }, { "HTTP/1.1 99999 ???\r\n\r\n", "nonsense", SEND_LATER }, { NULL, "silent", SEND_LATER } };
    Arena *mem = arena_new();
    Gateway *g = gateway_open(mem);
    SmsServer by = server_of(mem, g);
    OutboxMessage m = message();
    const char *reason = NULL;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        gateway_answer(g, tries[i].says);
        by.within_ms = tries[i].says ? 5000 : 300;
        bool good = CHECK_INT(sms_send(&by, &school, &m, &reason), tries[i].result);
        if (!CHECK_TEXT(reason, tries[i].reason) || !good)
            printf("# %s\n", tries[i].says ? tries[i].says : "nothing");
        CHECK(sms_reason(reason) != T_NONE);
    }
    int before = gateway_count(g);
    m.to = "+33612345678&to=+33700000000";
    CHECK_INT(sms_send(&by, &school, &m, &reason), SEND_NEVER);
    CHECK_TEXT(reason, "number");
    CHECK_INT(gateway_count(g), before);                    /* nobody was asked */
    gateway_close(g);
    m = message();
    CHECK_INT(sms_send(&by, &school, &m, &reason), SEND_LATER);
    CHECK_TEXT(reason, "no_route");
    arena_free(mem);
}

/* ---- reports ---- */

static const char *piece(Arena *mem, const char *address, const char *name) {
    const char *at = strstr(address, name) + strlen(name);
    return arena_text_n(mem, at, strcspn(at, "&"));
}

TEST(a_report_is_signed_for_one_message) {
    Arena *mem = arena_new();
    const char *address = sms_report_address(mem, &school, "https://e.fr", "letter/7/12");
    const char *m = piece(mem, address, "?m="), *k = piece(mem, address, "&k=");
    School other = school, next = school;
    static const uint8_t another[32] = { 5 };
    other.secret = another;
    next.year = 2027;
    CHECK(strchr(address, '%') == NULL && str_ends(address, "&etat="));
    CHECK_TEXT(sms_report_of(mem, &school, m, k), "letter/7/12");
    CHECK(!sms_report_of(mem, &other, m, k) && !sms_report_of(mem, &next, m, k));
    CHECK(!sms_report_of(mem, &school, piece(mem, sms_report_address(mem, &school, "", "letter/7/13"), "?m="), k));
    CHECK(!sms_report_of(mem, &school, m, NULL) && !sms_report_of(mem, &school, NULL, k) && !sms_report_of(mem, &school, "%%%", k) && !sms_report_of(mem, &school, "", ""));
    char *forged = arena_text(mem, k);
    forged[31] = forged[31] == '0' ? '1' : '0';
    CHECK(!sms_report_of(mem, &school, m, forged) && !sms_report_of(mem, &school, m, arena_text_n(mem, k, 31)));
    CHECK(!sms_report_of(mem, &school, times(mem, "YWJj", 100), k));
    arena_free(mem);
}

/* ---- from the outbox ---- */

typedef struct Bench { StoreFixture *f; School school; SmsServer by; Gateway *g; Instant now; } Bench;

static bool send_one(Bench *b) {
    Sender senders[] = { sms_sender(&b->school), { .channel = NULL } };
    return outbox_send_one(&b->school, YEAR, senders, b->now);
}

static Work *begin(Bench *b) { return work_new(b->f->mem, tx_begin(b->f->store, b->f->mem, TX_WRITE), &b->school, &program_actor, "test"); }

static void report(Bench *b, const char *dedup, const char *what) {
    Work *w = begin(b);
    sms_report_keep(w, dedup, what);
    CHECK_INT(tx_commit(w->tx), TX_DONE);
}

static const char *state(Bench *b, const char *dedup) {
    Work *w = begin(b);
    const char *said = outbox_state(w, YEAR, dedup).state;
    tx_rollback(w->tx);
    return said;
}

static void whatever_happens(StoreFixture *f) {
    static const char *const says[] = { GATEWAY_SAYS("403 No"), GATEWAY_SAYS("503 Later"), GATEWAY_SAYS("200 OK"), "", "220 hello\r\n" };
    Bench b = { .f = f, .g = gateway_open(f->mem), .now = instant_now() + 1000 };
    b.by = server_of(f->mem, b.g);
    b.school = school;
    b.school.store = f->store;
    b.school.folder = f->folder;
    b.school.sms = &b.by;
    OutboxMessage m = message();
    Work *w = begin(&b);
    CHECK(outbox_add(w, YEAR, &m) && !outbox_add(w, YEAR, &m));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
        gateway_answer(b.g, says[i]);
        CHECK(send_one(&b));
        CHECK(!send_one(&b));                               /* never twice without a pause */
        CHECK_TEXT(state(&b, m.dedup), "queued");           /* never lost */
        b.now += (Instant) 11 * 3600 * 1000;
    }
    gateway_answer(b.g, GATEWAY_TAKES);
    CHECK(send_one(&b));
    b.now += (Instant) 48 * 3600 * 1000;
    CHECK(!send_one(&b));
    CHECK_TEXT(state(&b, m.dedup), "sent");
    CHECK_INT(gateway_count(b.g), 6);
    report(&b, m.dedup, "8");
    report(&b, m.dedup, "nonsense");
    CHECK_TEXT(state(&b, m.dedup), "sent");
    report(&b, m.dedup, "1");
    report(&b, m.dedup, "2");
    CHECK_TEXT(state(&b, m.dedup), "delivered");
    /* It hangs, and has taken it all the same: its report says so, and it is not sent again. */
    w = begin(&b);
    m.dedup = "letter/7/14";
    CHECK(outbox_add(w, YEAR, &m));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    gateway_answer(b.g, NULL);
    b.by.within_ms = 300;
    CHECK(send_one(&b));
    CHECK_TEXT(state(&b, m.dedup), "queued");
    report(&b, m.dedup, "8");
    gateway_answer(b.g, GATEWAY_TAKES);
    b.now += (Instant) 48 * 3600 * 1000;
    CHECK(!send_one(&b));
    CHECK_INT(gateway_count(b.g), 7);
    report(&b, m.dedup, "16");
    CHECK_TEXT(state(&b, m.dedup), "failed");
    gateway_close(b.g);
}
TEST(whatever_a_gateway_does_nothing_is_lost_nor_sent_twice) { for_each_engine(whatever_happens); }

TEST_MAIN
