/* Requests on the wire: a real server, raw bytes (P-21). Every case ends with an answer or a closed connection, never with a wait. */
#include "web/framing.h"

#include "base/str.h"
#include "test/served.h"
#include "test/test.h"
#include "web/assets.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- requests as they should not be ---- */

/* Statuses one of which must be heard; 0: closed without an answer. SMUGGLED requests ask for /connexion: no second answer may come. */
typedef struct Case { const char *name, *bytes; int good[3]; int answers; } Case;

#define SMUGGLED "GET /connexion HTTP/1.1\r\n" HOST "\r\n"
static const Case cases[] = {
    { "an ordinary request", "GET /healthz HTTP/1.1\r\n" HOST CLOSE "\r\n", { 200 }, 1 },
    { "an older one", "GET /healthz HTTP/1.0\r\n\r\n", { 200 }, 1 },
    { "two at once", "GET /healthz HTTP/1.1\r\n" HOST "\r\nGET /nulle/part HTTP/1.1\r\n" HOST CLOSE "\r\n", { 200 }, 2 },
    { "a path with an escape", "GET /health%7A HTTP/1.1\r\n" HOST CLOSE "\r\n", { 200 }, 1 },
    { "an escape is read once", "GET /health%257A HTTP/1.1\r\n" HOST CLOSE "\r\n", { 404 }, 1 },
    /* lengths */
    { "length and chunks", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "chunks and length", "POST /connexion HTTP/1.1\r\n" HOST FORM "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "two lengths", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: 0\r\nContent-Length: 50\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "the same length twice", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b" SMUGGLED, { 400 }, 1 },
    { "a list of lengths", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: 3, 3\r\n\r\na=b" SMUGGLED, { 400 }, 1 },
    { "a negative length", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: -1\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "a length with a sign", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: +3\r\n\r\na=b" SMUGGLED, { 400 }, 1 },
    { "a length in hexadecimal", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: 0x3\r\n\r\na=b" SMUGGLED, { 400 }, 1 },
    { "a length beyond all numbers", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: 18446744073709551617\r\n\r\na" SMUGGLED, { 400, 413 }, 1 },
    { "an empty length", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: \r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "a coding nobody knows", "POST /connexion HTTP/1.1\r\n" HOST FORM "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "chunks and no coding", "POST /connexion HTTP/1.1\r\n" HOST FORM "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "two codings", "POST /connexion HTTP/1.1\r\n" HOST FORM "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "chunks of an older client", "POST /connexion HTTP/1.0\r\n" FORM "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "a coding behind a blank", "POST /connexion HTTP/1.1\r\n" HOST FORM "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "a coding behind a control character", "POST /connexion HTTP/1.1\r\n" HOST FORM "Transfer-Encoding: \x0b" "chunked\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "a chunk of a size beyond all", "POST /connexion HTTP/1.1\r\n" HOST FORM "Origin: http://127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        "FFFFFFFFFFFFFFFFF\r\na" SMUGGLED, { 400, 413, 0 }, 1 },
    { "a chunk of no size", "POST /connexion HTTP/1.1\r\n" HOST FORM "Origin: http://127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\na" SMUGGLED, { 400, 0 }, 1 },
    { "a chunk longer than it says", "POST /connexion HTTP/1.1\r\n" HOST FORM "Origin: http://127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        "1\r\nab=c\r\n0\r\n\r\n" SMUGGLED, { 400, 0 }, 1 },
    { "a body that nobody asked for", "GET /healthz HTTP/1.1\r\n" HOST "Content-Length: 53\r\n\r\n" SMUGGLED, { 400 }, 1 },
    /* lines */
    { "a folded header", "GET /healthz HTTP/1.1\r\n" HOST CLOSE "X-One: a\r\n b\r\n\r\n", { 400 }, 1 },
    { "a folded header that becomes a length", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Lengt: 53\r\n h\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "a folded empty coding", "POST /connexion HTTP/1.1\r\n" HOST FORM "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "blanks around a value", "GET /healthz HTTP/1.1\r\nHost:127.0.0.1\r\nX-One: \t a \t\r\nX-Two:\r\n" CLOSE "\r\n", { 200 }, 1 },
    { "a folded coding", "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: 3\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" SMUGGLED, { 400 }, 1 },
    { "lines without their carriage return", "GET /healthz HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n", { 400 }, 1 },
    { "one line without its carriage return", "GET /healthz HTTP/1.1\r\n" HOST "X-One: a\n" CLOSE "\r\n", { 400 }, 1 },
    { "a carriage return alone", "GET /healthz HTTP/1.1\r\n" HOST "X-One: a\rX-Two: b\r\n\r\n", { 400 }, 1 },
    { "a blank before the colon", "GET /healthz HTTP/1.1\r\n" HOST "X-One : a\r\n\r\n", { 400 }, 1 },
    { "no name", "GET /healthz HTTP/1.1\r\n" HOST CLOSE ": a\r\n\r\n", { 200, 400 }, 1 },
    { "no colon", "GET /healthz HTTP/1.1\r\n" HOST "nonsense\r\n\r\n", { 400 }, 1 },
    { "a name that is none", "GET /healthz HTTP/1.1\r\n" HOST "X(One): a\r\n\r\n", { 400 }, 1 },
    { "a control character", "GET /healthz HTTP/1.1\r\n" HOST "X-One: a\x01\r\n\r\n", { 400 }, 1 },
    { "Latin-1 of an old proxy", "GET /healthz HTTP/1.1\r\n" HOST CLOSE "Via: caf\xE9\r\n\r\n", { 200 }, 1 },
    { "no host", "GET /healthz HTTP/1.1\r\n\r\n", { 400 }, 1 },
    { "two hosts", "GET /healthz HTTP/1.1\r\n" HOST "Host: y\r\n\r\n", { 400 }, 1 },
    { "no version", "GET /healthz\r\n\r\n", { 400, 505, 0 }, 1 },
    { "a version to come", "GET /healthz HTTP/2.0\r\n" HOST "\r\n", { 400, 505, 0 }, 1 },
    { "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", { 400, 505, 0 }, 1 },
    { "no line at all", "\x16\x03\x01\x02\x05\x01\x03\x03\r\n\r\n", { 400, 505, 0 }, 1 },
    { "a foreign target", "GET http://autre.exemple/healthz HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400, 404 }, 1 },
    { "a target of none", "OPTIONS * HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400, 405 }, 1 },
    /* methods */
    { "TRACE", "TRACE /healthz HTTP/1.1\r\n" HOST CLOSE "\r\n", { 405 }, 1 },
    { "CONNECT", "CONNECT autre.exemple:443 HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400, 405 }, 1 },
    { "PATCH", "PATCH /connexion HTTP/1.1\r\n" HOST CLOSE "\r\n", { 405 }, 1 },
    { "a method of one's own", "PREND /healthz HTTP/1.1\r\n" HOST CLOSE "\r\n", { 405 }, 1 },
    { "a method in small letters", "get /healthz HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400, 405 }, 1 },
    /* texts */
    { "a path that is not UTF-8", "GET /%FF HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400 }, 1 },
    { "a path of raw bytes", "GET /\xE9l\xE8ve HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400 }, 1 },
    { "a path with half an escape", "GET /a%4 HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400 }, 1 },
    { "a path with a NUL", "GET /healthz%00x HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400 }, 1 },
    { "a query that is not UTF-8", "GET /connexion?q=%C3%28 HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400 }, 1 },
    { "a query with a NUL", "GET /connexion?q=a%00b HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400 }, 1 },
    { "a query with an overlong letter", "GET /connexion?q=%C0%AF HTTP/1.1\r\n" HOST CLOSE "\r\n", { 400 }, 1 },
    { "a form that is not UTF-8", "POST /connexion HTTP/1.1\r\n" HOST FORM CLOSE "Origin: http://127.0.0.1\r\nContent-Length: 9\r\n\r\nlogin=%FF", { 400 }, 1 },
    { "a form with a NUL", "POST /connexion HTTP/1.1\r\n" HOST FORM CLOSE "Origin: http://127.0.0.1\r\nContent-Length: 9\r\n\r\nlogin=%00", { 400 }, 1 },
    /* bodies */
    { "a body of no type", "POST /connexion HTTP/1.1\r\n" HOST CLOSE "Origin: http://127.0.0.1\r\nContent-Length: 3\r\n\r\na=b", { 415 }, 1 },
    { "a body of plain text", "POST /connexion HTTP/1.1\r\n" HOST CLOSE "Origin: http://127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\na=b", { 415 }, 1 },
    { "a body of almost JSON", "POST /connexion HTTP/1.1\r\n" HOST CLOSE "Origin: http://127.0.0.1\r\nContent-Type: application/jsonp\r\nContent-Length: 2\r\n\r\n{}", { 415 }, 1 },
    { "a form in chunks", "POST /connexion HTTP/1.1\r\n" HOST FORM CLOSE "Origin: http://127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nlog\r\n3;a=b\r\nin=\r\n0\r\n\r\n", { 422 }, 1 },
    { "a form of JSON", "POST /connexion HTTP/1.1\r\n" HOST CLOSE "Origin: http://127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}", { 422 }, 1 },
    { "JSON that is none", "POST /connexion HTTP/1.1\r\n" HOST CLOSE "Origin: http://127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{[", { 400 }, 1 },
    { "multipart without a boundary", "POST /connexion HTTP/1.1\r\n" HOST CLOSE "Origin: http://127.0.0.1\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\na=b", { 400 }, 1 },
    { "no body", "POST /connexion HTTP/1.1\r\n" HOST CLOSE "Origin: http://127.0.0.1\r\n\r\n", { 422 }, 1 },
    { "from another site", "POST /connexion HTTP/1.1\r\n" HOST FORM "Origin: http://y\r\nContent-Length: 3\r\n\r\na=b" SMUGGLED, { 403 }, 1 },
    { "too large by what it says", "POST /connexion HTTP/1.1\r\n" HOST FORM "Origin: http://127.0.0.1\r\nContent-Length: 1048577\r\n\r\n", { 413 }, 1 },
    { "a body in two requests", "POST /connexion HTTP/1.1\r\n" HOST FORM "Origin: http://127.0.0.1\r\nContent-Length: 6\r\n\r\nlogin=GET /healthz HTTP/1.1\r\n" HOST CLOSE "\r\n", { 422 }, 2 },
};

/* The statuses of all answers, one after the other: "200 404". libmicrohttpd prints the head of its own refusals twice: said once here. */
static const char *statuses(Arena *mem, const Heard *heard) {
    Str all = str_new(mem, 32);
    for (const char *at = heard->text, *end = at + heard->size; (at = memmem(at, (size_t) (end - at), "HTTP/1.1 ", 9)); at += 9)
        if (!(strncmp(at + 9, "4", 1) == 0 && all.size && strncmp(all.data + all.size - 4, at + 9, 3) == 0))
            str_printf(&all, "%.3s ", at + 9);
    return all.data;
}

static bool expected(Arena *mem, const Case *c, const Heard *heard) {
    int status = status_of(heard);
    const char *all = statuses(mem, heard);
    bool good = false, silent = !*all;
    for (int i = 0; i < 3; i++)
        good = good || (c->good[i] ? status == c->good[i] : silent && i > 0);
    return good && heard->closed && (silent || strlen(all) == (size_t) c->answers * 4);
}

static void every_case(Served *served) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Heard heard = converse(served, cases[i].bytes, strlen(cases[i].bytes));
        if (!CHECK(expected(served->school->mem, &cases[i], &heard)))
            printf("# %s: %s(%s)\n# %.400s\n", cases[i].name, statuses(served->school->mem, &heard), heard.closed ? "closed" : "left open", heard.text);
    }
}
TEST(a_request_that_may_be_read_in_two_ways_is_not_read) { with_server(false, NULL, false, every_case); }

/* A NUL ends a text for some and not for others. */
static void nuls(Served *served) {
    static const char target[] = "GET /healthz\0x HTTP/1.1\r\n" HOST CLOSE "\r\n", value[] = "GET /healthz HTTP/1.1\r\n" HOST CLOSE "X-One: a\0b\r\n\r\n",
        name[] = "GET /healthz HTTP/1.1\r\n" HOST CLOSE "X-\0One: a\r\n\r\n", length[] = "POST /connexion HTTP/1.1\r\n" HOST FORM "Content-Length: 4\0" "0\r\n\r\n" SMUGGLED;
    const struct { const char *bytes; size_t size; } all[] = { { target, sizeof target - 1 }, { value, sizeof value - 1 }, { name, sizeof name - 1 },
        { length, sizeof length - 1 } };
    for (size_t i = 0; i < 4; i++) {
        Heard heard = converse(served, all[i].bytes, all[i].size);
        if (!CHECK((status_of(&heard) == 400 || !heard.size) && heard.closed))
            printf("# NUL %zu: %.200s\n", i, heard.text);
    }
}
TEST(a_nul_is_no_text) { with_server(false, NULL, false, nuls); }

/* However the bytes of a good request come: by one, by three, by a thousand; with headers that fill their bound. */
static void in_pieces(Served *served) {
    Str r = str_new(served->school->mem, 20000);
    str_add(&r, "GET /healthz?a=b HTTP/1.1\r\n" HOST "X-None:\r\n");
    for (int i = 0; i < 60; i++)
        str_printf(&r, "X-%d: %0200d\r\n", i, i);
    str_add(&r, CLOSE "\r\n");
    for (size_t piece = 1; piece < r.size; piece = piece * 3 + (piece == 1)) {
        int fd = served_connect(served), yes = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        for (size_t at = 0; at < r.size; at += piece) {
            size_t size = r.size - at < piece ? r.size - at : piece;
            CHECK(send_bytes(fd, r.data + at, size));
            if (piece > 3 || at % 64 == 0)
                usleep(50);
        }
        Heard heard = hear(served->school->mem, fd, NULL, 10000);
        CHECK_INT(status_of(&heard), 200);
        close(fd);
    }
}

TEST(a_good_request_may_come_in_pieces_of_any_size) {
    Bounds b = test_bounds();
    b.headers_ms = 20000;
    with_server(false, &b, false, in_pieces);
}

/* ---- sizes ---- */

static Heard get_of(Served *served, size_t target, int lines, size_t line) {
    Str r = str_new(served->school->mem, 4096);
    str_add(&r, "GET /");
    for (size_t i = 1; i < target; i++)
        str_add_char(&r, 'a');
    str_add(&r, " HTTP/1.1\r\n" HOST CLOSE);
    for (int i = 0; i < lines; i++) {
        str_printf(&r, "X-%d: ", i);
        for (size_t k = 0; k < line; k++)
            str_add_char(&r, 'b');
        str_add(&r, "\r\n");
    }
    str_add(&r, "\r\n");
    return converse(served, r.data, r.size);
}

/* 404 is the answer of who has read it all. */
static void sizes(Served *served) {
    static const struct { size_t target; int lines; size_t line; int status; } table[] = { { 8192, 0, 0, 404 }, { 8193, 0, 0, 414 }, { 60000, 0, 0, 414 },
        { 10, 98, 1, 404 }, { 10, 99, 1, 431 }, { 10, 10000, 1, 431 }, { 10, 1, 16000, 404 }, { 10, 1, 16400, 431 }, { 10, 1, 65536, 431 },
        { 8192, 16, 1000, 404 } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        Heard heard = get_of(served, table[i].target, table[i].lines, table[i].line);
        CHECK_INT(status_of(&heard), table[i].status);
        CHECK(heard.closed);
    }
}
TEST(a_target_and_headers_have_their_bounds) { with_server(false, NULL, false, sizes); }

static void heads(Served *served) {
    const char *asset = asset_named("desk.css")->path, *const targets[] = { "/healthz", "/connexion", "/nulle/part", asset, "/bureau" };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        const char *cookie = served->school->supervisor;
        const char *get = request_text(served, cookie, "GET", targets[i], CLOSE, NULL), *head = request_text(served, cookie, "HEAD", targets[i], CLOSE, NULL);
        Heard whole = converse(served, get, strlen(get)), only = converse(served, head, strlen(head));
        CHECK_INT(status_of(&only), status_of(&whole));
        const char *body = strstr(only.text, "\r\n\r\n"), *length = strstr(whole.text, "Content-Length: ");
        CHECK(body && !body[4] && length && strstr(whole.text, "\r\n\r\n")[4]);
        CHECK(length && memmem(only.text, only.size, length, strcspn(length, "\r")));
    }
}
TEST(a_head_is_the_answer_without_its_body) { with_server(false, NULL, false, heads); }

/* Pages are never kept and assets never asked again: there is nothing to be unmodified. */
static void never_304(Served *served) {
    const char *const targets[] = { asset_named("desk.css")->path, "/bureau" };
    for (size_t i = 0; i < 2; i++) {
        const char *r = request_text(served, served->school->supervisor, "GET", targets[i],
            "If-None-Match: *\r\nIf-Modified-Since: Wed, 25 Nov 2099 00:00:00 GMT\r\nRange: bytes=0-3\r\n" CLOSE, NULL);
        Heard heard = converse(served, r, strlen(r));
        CHECK_INT(status_of(&heard), 200);
    }
}
TEST(nothing_is_ever_unmodified) { with_server(false, NULL, false, never_304); }

/* ---- bodies ---- */

/* The refusal comes before a byte of the body, and no "100 Continue" with it. */
static void too_large(Served *served) {
    const char *head = post_head(served, "Content-Length: 1048577\r\nExpect: 100-continue\r\n");
    int fd = served_connect(served);
    CHECK(send_text(fd, head));
    Heard heard = hear(served->school->mem, fd, NULL, 10000);
    CHECK_INT(status_of(&heard), 413);
    CHECK(heard.closed);
    close(fd);
    fd = served_connect(served);
    CHECK(send_text(fd, post_head(served, "Content-Length: 7\r\nExpect: 100-continue\r\n" CLOSE)));
    heard = hear(served->school->mem, fd, "\r\n\r\n", 10000);
    CHECK_INT(status_of(&heard), 100);
    CHECK(send_text(fd, "login=a"));
    heard = hear(served->school->mem, fd, NULL, 10000);
    CHECK_INT(status_of(&heard), 422);
    close(fd);
}
TEST(a_body_too_large_is_refused_before_it_comes) { with_server(false, NULL, false, too_large); }

/* Sends SIZE bytes in chunks of 4096; what is heard then. */
static Heard chunked(Served *served, size_t size) {
    char chunk[4096 + 16] = "1000\r\n";
    memset(chunk + 6, 'a', 4096);
    memcpy(chunk + 6 + 4096, "\r\n", 2);
    int fd = served_connect(served);
    bool sending = send_text(fd, post_head(served, "Transfer-Encoding: chunked\r\n" CLOSE));
    for (size_t sent = 0; sending && sent < size; sent += 4096)
        sending = send_bytes(fd, chunk, 4096 + 8);
    if (sending)
        send_text(fd, "0\r\n\r\n");
    Heard heard = hear(served->school->mem, fd, NULL, 10000);
    close(fd);
    return heard;
}

static void chunks_counted(Served *served) {
    Heard some = chunked(served, 1024 * 1024), more = chunked(served, 1024 * 1024 + 4096), endless = chunked(served, (size_t) 64 * 1024 * 1024);
    CHECK_INT(status_of(&some), 422);           /* a form of one long name: no login in it */
    CHECK_INT(status_of(&more), 413);
    CHECK_INT(status_of(&endless), 0);          /* cut while it was sent */
    CHECK(endless.closed);
}
TEST(a_body_in_chunks_is_counted_while_it_comes) { with_server(false, NULL, false, chunks_counted); }

#define BOUNDARY "----une-limite"
#define PART(name, more) "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"" name "\"" more "\r\n\r\n"
#define ENDING "\r\n--" BOUNDARY "--\r\n"
#define MULTIPART "Content-Type: multipart/form-data; boundary=" BOUNDARY "\r\n"

/* Sends BODY in pieces of PIECE bytes to the import page. */
static int send_parts(Served *served, const char *body, size_t size, size_t piece) {
    const char *head = request_text(served, served->school->supervisor, "POST", "/bureau/imports",
        arena_printf(served->school->mem, MULTIPART CLOSE "Content-Length: %zu\r\n", size), NULL);
    int fd = served_connect(served);
    bool sending = send_text(fd, head);
    for (size_t at = 0; sending && at < size; at += piece)
        sending = send_bytes(fd, body + at, size - at < piece ? size - at : piece);
    Heard heard = hear(served->school->mem, fd, NULL, 20000);
    close(fd);
    return status_of(&heard);
}

static void multipart(Served *served) {
    static const struct { const char *body; int status; } table[] = {
        { PART("files", "; filename=\"a.xml\"") "<a/>\r\n--" BOUNDARY "--\r\n", 303 }, { PART("files", "; filename=\"a.xml\"") "<a/>\r\n--" BOUNDARY "--", 303 },
        { PART("files", "; filename=\"\"") "\r\n--" BOUNDARY "--\r\n", 422 },              /* no file was chosen */
        { PART("note", "") "abc\r\n--" BOUNDARY "--\r\n", 422 }, { PART("note", "") "a\xFF" "c\r\n--" BOUNDARY "--\r\n", 400 }, { PART("n\xFF", "") "ac\r\n--" BOUNDARY "--\r\n", 400 },
        { PART("files", "; filename=\"\xFF.xml\"") "<a/>\r\n--" BOUNDARY "--\r\n", 400 }, { "nonsense", 422 }, { PART("note", "") "never ended", 400 } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (size_t piece = 1; piece < 2000; piece *= 37)
            if (!CHECK_INT(send_parts(served, table[i].body, strlen(table[i].body), piece), table[i].status))
                printf("# body %zu in pieces of %zu\n", i, piece);
    size_t size = 1100 * 1024;                  /* a value longer than any form may be, in a request that may bring 64 MB */
    char *large = arena_alloc(served->school->mem, size, 1);
    memset(large, 'a', size);
    memcpy(large, PART("note", ""), sizeof PART("note", "") - 1);
    memcpy(large + size - sizeof ENDING + 1, ENDING, sizeof ENDING - 1);
    CHECK_INT(send_parts(served, large, size, 65536), 413);
    memcpy(large + 900 * 1024, ENDING, sizeof ENDING - 1);
    CHECK_INT(send_parts(served, large, 900 * 1024 + sizeof ENDING - 1, 65536), 422);
}
TEST(files_and_fields_come_in_pieces_of_any_size) { with_server(false, NULL, false, multipart); }

TEST_MAIN
