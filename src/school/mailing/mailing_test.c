/* The school's addresses of mail, on both engines: from which one a letter leaves and by whose server, what waits, what is refused, and where a password never stands. */
#include "school/mailing/mailing.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "test/mailbox.h"
#include "test/test.h"
#include "test/verb_try.h"

#include <stdio.h>
#include <string.h>

#define PASSWORD "zq-canari-de-la-boite"
#define LATER(minutes) ((Instant) (minutes) * 60 * 1000)

static ReadySchool *r;
static Mailbox *box, *other_box;
static MailServer conf;
static Sender senders[2];
static Instant now;

static Arena *mem(void) { return r->small->mem; }
static int64_t number(const char *sql) { return verb_int(r, "%s", sql); }

/* A school without addresses, whose preau.conf names one server and lets its own be here. */
static void (*now_run)(void);
static void prepared(void) {
    static const char *const tables[] = { "mailer_user", "mailer_state", "mailer" };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        store_fixture_tamper_at(r->small->fixture, SCHOOL, arena_printf(mem(), "DELETE FROM %s", tables[i]));
    store_fixture_tamper(r->small->fixture, "DELETE FROM mail_refused");
    box = mailbox_open(mem());
    other_box = mailbox_open(mem());
    conf = mailbox_server(box);
    r->small->school.mail = &conf;
    r->small->school.mail_inside = true;
    senders[0] = mailing_sender(&r->small->school);
    now = instant_now() + 1000;
    now_run();
    mailbox_close(box);
    mailbox_close(other_box);
}

static void on_both(void (*fn)(void)) {
    now_run = fn;
    ready_on_both(&r, prepared);
}

static Work *begin_as(Who who) {
    Work *w = verb_begin(r, "mailing");
    work_actor(w, accounts_actor(w, r->people[who].cookie), "mailing");
    return w;
}
static Work *begin(void) { return begin_as(SUPERVISOR); }

static Mailer plain(const char *label, const char *address) {
    return (Mailer){ .label = label, .address = address, .name = arena_printf(mem(), "Le bureau %s", label), .everyone = true };
}

/* By the second mailbox, as somebody it knows. */
static Mailer own(const char *label, const char *address) {
    Mailer m = plain(label, address);
    m.host = "127.0.0.1", m.port = other_box->port, m.security = "none", m.login = "boite";
    return m;
}

static int64_t save(const Mailer *m, const char *password, TextId *what) {
    Work *w = begin();
    int64_t id = mailer_save(w, m, password);
    TextId problem = verb_end(w);
    if (what)
        *what = problem;
    else
        CHECK_INT(problem, T_NONE);
    return id;
}

static void send_as(int64_t mailer, const char *dedup) {
    Work *w = begin();
    outbox_add(w, YEAR, &(OutboxMessage){ .channel = "mail", .to = "lea@exemple.fr", .subject = "Bonjour", .body = "Un mot.", .dedup = dedup, .not_before = 1, .mailer = mailer });
    CHECK_INT(verb_end(w), T_NONE);
}

static bool leave(void) { return outbox_send_one(&r->small->school, YEAR, senders, now); }

static OutboxState state_of(const char *dedup) {
    Work *w = begin();
    OutboxState s = outbox_state(w, YEAR, dedup);
    s.state = s.state ? arena_text(mem(), s.state) : NULL;
    s.reason = s.reason ? arena_text(mem(), s.reason) : NULL;
    tx_rollback(w->tx);
    return s;
}

static Mailer read_one(int64_t id) {
    size_t count;
    Work *w = begin();
    const Mailer *m = mailers(w, id, &count);
    Mailer copy = count == 1 ? *m : (Mailer){ 0 };
    tx_rollback(w->tx);
    return copy;
}

/* What is known of servers is older than they are left alone. */
static void rested(void) { store_fixture_tamper_at(r->small->fixture, SCHOOL, "UPDATE mailer_state SET at = at - 120000"); }

static void pause_it(int64_t id, bool paused) {
    Work *w = begin();
    mailer_pause(w, id, paused);
    CHECK_INT(verb_end(w), T_NONE);
}

/* ---- from where, by whom ---- */

static void two_on(void) {
    send_as(0, "a/0");
    send_as(MAILER_USUAL, "a/usual");
    while (leave())
        ;
    CHECK_INT(mailbox_now(box)->count, 2);              /* with none of its own, all is as preau.conf says */
    CHECK_TEXT(mailbox_now(box)->from, "<ecole@exemple.fr>");
    Mailer m = plain("Secrétariat", "secretariat@exemple.fr"), other = own("Vie scolaire", "viesco@exemple.fr");
    m.reply_to = "accueil@exemple.fr";
    int64_t office = save(&m, NULL, NULL), life = save(&other, PASSWORD, NULL);
    CHECK(read_one(office).usual && !read_one(life).usual);            /* the first one is */
    send_as(office, "a/1");
    CHECK(leave());
    CHECK_TEXT(mailbox_now(box)->from, "<secretariat@exemple.fr>");
    CHECK(strstr(mailbox_now(box)->letter, "<secretariat@exemple.fr>") && strstr(mailbox_now(box)->letter, "Reply-To: <accueil@exemple.fr>"));
    send_as(life, "a/2");
    CHECK(leave());
    CHECK_INT(mailbox_now(box)->count, 3);
    CHECK_INT(mailbox_now(other_box)->count, 1);
    CHECK_TEXT(mailbox_now(other_box)->from, "<viesco@exemple.fr>");
    CHECK(strstr(mailbox_now(other_box)->letter, "From: \"Le bureau Vie scolaire\" <viesco@exemple.fr>") && !strstr(mailbox_now(other_box)->letter, "Reply-To"));
    send_as(MAILER_USUAL, "a/3");
    CHECK(leave());
    CHECK_TEXT(mailbox_now(box)->from, "<secretariat@exemple.fr>");
    send_as(0, "a/4");                                  /* what opens an account never leaves from them */
    CHECK(leave());
    CHECK_TEXT(mailbox_now(box)->from, "<ecole@exemple.fr>");
    CHECK(!leave());
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE state = 'sent'"), 6);
    CHECK(read_one(life).at && !read_one(life).reason);
}
TEST(letters_leave_from_the_address_they_were_given) { on_both(two_on); }

static void login_on(void) {
    Mailer m = own("Direction", "direction@exemple.fr");
    int64_t id = save(&m, PASSWORD, NULL);
    mailbox_refuse(other_box, "AUTH", "535 no");
    send_as(id, "b/1");
    CHECK(leave() && !leave());
    CHECK_TEXT(state_of("b/1").state, "queued");        /* it is tried again */
    CHECK_TEXT(state_of("b/1").reason, "login");
    CHECK_TEXT(read_one(id).reason, "login");
    CHECK_INT(mailing_reason("login", true), T_MAILING_WHY_LOGIN);
    CHECK_INT(mailing_reason("login", false), T_MAIL_WHY_LOGIN);        /* then preau.conf is to blame */
    CHECK_INT(mailbox_now(other_box)->count, 0);
    int asked = mailbox_now(other_box)->connections;
    for (int i = 0; i < 5; i++)
        send_as(id, arena_printf(mem(), "b/more/%d", i));
    send_as(0, "b/conf");
    while (leave())
        ;
    CHECK_INT(mailbox_now(other_box)->connections, asked);              /* one letter has found out; the others wait, without a try */
    CHECK_TEXT(state_of("b/more/4").reason, "login");
    CHECK_INT(state_of("b/more/4").attempts, 0);
    CHECK_INT(mailbox_now(box)->count, 1);              /* and keep nothing else */
    store_fixture_tamper(r->small->fixture, "DELETE FROM outbox WHERE dedup LIKE 'b/more/%'");
    mailbox_refuse(other_box, NULL, NULL);
    now += LATER(2);
    rested();
    CHECK(leave() && !leave());
    now += LATER(60 * 48);
    CHECK(!leave());                                    /* and nothing is sent twice */
    CHECK_INT(mailbox_now(other_box)->count, 1);
    CHECK_TEXT(state_of("b/1").state, "sent");
    CHECK(!read_one(id).reason);
}
TEST(a_refused_password_is_said_and_tried_again) { on_both(login_on); }

static void paused_on(void) {
    Mailer m = own("Direction", "direction@exemple.fr"), usual = plain("Secrétariat", "secretariat@exemple.fr");
    int64_t office = save(&usual, NULL, NULL), id = save(&m, PASSWORD, NULL);
    pause_it(id, true);
    send_as(id, "c/1");
    for (int i = 0; i < 12; i++, now += LATER(6))
        CHECK(leave() && !leave());
    CHECK_TEXT(state_of("c/1").state, "queued");        /* longer than it would have been tried */
    CHECK_TEXT(state_of("c/1").reason, "paused");
    CHECK_INT(state_of("c/1").attempts, 0);
    CHECK_INT(mailbox_now(other_box)->connections, 0);
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = 'moi@exemple.fr' WHERE id = %lld", (long long) r->people[STAFF].person));
    m = read_one(id);
    Work *w = begin_as(STAFF);
    mailer_try(w, &m);
    mailer_try(w, &m);                                  /* at the same time it is one */
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(outbox_send_one(&r->small->school, SCHOOL, senders, now) && !outbox_send_one(&r->small->school, SCHOOL, senders, now));
    CHECK_INT(mailbox_now(other_box)->count, 1);        /* a trial does leave */
    CHECK_TEXT(mailbox_now(other_box)->to, "<moi@exemple.fr>");
    pause_it(id, false);
    CHECK(leave() && !leave());
    CHECK_INT(mailbox_now(other_box)->count, 2);
    CHECK_TEXT(state_of("c/1").state, "sent");
    mailbox_refuse(other_box, "RCPT", "550 5.1.1 nobody");
    w = begin_as(STAFF);
    w->now += LATER(5);
    mailer_try(w, &m);
    CHECK_INT(verb_end(w), T_NONE);
    now += LATER(6);
    CHECK(outbox_send_one(&r->small->school, SCHOOL, senders, now));
    CHECK_TEXT(read_one(id).reason, "recipient");       /* a trial says whatever came of it */
    pause_it(office, true);                             /* the usual one's leave by preau.conf meanwhile */
    send_as(MAILER_USUAL, "c/2");
    CHECK(leave());
    CHECK_TEXT(mailbox_now(box)->from, "<ecole@exemple.fr>");
}
TEST(from_a_paused_address_letters_wait_and_a_trial_leaves) { on_both(paused_on); }

static void removed_on(void) {
    Mailer usual = plain("Secrétariat", "secretariat@exemple.fr"), m = own("Direction", "direction@exemple.fr");
    int64_t office = save(&usual, NULL, NULL), id = save(&m, PASSWORD, NULL);
    send_as(id, "d/1");
    send_as(id, "d/2");
    Work *w = begin();
    mailer_let(w, id, r->people[STAFF].account);
    mailer_remove(w, id);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(number("SELECT count(*) FROM mailer_secret") + number("SELECT count(*) FROM mailer_user"), 0);
    CHECK(leave());
    CHECK_TEXT(mailbox_now(box)->from, "<secretariat@exemple.fr>");
    r->small->school.mail = NULL;                       /* nobody could send it any more: it waits, and is not tried */
    CHECK(!leave());
    w = begin();
    CHECK(!outbox_is_due(w->tx, YEAR, senders, now));
    tx_rollback(w->tx);
    m = own("Une autre", "autre@exemple.fr");
    id = save(&m, PASSWORD, NULL);                      /* somebody could, but not as the usual one, which has no server */
    CHECK(leave());
    CHECK_TEXT(state_of("d/2").reason, "no_server");
    CHECK_INT(state_of("d/2").attempts, 0);
    w = begin();
    mailer_make_usual(w, id);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(read_one(id).usual && !read_one(office).usual);
    CHECK_INT(number("SELECT count(*) FROM mailer WHERE usual = 1"), 1);
    now += LATER(6);
    CHECK(leave());
    CHECK_TEXT(mailbox_now(other_box)->from, "<autre@exemple.fr>");
    CHECK_TEXT(state_of("d/2").state, "sent");
}
TEST(letters_of_one_that_is_gone_leave_as_the_usual_one_s) { on_both(removed_on); }

/* ---- set up ---- */

static void refused_on(void) {
    static const struct { const char *host; int64_t port; const char *security, *field; TextId what; } tries[] = {
        { "127.0.0.1", 587, "starttls", "host", T_MAILING_BAD_HOST }, { "localhost", 587, "starttls", "host", T_MAILING_BAD_HOST }, { "[::1]", 587, "tls", "host", T_MAILING_BAD_HOST },
        { "2130706433", 587, "tls", "host", T_MAILING_BAD_HOST }, { "0x7f.1", 587, "tls", "host", T_MAILING_BAD_HOST }, { "smtp.exemple.fr/x", 587, "tls", "host", T_MAILING_BAD_HOST },
        { "u@smtp.exemple.fr", 587, "tls", "host", T_MAILING_BAD_HOST }, { "smtp.exemple.fr:25", 587, "tls", "host", T_MAILING_BAD_HOST },
        { "smtp.exemple.fr", 22, "tls", "port", T_MAILING_BAD_PORT }, { "smtp.exemple.fr", 6379, "starttls", "port", T_MAILING_BAD_PORT },
        { "smtp.exemple.fr", 587, "none", "security", T_MAILING_IN_CLEAR }, { "smtp.exemple.fr", 465, "tls", NULL, T_NONE }, { "smtp.exemple.fr", 2525, "starttls", NULL, T_NONE } };
    r->small->school.mail_inside = false;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        Mailer m = plain(arena_printf(mem(), "Essai %zu", i), "essai@exemple.fr");
        m.host = tries[i].host, m.port = tries[i].port, m.security = tries[i].security;
        Work *w = begin();
        mailer_save(w, &m, NULL);
        const char *at = has_problems(w) ? verb_at(w) : NULL;
        if (!CHECK_INT(verb_end(w), tries[i].what) || (tries[i].field && !CHECK_TEXT(at, tries[i].field)))
            printf("# %s\n", tries[i].host);
    }
    r->small->school.mail_inside = true;
    TextId what;
    Mailer m = plain("Essai 11", "essai@exemple.fr");
    save(&m, NULL, &what);
    CHECK_INT(what, T_MAILING_LABEL_TAKEN);
    m.label = "Autre", m.address = "a@b.fr>\r\nBcc: <c@d.fr";
    save(&m, NULL, &what);
    CHECK_INT(what, T_MAILING_BAD_ADDRESS);
    m.address = "a@b.fr", m.host = "smtp.exemple.fr", m.port = 587, m.security = "none";         /* inside or not, nothing leaves this machine in clear */
    save(&m, NULL, &what);
    CHECK_INT(what, T_MAILING_IN_CLEAR);
    m.security = "tls", m.login = "boite";
    save(&m, NULL, &what);
    CHECK_INT(what, T_FORM_REQUIRED);
    m.host = NULL;
    save(&m, NULL, &what);
    CHECK_INT(what, T_MAILING_LOGIN_WHERE);
}
TEST(only_servers_of_the_internet_by_tls_are_taken) { on_both(refused_on); }

/* What preau.conf allowed, or a base that somebody changed: it is looked at again when a letter leaves. */
static void inside_on(void) {
    Mailer m = own("Direction", "direction@exemple.fr");
    int64_t id = save(&m, PASSWORD, NULL);
    send_as(id, "e/1");
    r->small->school.mail_inside = false;
    CHECK(leave());
    CHECK_TEXT(state_of("e/1").reason, "security");     /* in clear, and that is allowed no more */
    store_fixture_tamper_at(r->small->fixture, SCHOOL, "UPDATE mailer SET security = 'starttls', login = NULL");
    now += LATER(2);
    rested();
    CHECK(leave());
    CHECK_TEXT(state_of("e/1").reason, "inside");
    CHECK_TEXT(read_one(id).reason, "inside");
    CHECK_INT(mailbox_now(other_box)->connections, 0);
}
TEST(a_server_inside_is_not_asked_unless_preau_conf_says_so) { on_both(inside_on); }

/* ---- the password ---- */

static void secret_on(void) {
    TextId what;
    Mailer m = own("Direction", "direction@exemple.fr");
    int64_t id = save(&m, PASSWORD, NULL);
    m.id = id;
    m.label = "La direction";
    save(&m, NULL, NULL);                               /* all else may change without it */
    CHECK(read_one(id).sealed != NULL);
    m.port = box->port;
    save(&m, NULL, &what);
    CHECK_INT(what, T_MAILING_SECRET_AGAIN);            /* never to another server */
    m.port = other_box->port, m.login = "quelquun";
    save(&m, NULL, &what);
    CHECK_INT(what, T_MAILING_SECRET_AGAIN);
    store_fixture_tamper_at(r->small->fixture, SCHOOL, arena_printf(mem(), "UPDATE mailer SET port = %d", box->port));
    send_as(id, "f/1");
    CHECK(leave());
    CHECK_TEXT(state_of("f/1").reason, "unsealed");     /* nor where somebody changed the base */
    CHECK_INT(mailbox_now(box)->connections, 0);
    m = read_one(id);
    m.host = NULL, m.login = NULL;
    save(&m, NULL, NULL);
    CHECK_INT(number("SELECT count(*) FROM mailer_secret"), 0);
}
TEST(a_password_serves_one_server_only) { on_both(secret_on); }

static bool holds(const char *text) { return strstr(text, PASSWORD) != NULL; }

static void canary_on(void) {
    const char *body = arena_printf(mem(), "label=Direction&address=d%%40exemple.fr&name=Nous&host=127.0.0.1&port=%d&security=none&login=boite&password=" PASSWORD "&everyone=on", other_box->port);
    Exchange e = request(r->small, r->people[SUPERVISOR].cookie, "POST", "/bureau/courriels/nouvelle", body, false);
    CHECK_INT(e.status, 303);
    int64_t id = number("SELECT max(id) FROM mailer");
    const char *pages[] = { "/bureau/courriels", arena_printf(mem(), "/bureau/courriels/%lld", (long long) id), "/bureau/historique", "/bureau/journal" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        for (int json = 0; json < 2; json++) {
            e = request(r->small, r->people[SUPERVISOR].cookie, "GET", pages[i], NULL, json);
            CHECK(!answers(&e, PASSWORD));
        }
    e = request(r->small, r->people[SUPERVISOR].cookie, "POST", pages[1], strchr(body, '&') + 1, false);       /* a page shown again */
    CHECK_INT(e.status, 422);
    CHECK(!answers(&e, PASSWORD));
    CHECK_INT(number("SELECT count(*) FROM school_audit WHERE table_name = 'mailer'"), 1);
    CHECK(!holds(verb_text(r, "SELECT string_agg(fields, ' ') FROM school_audit")));
    size_t size = read_one(id).sealed_size;
    const void *sealed = read_one(id).sealed;
    CHECK(size > strlen(PASSWORD) && !memmem(sealed, size, PASSWORD, strlen(PASSWORD)));
    Mailer m = read_one(id);
    CHECK_TEXT(mailer_unseal(&r->small->school, mem(), &m), PASSWORD);         /* it would have been seen */
}
TEST(a_password_stands_in_no_page_and_in_no_history) { on_both(canary_on); }

/* ---- who may use it ---- */

static void users_on(void) {
    Mailer m = plain("Secrétariat", "secretariat@exemple.fr"), all = plain("Tous", "tous@exemple.fr");
    m.everyone = false;
    int64_t office = save(&m, NULL, NULL), for_all = save(&all, NULL, NULL);
    Work *w = begin();
    mailer_let(w, office, r->people[GUARDIAN].account);                 /* who works here, and nobody else */
    CHECK_INT(verb_end(w), T_MAILING_NOBODY_SUCH);
    w = begin();
    mailer_let(w, office, r->people[STAFF].account);
    CHECK_INT(verb_end(w), T_NONE);
    w = begin();
    CHECK_INT((int64_t) mailers_for(w).count, 1);
    CHECK_INT(mailer_chosen(w, 0), for_all);
    CHECK_INT(mailer_chosen(w, office), 0);             /* the usual one, and not the supervisor's: as one that is not */
    const char *theirs = w->problems->text;
    CHECK_INT(mailer_chosen(w, 987654), 0);
    CHECK_TEXT(w->problems->next->text, theirs);
    CHECK_TEXT(w->problems->next->field, w->problems->field);
    tx_rollback(w->tx);
    w = begin_as(STAFF);
    CHECK_INT((int64_t) mailers_for(w).count, 2);
    CHECK_INT(mailer_chosen(w, 0), office);
    CHECK_INT(mailer_chosen(w, for_all), for_all);
    tx_rollback(w->tx);
    w = begin();
    mailer_stop(w, office, r->people[STAFF].account);
    mailer_pause(w, for_all, true);
    CHECK_INT(verb_end(w), T_NONE);
    w = begin_as(STAFF);
    CHECK_INT((int64_t) mailers_for(w).count, 0);
    CHECK_INT(mailer_chosen(w, 0), 0);
    CHECK_INT(mailer_chosen(w, for_all), 0);
    CHECK(has_problems(w));
    tx_rollback(w->tx);
}
TEST(an_address_is_for_those_who_may_use_it) { on_both(users_on); }

/* ---- addresses that do not receive ---- */

static const char *refused_page(Who who) {
    Exchange e = request(r->small, r->people[who].cookie, "GET", "/bureau/adresses-refusees", NULL, true);
    return e.status == 200 ? arena_text_n(mem(), e.answer, e.answer_size) : "";
}

static void receive_on(void) {
    int64_t own_pupil = ready_thing(r, "pupil")->own;
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = CASE WHEN id = %lld THEN 'Lea@Exemple.fr' END", (long long) own_pupil));
    mailbox_refuse(box, "RCPT", "550 5.7.1 relaying denied");
    send_as(0, "g/0");
    CHECK(leave());
    CHECK_TEXT(state_of("g/0").reason, "sender");       /* by its rules, not for that address */
    CHECK_INT(number("SELECT count(*) FROM mail_refused"), 0);
    mailbox_refuse(box, "RCPT", "550 5.1.1 nobody of that name");
    send_as(0, "g/1");
    CHECK(leave());
    CHECK_TEXT(state_of("g/1").state, "failed");
    CHECK_INT(number("SELECT count(*) FROM mail_refused"), 1);
    CHECK(strstr(refused_page(SUPERVISOR), "Lea@Exemple.fr") != NULL);  /* capitals make no other */
    CHECK_TEXT(refused_page(TEACHER), "");
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE dedup = 'g/1' AND sealed IS NULL"), 1);
    store_fixture_tamper(r->small->fixture, "UPDATE person SET email = 'lea.nouvelle@exemple.fr' WHERE email IS NOT NULL");
    CHECK(!strstr(refused_page(SUPERVISOR), "lea.nouvelle"));           /* mended, so it is gone */
    store_fixture_tamper(r->small->fixture, "UPDATE person SET email = 'pas une adresse' WHERE email IS NOT NULL");
    CHECK(strstr(refused_page(SUPERVISOR), "pas une adresse") != NULL);
    mailbox_refuse(box, NULL, NULL);
    now += LATER(2);
    while (leave())                                     /* one arrives there after all */
        ;
    CHECK_INT(number("SELECT count(*) FROM mail_refused"), 0);
}
TEST(an_address_that_was_refused_is_named_until_one_arrives) { on_both(receive_on); }

int main(int argc, char **argv) {
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
