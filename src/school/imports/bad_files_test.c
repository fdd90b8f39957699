/* Files made to harm (P-16, P-17), through the child that reads for the program: refused in little time and memory, with their reason, and nothing
 * changed. The child itself: what it may not do. And the program as a person runs it, over ATTENDU.csv. */
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/imports.h"
#include "test/small_school.h"
#include "test/test.h"
#include "test/variants.h"
#include "test/zips.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_MOST 6          /* of the processor, sanitizers included; a release needs a tenth */
#define MEMORY_MOST (400 * 1024)        /* kilobytes, sanitizers included */

/* A child's peak begins with its parent's: ours is kept small, or nothing of the child's would be seen under it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "quarantine_size_mb=16"; }

typedef struct Attack { const char *name; const void *bytes; size_t size; int exit; const char *code; } Attack;

/* The program of the same build. */
static const char *program(Arena *mem) {
    char self[400] = "";
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        return NULL;
    *strrchr(self, '/') = '\0';
    return arena_printf(mem, "%s/preau", self);
}

static Report *import_bytes(SmallSchool *s, const char *name, const void *bytes, size_t size) {
    const char *path = write_whole(s->mem, s->fixture->folder, "attack", bytes, size);
    ImportAsk ask = { .paths = &path, .names = &name, .count = 1, .program = program(s->mem) };
    return import_run(&s->school, &program_actor, s->mem, &ask);
}

static void check_attack(SmallSchool *s, const Attack *a) {
    struct rusage before, after;
    getrusage(RUSAGE_CHILDREN, &before);
    Report *r = import_bytes(s, a->name, a->bytes, a->size);
    getrusage(RUSAGE_CHILDREN, &after);
    bool good = CHECK_INT(r->exit, a->exit);
    if (a->exit && CHECK(r->problems.count > 0)) {
        good = CHECK_TEXT(words_id(r->problems.items[0].code), a->code) && good;
        good = CHECK(strstr(r->problems.items[0].file, a->name) && strlen(r->problems.items[0].text) > 20) && good;
    }
    good = CHECK(r->applied == (a->exit == 0)) && good;
    good = CHECK(after.ru_utime.tv_sec + after.ru_stime.tv_sec - before.ru_utime.tv_sec - before.ru_stime.tv_sec <= SECONDS_MOST) && good;
    good = CHECK(after.ru_maxrss < MEMORY_MOST) && good;
    if (!good)
        printf("# %s: %s, %ld kB\n", a->name, r->problems.count ? r->problems.items[0].text : "", after.ru_maxrss);
}

static void check_attacks(StoreFixture *f, const Attack *attacks, size_t count) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *before = school_digest(s);
    for (size_t i = 0; i < count; i++)
        check_attack(s, &attacks[i]);
    CHECK_TEXT(school_digest(s), before);
}

/* ---- XML (P-16) ---- */

#define HEAD "<BEE_ELEVES><PARAMETRES><UAJ>9990001X</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE></PARAMETRES><DONNEES>"
#define TAIL "</DONNEES></BEE_ELEVES>"

static char *repeated(Arena *mem, const char *head, const char *middle, size_t times, const char *tail) {
    Str s = str_new(mem, strlen(head) + strlen(middle) * times + strlen(tail) + 1);
    str_add(&s, head);
    for (size_t i = 0; i < times; i++)
        str_add(&s, middle);
    str_add(&s, tail);
    return s.data;
}

static char *many_attributes(Arena *mem, const char *first) {
    Str s = str_new(mem, 1 << 24);
    str_printf(&s, HEAD "<ELEVES><ELEVE %s", first);
    for (int i = 0; i < 1000000; i++) {
        str_add(&s, " a");
        str_add_int(&s, i);
        str_add(&s, "=''");
    }
    str_add(&s, "/></ELEVES>" TAIL);
    return s.data;
}

static char *many_names(Arena *mem) {
    Str s = str_new(mem, 1 << 22);
    str_add(&s, HEAD);
    for (int i = 0; i < 200000; i++)
        str_printf(&s, "<a%d b%d=''/>", i, i);
    str_add(&s, TAIL);
    return s.data;
}

static void add_text(Attack *list, size_t *count, const char *name, const char *text, int exit, const char *code) {
    list[(*count)++] = (Attack){ name, text, strlen(text), exit, code };
}

#define TEXT(name, text, exit, code) add_text(a, &n, name, text, exit, code)

static size_t xml_attacks(Arena *mem, Attack *a) {
    size_t n = 0;
    TEXT("bomb.xml", "<?xml version='1.0'?><!DOCTYPE b [<!ENTITY a 'aaaaaaaa'><!ENTITY c '&a;&a;&a;&a;&a;&a;&a;&a;'>]><BEE_ELEVES>&c;</BEE_ELEVES>", 2, "read.doctype");
    TEXT("quadratic.xml", repeated(mem, "<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>]><BEE_ELEVES>", "&a;", 100000, "</BEE_ELEVES>"), 2, "read.doctype");
    TEXT("outside.xml", "<!DOCTYPE b [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><BEE_ELEVES>&a;</BEE_ELEVES>", 2, "read.doctype");
    TEXT("dtd.xml", "<!DOCTYPE BEE_ELEVES SYSTEM 'http://127.0.0.1:9/a.dtd'><BEE_ELEVES/>", 2, "read.doctype");
    TEXT("late.xml", repeated(mem, "<?xml version='1.0'?>", "<!-- une longue remarque -->\n", 20000, "<!DOCTYPE b [<!ENTITY a 'a'>]><BEE_ELEVES/>"), 2, "read.doctype");
    TEXT("undeclared.xml", HEAD "<ELEVES><ELEVE ELEVE_ID='1'><NOM>&a;</NOM></ELEVE></ELEVES>" TAIL, 2, "read.malformed");
    TEXT("xinclude.xml", HEAD "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>" TAIL, 0, "");
    TEXT("attributes.xml", many_attributes(mem, ""), 2, "read.too_large");
    TEXT("quoted.xml", many_attributes(mem, "z='>'"), 2, "read.too_large");
    TEXT("deep.xml", repeated(mem, HEAD, "<a>", 100000, TAIL), 2, "read.too_deep");
    TEXT("deep-inside.xml", repeated(mem, HEAD "<ELEVES><ELEVE>", "<a>", 100000, TAIL), 2, "read.malformed");
    TEXT("endless.xml", repeated(mem, HEAD "<ELEVES><ELEVE ELEVE_ID='1'>", "<NOM>A</NOM>", 1000000, TAIL), 2, "read.too_large");
    TEXT("long-text.xml", repeated(mem, HEAD "<ELEVES><ELEVE ELEVE_ID='1'><NOM>", "AAAAAAAA", 1000000, TAIL), 2, "read.too_large");
    TEXT("long-comment.xml", repeated(mem, HEAD "<!--", "AAAAAAAA", 1000000, "-->" TAIL), 2, "read.too_large");
    TEXT("names.xml", many_attributes(mem, "/><a>"), 2, "read.too_large");
    TEXT("vocabulary.xml", many_names(mem), 2, "read.too_large");
    TEXT("control.xml", HEAD "<ELEVES><ELEVE ELEVE_ID='1'><NOM>A\x02</NOM></ELEVE></ELEVES>" TAIL, 2, "read.malformed");
    TEXT("unclosed.xml", HEAD "<ELEVES>", 2, "read.truncated");
    TEXT("crossed.xml", HEAD "<ELEVES></DONNEES></ELEVES></BEE_ELEVES>", 2, "read.malformed");
    TEXT("after.xml", HEAD TAIL "<BEE_ELEVES/>", 2, "read.malformed");
    TEXT("text.xml", "bonjour", 2, "read.not_xml");
    TEXT("html.xml", "<html><body>Session expirée</body></html>", 2, "read.unknown_root");
    TEXT("empty.xml", "", 2, "read.not_xml");
    TEXT("blank.xml", " \n ", 2, "read.not_xml");
    TEXT("mark.xml", "\xEF\xBB\xBF", 2, "read.not_xml");
    static const char nul[] = HEAD "<ELEVES><ELEVE ELEVE_ID='1'><NOM>A\0B</NOM></ELEVE></ELEVES>" TAIL;
    a[n++] = (Attack){ "nul.xml", nul, sizeof nul - 1, 2, "read.malformed" };
    static const char hidden[] = "<\0!DOCTYPE b [<!EN\0TITY a 'a'>]><BEE_ELEVES/>";
    a[n++] = (Attack){ "hidden.xml", hidden, sizeof hidden - 1, 2, "read.doctype" };
    static const char wide[] = "<\0!\0D\0O\0C\0T\0Y\0P\0E\0 \0b\0>\0<\0b\0/\0>";
    a[n++] = (Attack){ "wide.xml", wide, sizeof wide, 2, "read.doctype" };
    a[n++] = (Attack){ "four.xml", "\xFF\xFE\0\0<\0\0\0b\0\0\0", 12, 2, "read.not_xml" };
    a[n++] = (Attack){ "nothing.xml", arena_alloc(mem, 1 << 20, 1), 1 << 20, 2, "read.not_xml" };
    return n;
}

TEST(xml_made_to_harm_is_refused) {
    StoreFixture *f = store_fixture_open(false);
    Attack attacks[40];
    check_attacks(f, attacks, xml_attacks(f->mem, attacks));
    store_fixture_close(f);
}

/* Many small things in the largest file that is taken: slow is allowed, but not without end. */
TEST(a_file_of_sixty_megabytes_ends) {
    StoreFixture *f = store_fixture_open(false);
    char *large = repeated(f->mem, HEAD "<ELEVES>", "<ELEVE ELEVE_ID=''/>\n", 300000, "</ELEVES>" TAIL);
    char *larger = repeated(f->mem, HEAD, "          \n<a/>", 5000000, TAIL);
    Attack attacks[] = { { "many.xml", large, strlen(large), 0, "" }, { "too-many.xml", larger, strlen(larger), 2, "read.file_too_large" } };
    check_attacks(f, attacks, 2);
    store_fixture_close(f);
}

/* Cut anywhere, it is never taken for a whole. */
TEST(a_file_cut_anywhere_is_refused) {
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    size_t size;
    char *whole = read_whole(s->mem, sample(s->mem, "siecle/Structures.xml"), &size);
    const char *before = school_digest(s);
    while (size && whole[size - 1] != '>')
        size--;
    for (size_t cut = 0; cut < size; cut += cut < size - 30 ? 89 : 1) {
        const char *path = write_whole(s->mem, f->folder, "cut.xml", whole, cut);
        ImportAsk ask = { .paths = &path, .names = &path, .count = 1 };
        Report *r = import_run(&s->school, &program_actor, s->mem, &ask);
        if (!CHECK_INT(r->exit, 2) || !CHECK(r->problems.items[0].line > 0 || cut == 0))
            printf("# cut at %zu: %s\n", cut, r->problems.count ? r->problems.items[0].text : "");
    }
    CHECK_TEXT(school_digest(s), before);
    store_fixture_close(f);
}

/* ---- zip (P-17) ---- */

static void add_zip(Arena *mem, Attack *list, size_t *count, const char *name, const ZipEntry *entries, size_t of, int exit, const char *code) {
    size_t size;
    uint8_t *bytes = zip_of(mem, entries, of, &size);
    list[(*count)++] = (Attack){ name, bytes, size, exit, code };
}

#define GOOD "<BEE_STRUCTURES><PARAMETRES><UAJ>9990001X</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE></PARAMETRES></BEE_STRUCTURES>"
#define FILE_OF(text) .data = (text), .size = sizeof(text) - 1
#define ZIP(name, exit, code, ...) do { \
        const ZipEntry of[] = { __VA_ARGS__ }; \
        add_zip(mem, a, &n, name, of, sizeof of / sizeof *of, exit, code); \
    } while (0)

static size_t names_and_kinds(Arena *mem, Attack *a) {
    size_t n = 0;
    ZIP("good.zip", 0, "", { .name = "Structures.xml", FILE_OF(GOOD), .deflated = true });
    ZIP("folder.zip", 0, "", { .name = "a/", FILE_OF("") }, { .name = "a/b.XML", FILE_OF(GOOD) });
    ZIP("accents.zip", 0, "", { .name = "Él\xC3\xA8ves.xml", FILE_OF(GOOD), .flags = 0x800 }, { .name = "\x90l\x8Aves.xml", FILE_OF(GOOD) });
    ZIP("no-suffix.zip", 0, "", { .name = "Structures", FILE_OF("<?xml version='1.0'?>" GOOD) }, { .name = "lisez-moi.txt", FILE_OF("bonjour") });
    ZIP("twice.zip", 2, "read.not_xml", { .name = "a.xml", FILE_OF(GOOD) }, { .name = "a.xml", FILE_OF("bonjour") });
    ZIP("junk.zip", 0, "", { .name = "__MACOSX/._a.xml", FILE_OF("\0\0\0") }, { .name = ".DS_Store", FILE_OF("x") }, { .name = "a.xml", FILE_OF(GOOD) },
        { .name = "__MACOSX/a.zip", FILE_OF("x") });
    ZIP("only-junk.zip", 2, "read.zip_no_xml", { .name = "__MACOSX/._a.xml", FILE_OF("<?xml") });
    ZIP("absolute.zip", 2, "read.zip_bad_name", { .name = "/etc/passwd.xml", FILE_OF(GOOD) });
    ZIP("up.zip", 2, "read.zip_bad_name", { .name = "a/../../b.xml", FILE_OF(GOOD) });
    ZIP("up-end.zip", 2, "read.zip_bad_name", { .name = "a/..", FILE_OF(GOOD) });
    ZIP("backslash.zip", 2, "read.zip_bad_name", { .name = "..\\b.xml", FILE_OF(GOOD) });
    ZIP("drive.zip", 2, "read.zip_bad_name", { .name = "C:b.xml", FILE_OF(GOOD) });
    ZIP("nul.zip", 2, "read.zip_bad_name", { .name = "a.xml\0.txt", .name_size = 10, FILE_OF(GOOD) });
    ZIP("nameless.zip", 2, "read.zip_bad_name", { .name = "", FILE_OF(GOOD) });
    ZIP("dots.zip", 0, "", { .name = "a..b/...xml", FILE_OF("x") }, { .name = "a.xml", FILE_OF(GOOD) });
    a[n - 1].exit = 2, a[n - 1].code = "read.not_xml";      /* its name is one of an XML file */
    ZIP("link.zip", 2, "read.zip_link", { .name = "a.xml", FILE_OF("/etc/passwd"), .attributes = 0xA1FF0000 });
    ZIP("nested.zip", 2, "read.zip_nested", { .name = "a.xml", FILE_OF(GOOD) }, { .name = "b.ZIP", FILE_OF("PK") });
    ZIP("secret.zip", 2, "read.zip_encrypted", { .name = "a.xml", FILE_OF(GOOD), .flags = 1 });
    ZIP("two-names.zip", 2, "read.zip_broken", { .name = "a.xml", .local_name = "b.xml", FILE_OF(GOOD) });
    ZIP("over.zip", 2, "read.zip_overlap", { .name = "a.xml", FILE_OF(GOOD) }, { .name = "a.xml", FILE_OF(GOOD), .over_first = true });
    ZIP("hollow.zip", 2, "read.not_xml", { .name = "a.xml", FILE_OF("") });
    return n;
}

TEST(archives_of_all_names_and_kinds) {
    StoreFixture *f = store_fixture_open(false);
    Attack attacks[40];
    check_attacks(f, attacks, names_and_kinds(f->mem, attacks));
    store_fixture_close(f);
}

static size_t sizes(Arena *mem, Attack *a) {
    size_t n = 0, size;
    char *zeros = arena_alloc(mem, 10 << 20, 1);
    ZIP("ratio.zip", 2, "read.zip_ratio", { .name = "a.xml", .data = zeros, .size = 10 << 20, .deflated = true });
    ZIP("ratio-lies.zip", 2, "read.zip_ratio", { .name = "a.xml", .data = zeros, .size = 10 << 20, .deflated = true, .declared = 10 });
    ZIP("wide.zip", 2, "read.zip_too_large", { .name = "a.xml", FILE_OF(GOOD), .declared = -1 });
    ZIP("larger.zip", 2, "read.zip_ratio", { .name = "a.xml", FILE_OF(GOOD), .declared = 200 << 20 }, { .name = "b.xml", FILE_OF(GOOD), .declared = 200 << 20 });
    ZipEntry *many = NEW_ARRAY(mem, ZipEntry, 1001);
    for (int i = 0; i < 1001; i++)
        many[i] = (ZipEntry){ .name = arena_printf(mem, "%d.xml", i), FILE_OF(GOOD) };
    add_zip(mem, a, &n, "many.zip", many, 1001, 2, "read.zip_too_many");
    const ZipEntry one = { .name = "a.xml", FILE_OF(GOOD), .deflated = true };
    uint8_t *whole = zip_of(mem, &one, 1, &size);
    a[n++] = (Attack){ "cut.zip", whole, size / 2, 2, "read.zip_broken" };
    a[n++] = (Attack){ "cut-end.zip", whole, size - 1, 2, "read.zip_broken" };
    a[n++] = (Attack){ "only-head.zip", "PK\3\4", 4, 2, "read.zip_broken" };
    a[n++] = (Attack){ "none.zip", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, 2, "read.zip_empty" };
    uint8_t *more = arena_copy(mem, whole, size);
    more[size - 22 + 10] = 9;                   /* nine entries, says the end */
    a[n++] = (Attack){ "miscounted.zip", more, size, 2, "read.zip_broken" };
    uint8_t *far = arena_copy(mem, whole, size);
    memset(far + size - 22 + 16, 0xFF, 4);      /* a wide directory that is not there */
    a[n++] = (Attack){ "far.zip", far, size, 2, "read.zip_broken" };
    return n;
}

TEST(archives_of_all_sizes) {
    StoreFixture *f = store_fixture_open(false);
    Attack attacks[40];
    check_attacks(f, attacks, sizes(f->mem, attacks));
    store_fixture_close(f);
}

/* One byte of an archive changed: read or refused, never worse. */
TEST(an_archive_with_a_wrong_byte_is_read_or_refused) {
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    size_t size;
    uint8_t *whole = (uint8_t *) read_whole(s->mem, sample(s->mem, "siecle/ExportXML_Structures.zip"), &size);
    for (size_t at = 0; at < size; at += at < 60 || at + 120 > size ? 1 : 7) {
        whole[at] ^= 0xFF;
        const char *path = write_whole(s->mem, f->folder, "wrong.zip", whole, size);
        ImportAsk ask = { .paths = &path, .names = &path, .count = 1, .dry_run = true };
        Report *r = import_run(&s->school, &program_actor, s->mem, &ask);
        CHECK(r->exit == 0 || (r->exit == 2 && r->problems.count > 0));
        whole[at] ^= 0xFF;
    }
    store_fixture_close(f);
}

/* ---- what is no file ---- */

TEST(what_is_no_file_is_refused) {
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    const char *fifo = arena_printf(s->mem, "%s/fifo", f->folder);
    CHECK(mkfifo(fifo, 0600) == 0);
    const char *const paths[] = { "/nowhere/a.xml", f->folder, fifo, "/dev/zero" };
    for (size_t i = 0; i < 4; i++) {
        ImportAsk ask = { .paths = &paths[i], .names = &paths[i], .count = 1, .program = program(s->mem) };
        Report *r = import_run(&s->school, &program_actor, s->mem, &ask);
        CHECK_INT(r->exit, 2);
        CHECK_TEXT(words_id(r->problems.items[0].code), "read.unreadable");
    }
    static const char *const odd = "nom \xE9trange.xml";
    const char *path = sample(s->mem, "siecle/Structures.xml");
    ImportAsk ask = { .paths = &path, .names = &odd, .count = 1, .program = program(s->mem) };
    CHECK_INT(import_run(&s->school, &program_actor, s->mem, &ask)->exit, 0);
    ask.program = "/nowhere/preau";
    CHECK_INT(import_run(&s->school, &program_actor, s->mem, &ask)->exit, 2);
    ask.program = "/bin/echo";              /* what it writes are no records of ours */
    CHECK_INT(import_run(&s->school, &program_actor, s->mem, &ask)->exit, 2);
    store_fixture_close(f);
}

/* ---- the child: no network, no file, bounded ---- */

static bool in_file(Arena *mem, const char *path, const char *text) {
    char bytes[8192];
    FILE *in = fopen(path, "r");
    size_t got = in ? fread(bytes, 1, sizeof bytes - 1, in) : 0;
    if (in)
        fclose(in);
    bytes[got] = '\0';
    (void) mem;
    return strstr(bytes, text) != NULL;
}

TEST(the_child_can_only_read_what_it_was_given) {
    Arena *mem = arena_new();
    int in[2], out[2], status;
    pid_t child;
    posix_spawn_file_actions_t actions;
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, in) == 0 && pipe(out) == 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_addclose(&actions, in[1]);
    char *const argv[] = { "preau", "read-file", NULL }, *const envp[] = { NULL };
    if (!CHECK(posix_spawn(&child, program(mem), &actions, NULL, argv, envp) == 0))
        return;
    bool locked = false;
    for (int i = 0; i < 1000 && !locked; i++) {
        usleep(10000);
        locked = in_file(mem, arena_printf(mem, "/proc/%d/status", (int) child), "Seccomp:\t2");
    }
    CHECK(locked);
    CHECK(in_file(mem, arena_printf(mem, "/proc/%d/status", (int) child), "NoNewPrivs:\t1"));
    CHECK(in_file(mem, arena_printf(mem, "/proc/%d/limits", (int) child), "Max file size             0"));
    CHECK(in_file(mem, arena_printf(mem, "/proc/%d/limits", (int) child), "Max core file size        0"));
    close(in[1]);
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(in[0]), close(out[0]), close(out[1]);
    posix_spawn_file_actions_destroy(&actions);
    arena_free(mem);
}

static pid_t only_child(Arena *mem) {
    int pid = 0;
    FILE *children = fopen(arena_printf(mem, "/proc/self/task/%d/children", (int) getpid()), "r");
    CHECK(children && fscanf(children, "%d", &pid) == 1 && fclose(children) == 0);
    return pid;
}

/* One child for all files; a dead one costs the file that it was reading, and no other. */
TEST(one_child_reads_all_and_is_replaced) {
    Arena *mem = arena_new();
    Sources sources = { 0 };
    Report *report = report_new(mem);
    Reading *r = reading_begin(mem, &sources, report, program(mem));
    reading_add(r, sample(mem, "siecle/Structures.xml"), "Structures.xml");
    pid_t first = only_child(mem);
    reading_add(r, sample(mem, "negatifs/xxe.xml"), "xxe.xml");
    reading_add(r, sample(mem, "siecle/ExportXML_Nomenclature.zip"), "N.zip");
    CHECK_INT(only_child(mem), first);
    siginfo_t dead;
    CHECK(kill(first, SIGKILL) == 0 && waitid(P_PID, (id_t) first, &dead, WEXITED | WNOWAIT) == 0);
    reading_add(r, sample(mem, "siecle/Communs.xml"), "Communs.xml");
    CHECK(only_child(mem) != first);
    CHECK_INT((int64_t) report->problems.count, 1);
    CHECK_TEXT(words_id(report->problems.items[0].code), "read.doctype");
    CHECK_INT((int64_t) sources.count, 4);
    static const char *const names[] = { "Structures.xml", "xxe.xml", "N.zip/", "Communs.xml" };
    for (size_t i = 0; i < sources.count && i < 4; i++)
        CHECK(str_starts(sources.items[i].name, names[i]) && sources.items[i].count > 0);
    reading_end(r);
    arena_free(mem);
}

/* ---- the program, as it is called ---- */

static int run(Arena *mem, const char *key, char *const *argv) {
    pid_t child;
    int status = 0;
    posix_spawn_file_actions_t actions;
    char *const envp[] = { arena_printf(mem, "PREAU_BASE_KEY_FILE=%s", key), "PATH=/usr/bin:/bin", "TZ=Europe/Paris", NULL };
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&child, program(mem), &actions, NULL, argv, envp) != 0)
        return -1;
    posix_spawn_file_actions_destroy(&actions);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

TEST(the_program_ends_with_the_code_that_is_written) {
    StoreFixture *f = store_fixture_open(false);
    Arena *mem = f->mem;
    char *school = arena_printf(mem, "%s/ecole", f->folder), *key = arena_printf(mem, "%s/cle", f->folder), line[512], name[128];
    int exit, checked = 0;
    CHECK_INT(run(mem, key, (char *[]){ "preau", "new", school, "--uai", "9990001X", "--name", "Ada", "--year", "2025", NULL }), 0);
    FILE *expected = fopen(sample(mem, "negatifs/ATTENDU.csv"), "r");
    while (expected && fgets(line, sizeof line, expected))
        if (sscanf(line, "%127[^;];%d;", name, &exit) == 2) {
            if (!CHECK_INT(run(mem, key, (char *[]){ "preau", "import", school, (char *) sample(mem, arena_printf(mem, "negatifs/%s", name)), "--dry-run", NULL }), exit))
                printf("# %s\n", name);
            checked++;
        }
    if (expected)
        fclose(expected);
    CHECK_INT(checked, 18);
    CHECK_INT(run(mem, key, (char *[]){ "preau", "import", school, NULL }), 2);
    store_fixture_close(f);
}

TEST_MAIN
