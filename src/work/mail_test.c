/* Mail: what a letter looks like whatever it holds, whose fault a refusal is, and that what waits is sent once. */
#include "work/mail.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/texts.h"
#include "test/mailbox.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const MailServer nowhere = { .host = "127.0.0.1", .port = 1, .security = MAIL_PLAIN, .from = "ecole@exemple.fr", .name = "Collège \"A\"\r\nBcc: x@y.fr", .uai = "9990001X" };
static OutboxMessage message(void) { return (OutboxMessage){ "mail", "lea@exemple.fr", "Bonjour", "Une ligne.\n.\nÉtait-ce là ?\n", "password/7/12", 0 }; }

/* ---- how it is written ---- */

TEST(only_plain_addresses_are_written_to) {
    static const char *const good[] = { "a@b.fr", "lea.martin+ecole@exemple-1.fr", "o'neil@x.fr", "a@localhost", NULL };
    static const char *const bad[] = { "", "a", "@b.fr", "a@", "a@@b.fr", "a b@c.fr", "a@b.fr\r\nBcc: c@d.fr", "a@b.fr\n", "<a@b.fr>", "a@b.fr,c@d.fr", "\"a\"@b.fr", ".a@b.fr", "a..b@c.fr", "a@b..fr",
        "a@.fr", "é@b.fr", "a@é.fr", "a@b.fr>", "a;b@c.fr", NULL };
    for (int i = 0; good[i]; i++)
        if (!CHECK(mail_address_fits(good[i])))
            printf("# %s\n", good[i]);
    for (int i = 0; bad[i]; i++)
        if (!CHECK(!mail_address_fits(bad[i])))
            printf("# %s\n", bad[i]);
}

static int lines_starting(const char *letter, const char *start) {
    int count = 0;
    for (const char *at = letter; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
        count += str_starts(at, start);
    return count;
}

/* Every line ends with CRLF, none is too long, and nothing but ASCII is on the wire. */
static void check_wire(const char *letter) {
    size_t column = 0;
    for (const char *at = letter; *at; at++) {
        column = *at == '\n' ? 0 : column + 1;
        if (!CHECK((unsigned char) *at < 0x80 && column < 90 && (*at != '\n' || at[-1] == '\r') && (*at != '\r' || at[1] == '\n')))
            return;
    }
}

TEST(no_subject_adds_a_header) {
    static const char *const subjects[] = { "Bonjour\r\nBcc: x@y.fr", "Bonjour\nBcc: x@y.fr\n\nun corps", "\r\n\r\nBcc: x@y.fr", "=?UTF-8?B?QmNjOg==?=\r\nBcc: x", "Élève\rBcc: x@y.fr",
        "Une très longue ligne dont les lettres accentuées é è à ù ç ô sont coupées quelque part, mais jamais au milieu d’un caractère", NULL };
    Arena *mem = arena_new();
    for (int i = 0; subjects[i]; i++) {
        OutboxMessage m = message();
        m.subject = subjects[i];
        const char *letter = mail_letter(mem, &nowhere, &m, 0);
        check_wire(letter);
        CHECK_INT(lines_starting(letter, "Bcc"), 0);
        CHECK_INT(lines_starting(letter, "Subject: "), 1);
        CHECK_INT(lines_starting(letter, "\r\n"), 1);           /* the blank line between headers and body, and no other */
    }
    arena_free(mem);
}

TEST(a_letter_says_what_it_is) {
    Arena *mem = arena_new();
    OutboxMessage m = message();
    const char *letter = mail_letter(mem, &nowhere, &m, INT64_C(1782293719000));
    CHECK(str_starts(letter, "Date: Wed, 24 Jun 2026 09:35:19 +0000\r\n"));
    CHECK(strstr(letter, "\r\nTo: <lea@exemple.fr>\r\nSubject: Bonjour\r\nMessage-ID: <") != NULL);
    CHECK(strstr(letter, "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n") != NULL);
    CHECK(str_ends(letter, "\r\n\r\nUne ligne.\r\n.\r\n=C3=89tait-ce l=C3=A0 ?\r\n"));
    CHECK(strstr(letter, "password") == NULL);
    CHECK_TEXT(mail_letter(mem, &nowhere, &m, INT64_C(1782293719000)), letter);
    const char *id = strstr(letter, "Message-ID");
    m.dedup = "password/7/13";
    CHECK(strncmp(strstr(mail_letter(mem, &nowhere, &m, 0), "Message-ID"), id, 50) != 0);
    arena_free(mem);
}

/* ---- what preau.conf may say ---- */

TEST(settings_are_used_or_said_to_be_wrong) {
    static const struct { MailSettings s; TextId wrong; const char *host; int port; } tries[] = {
        { { "", "starttls", "", "", "" }, T_NONE, NULL, 0 }, { { "smtp.exemple.fr", "starttls", "", "", "e@exemple.fr" }, T_NONE, "smtp.exemple.fr", 587 },
        { { "smtp.exemple.fr", "tls", "", "", "e@exemple.fr" }, T_NONE, "smtp.exemple.fr", 465 }, { { "127.0.0.1:2525", "none", "", "", "e@exemple.fr" }, T_NONE, "127.0.0.1", 2525 },
        { { "[::1]:25", "none", "", "", "e@exemple.fr" }, T_NONE, "[::1]", 25 },
        { { "smtp.exemple.fr:25", "none", "", "", "e@exemple.fr" }, T_MAIL_IN_CLEAR, NULL, 0 }, { { "127.0.0.1.exemple.fr", "none", "", "", "e@exemple.fr" }, T_MAIL_IN_CLEAR, NULL, 0 },
        { { "smtp.exemple.fr", "ssl", "", "", "e@exemple.fr" }, T_MAIL_BAD_SECURITY, NULL, 0 },
        { { "smtp.exemple.fr:0", "tls", "", "", "e@exemple.fr" }, T_MAIL_BAD_SERVER, NULL, 0 }, { { "a/b:25", "tls", "", "", "e@exemple.fr" }, T_MAIL_BAD_SERVER, NULL, 0 },
        { { "u@b:25", "tls", "", "", "e@exemple.fr" }, T_MAIL_BAD_SERVER, NULL, 0 }, { { "smtp.exemple.fr", "tls", "", "", "exemple.fr" }, T_MAIL_BAD_FROM, NULL, 0 },
        { { "smtp.exemple.fr", "tls", "moi", "/nulle/part", "e@exemple.fr" }, T_MAIL_BAD_PASSWORD_FILE, NULL, 0 } };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        MailServer by = { 0 };
        if (!CHECK_INT(mail_read(&tries[i].s, mem, &by), tries[i].wrong))
            printf("# %s\n", tries[i].s.server);
        if (!tries[i].wrong && tries[i].host) {
            CHECK_TEXT(by.host, tries[i].host);
            CHECK_INT(by.port, tries[i].port);
        }
    }
    const char *path = arena_printf(mem, "/tmp/preau-mail-%d", (int) getpid());
    FILE *file = fopen(path, "w");
    must(file && fputs("un mot de passe\r\n", file) >= 0 && fclose(file) == 0);
    MailServer by = { 0 };
    CHECK_INT(mail_read(&(MailSettings){ "smtp.exemple.fr", "tls", "moi", path, "e@exemple.fr" }, mem, &by), T_NONE);
    CHECK_TEXT(by.password, "un mot de passe");
    unlink(path);
    arena_free(mem);
}

/* ---- over the wire ---- */

TEST(what_is_sent_is_what_arrives) {
    Arena *mem = arena_new();
    Mailbox *box = mailbox_open(mem);
    MailServer by = mailbox_server(box);
    OutboxMessage m = message();
    const char *reason = NULL;
    CHECK_INT(mail_send(&by, &m, &reason), SEND_DONE);
    CHECK(reason == NULL);
    CHECK_INT(mailbox_now(box)->count, 1);
    CHECK_TEXT(mailbox_now(box)->to, "<lea@exemple.fr>");
    CHECK(strstr(mailbox_now(box)->letter, "\r\n\r\nUne ligne.\r\n.\r\n=C3=89tait-ce l=C3=A0 ?\r\n") != NULL);
    CHECK(strstr(mailbox_now(box)->letter, "From: =?UTF-8?B?") != NULL && !strstr(mailbox_now(box)->letter, "Reply-To"));
    by.reply_to = "accueil@exemple.fr";
    CHECK_INT(mail_send(&by, &m, &reason), SEND_DONE);
    CHECK(strstr(mailbox_now(box)->letter, "\r\nReply-To: <accueil@exemple.fr>\r\n") != NULL);
    mailbox_close(box);
    arena_free(mem);
}

TEST(a_refusal_is_somebodys_fault) {
    static const struct { const char *command, *with, *reason; SendResult result; } tries[] = { { "RCPT", "550 no such user", "recipient", SEND_NEVER },
        { "RCPT", "550 5.1.1 no such user", "recipient", SEND_NEVER }, { "RCPT", "550 5.7.1 relaying denied", "sender", SEND_LATER }, { "RCPT", "450 later", "busy", SEND_LATER },
        { "DATA", "554 no", "message", SEND_NEVER }, { "DATA", "451 later", "busy", SEND_LATER }, { "MAIL", "553 not you", "sender", SEND_LATER }, { "MAIL", "421 later", "busy", SEND_LATER } };
    Arena *mem = arena_new();
    Mailbox *box = mailbox_open(mem);
    MailServer by = mailbox_server(box), encrypted = by;
    OutboxMessage m = message();
    const char *reason = NULL;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        mailbox_refuse(box, tries[i].command, tries[i].with);
        CHECK_INT(mail_send(&by, &m, &reason), tries[i].result);
        CHECK_TEXT(reason, tries[i].reason);
        CHECK(mail_reason(reason) != T_NONE);
    }
    MailServer with_login = by;
    with_login.user = "moi";
    with_login.password = "un mot de passe";
    mailbox_refuse(box, "AUTH", "535 no");
    CHECK_INT(mail_send(&with_login, &m, &reason), SEND_LATER);
    CHECK_TEXT(reason, "login");
    mailbox_refuse(box, NULL, NULL);
    CHECK_INT(mail_send(&with_login, &m, &reason), SEND_DONE);
    encrypted.security = MAIL_STARTTLS;             /* which this server does not offer: nothing goes in clear */
    CHECK_INT(mail_send(&encrypted, &m, &reason), SEND_LATER);
    CHECK_TEXT(reason, "security");
    CHECK_INT(mailbox_now(box)->count, 1);
    int before = mailbox_now(box)->connections;
    m.to = "";
    CHECK_INT(mail_send(&by, &m, &reason), SEND_NEVER);
    CHECK_TEXT(reason, "nobody");
    m.to = "a@b.fr>\r\nRCPT TO:<c@d.fr";
    CHECK_INT(mail_send(&by, &m, &reason), SEND_NEVER);
    CHECK_TEXT(reason, "address");
    CHECK_INT(mailbox_now(box)->connections, before);            /* nobody was asked */
    mailbox_close(box);
    m = message();
    CHECK_INT(mail_send(&by, &m, &reason), SEND_LATER);
    CHECK_TEXT(reason, "no_route");
    arena_free(mem);
}

/* A server that a page has named is asked on the internet only, whatever its name leads to. */
TEST(a_server_that_was_named_on_a_page_is_asked_outside_only) {
    static const char *const in[] = { "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.2.5", "198.18.0.1",
        "224.0.0.1", "255.255.255.255" }, *const out[] = { "1.1.1.1", "9.255.255.255", "172.32.0.1", "192.169.0.1", "193.51.24.1", "100.128.0.1", "223.255.255.255" };
    static const char *const in6[] = { "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::",
        "2001:db8::1", "2001::1", "::127.0.0.1" }, *const out6[] = { "2a01:cb00::1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::" };
    for (int outside = 0; outside < 2; outside++) {
        for (size_t i = 0; i < (outside ? sizeof out / sizeof *out : sizeof in / sizeof *in); i++) {
            struct sockaddr_in at = { .sin_family = AF_INET };
            const char *address = outside ? out[i] : in[i];
            must(inet_pton(AF_INET, address, &at.sin_addr) == 1);
            if (!CHECK_INT(mail_is_outside((struct sockaddr *) &at), outside))
                printf("# %s\n", address);
        }
        for (size_t i = 0; i < (outside ? sizeof out6 / sizeof *out6 : sizeof in6 / sizeof *in6); i++) {
            struct sockaddr_in6 at = { .sin6_family = AF_INET6 };
            const char *address = outside ? out6[i] : in6[i];
            must(inet_pton(AF_INET6, address, &at.sin6_addr) == 1);
            if (!CHECK_INT(mail_is_outside((struct sockaddr *) &at), outside))
                printf("# %s\n", address);
        }
    }
    CHECK(!mail_is_outside(&(struct sockaddr){ .sa_family = AF_UNIX }));
    static const char *const names[] = { "127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1" };        /* however it is written */
    Arena *mem = arena_new();
    Mailbox *box = mailbox_open(mem);
    OutboxMessage m = message();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        MailServer by = mailbox_server(box);
        const char *reason = NULL;
        by.host = names[i];
        by.outside = true;
        CHECK_INT(mail_send(&by, &m, &reason), SEND_LATER);
        CHECK_TEXT(reason, "inside");
    }
    CHECK_INT(mailbox_now(box)->connections, 0);
    CHECK_INT(mail_reason("inside"), T_MAIL_WHY_INSIDE);
    mailbox_close(box);
    arena_free(mem);
}

/* It takes the connection, and says nothing. */
TEST(a_silent_server_is_left_in_time) {
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(fd, (struct sockaddr *) &at, sizeof at) == 0 && listen(fd, 8) == 0 && getsockname(fd, (struct sockaddr *) &at, &size) == 0);
    MailServer by = nowhere;
    OutboxMessage m = message();
    const char *reason = NULL;
    by.port = ntohs(at.sin_port);
    by.within_ms = 300;
    Instant begun = instant_now();
    CHECK_INT(mail_send(&by, &m, &reason), SEND_LATER);
    CHECK_TEXT(reason, "no_route");
    CHECK(instant_now() - begun < 10000);
    close(fd);
}

/* ---- from the outbox ---- */

static SendResult send_by(void *context, const OutboxMessage *m, const char **reason) { return mail_send(context, m, reason); }

static void down_then_up(StoreFixture *f) {
    static uint8_t secret[32] = { 4 };
    School school = { .uai = "9990001X", .name = "x", .folder = f->folder, .year = 2026, .store = f->store, .secret = secret };
    Mailbox *box = mailbox_open(f->mem);
    MailServer by = mailbox_server(box);
    Sender senders[] = { { "mail", send_by, &by, NULL }, { .channel = NULL } };
    Instant now = instant_now() + 1000;
    OutboxMessage m = message();
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    Work *w = work_new(f->mem, tx, &school, &program_actor, "test");
    CHECK(outbox_add(w, SCHOOL, &m) && !outbox_add(w, SCHOOL, &m));
    CHECK_INT(tx_commit(tx), TX_DONE);
    by.port = 1;
    CHECK(outbox_send_one(&school, SCHOOL, senders, now));
    CHECK(!outbox_send_one(&school, SCHOOL, senders, now + 1000));
    by.port = box->port;
    CHECK(outbox_send_one(&school, SCHOOL, senders, now + 61 * 1000));
    CHECK(!outbox_send_one(&school, SCHOOL, senders, now + (Instant) 48 * 3600 * 1000));
    CHECK_INT(mailbox_now(box)->count, 1);
    tx = tx_begin(f->store, f->mem, TX_READ);
    OutboxState state = outbox_state(work_new(f->mem, tx, &school, &program_actor, "test"), SCHOOL, m.dedup);
    CHECK_TEXT(state.state, "sent");
    CHECK_INT(state.attempts, 2);
    tx_rollback(tx);
    mailbox_close(box);
}
TEST(a_server_that_was_down_gets_it_once) { for_each_engine(down_then_up); }

TEST_MAIN
