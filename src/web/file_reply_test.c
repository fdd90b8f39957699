/* Files to keep: over the wire, with their names, and from an open file. */
#include "base/str.h"
#include "test/served.h"
#include "test/test.h"
#include "test/trial.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

static const char *answer_of(const Served *served, const char *method, const char *target, const char *more, Heard *heard) {
    const char *text = request_text(served, served->school->supervisor, method, target, more, "");
    *heard = converse(served, text, strlen(text));
    const char *end = strstr(heard->text, "\r\n\r\n");
    return end ? end + 4 : heard->text + heard->size;
}

static bool has(const Heard *heard, const char *line) { return strstr(heard->text, line) != NULL; }

static void named(const Served *served, const char *query, const char *disposition) {
    Arena *mem = served->school->mem;
    Heard heard;
    const char *body = answer_of(served, "GET", arena_printf(mem, "/essai/fichier?nom=%s", query), CLOSE, &heard);
    CHECK_INT(status_of(&heard), 200);
    CHECK_TEXT(body, "a;b\r\n");
    if (!CHECK(has(&heard, arena_printf(mem, "\r\nContent-Disposition: %s\r\n", disposition))))
        CHECK_TEXT(heard.text, disposition);
}

static void small_files(Served *served) {
    Heard heard;
    named(served, "%C3%89l%C3%A8ves%20de%205e%20B.csv", "attachment; filename=\"_l_ves de 5e B.csv\"; filename*=UTF-8''%C3%89l%C3%A8ves%20de%205e%20B.csv");
    named(served, "a%0D%0AX-Y:%20z%22;%5C.csv", "attachment; filename=\"a__X-Y_ z_;_.csv\"; filename*=UTF-8''a__X-Y_%20z_%3B_.csv");
    named(served, "../../etc/passwd", "attachment; filename=\"_._.._etc_passwd\"; filename*=UTF-8''_._.._etc_passwd");
    const char *body = answer_of(served, "HEAD", "/essai/fichier?nom=x", CLOSE, &heard);
    CHECK_INT(status_of(&heard), 200);
    CHECK_TEXT(body, "");
    CHECK(has(&heard, "Content-Length: 5\r\n"));
    CHECK(has(&heard, "Content-Type: text/csv; charset=utf-8\r\n"));
    CHECK(has(&heard, "Cache-Control: no-store\r\n"));
    CHECK(has(&heard, "X-Content-Type-Options: nosniff\r\n"));
}

static int open_files(void) {
    int count = 0;
    DIR *all = opendir("/proc/self/fd");
    while (all && readdir(all))
        count++;
    if (all)
        closedir(all);
    return count;
}

static bool all_z(const char *text) { return strspn(text, "z") == strlen(text); }

static void large_file(Served *served) {
    Heard heard;
    const char *body = answer_of(served, "GET", "/essai/grand", CLOSE "Accept-Encoding: gzip\r\n", &heard);
    int before = open_files();
    for (int i = 0; i < 3; i++) {
        body = answer_of(served, "GET", "/essai/grand", CLOSE "Accept-Encoding: gzip\r\n", &heard);
        CHECK_INT(status_of(&heard), 200);
        CHECK_INT((int64_t) strlen(body), TRIAL_PIECES * 4096);
        CHECK(all_z(body));
        CHECK(!has(&heard, "Content-Encoding"));
    }
    body = answer_of(served, "HEAD", "/essai/grand", CLOSE, &heard);
    CHECK_TEXT(body, "");
    CHECK(has(&heard, "Content-Length: 2457600\r\n"));
    CHECK(has(&heard, "filename=\"Classe_5e B.csv\""));
    const char *cut = request_text(served, served->school->supervisor, "GET", "/essai/grand", CLOSE, "");
    for (int i = 0; i < 3; i++) {                       /* who goes away in the middle leaves nothing open */
        int fd = served_connect(served);
        send_text(fd, cut);
        hear(served->school->mem, fd, "zzz", 10000);
        close(fd);
    }
    for (int tries = 0; tries < 200 && open_files() > before; tries++)
        usleep(20000);
    CHECK(open_files() <= before);
}

static void files(bool postgres) {
    StoreFixture *f = store_fixture_open(postgres);
    World w = trial_world(f, false);
    Bounds b = test_bounds();
    w.s->site.features = w.site.features;
    Served *served = served_start(w.s, &b, false);
    small_files(served);
    large_file(served);
    served_stop(served);
    store_fixture_close(f);
}

TEST(files_are_kept_under_their_names) { files(false); files(true); }

static void without_a_socket(StoreFixture *f) {
    World w = trial_world(f, false);
    const char *headers[] = { "Cookie", arena_printf(w.mem, "sid=%s", w.s->supervisor), "Host", "localhost", NULL };
    Exchange e = { .method = "GET", .target = "/essai/grand", .headers = headers };
    serve_exchange(&w.site, w.mem, &e);
    CHECK_INT(e.status, 200);
    CHECK_INT((int64_t) e.answer_size, TRIAL_PIECES * 4096);
    CHECK(e.answer[0] == 'z' && e.answer[e.answer_size - 1] == 'z');
    headers[1] = "sid=";
    serve_exchange(&w.site, w.mem, &e);
    CHECK_INT(e.status, 401);
    CHECK(!memmem(e.answer, e.answer_size, "zzz", 3));
}
TEST(files_come_out_of_an_exchange_too) { for_each_engine(without_a_socket); }

TEST_MAIN
