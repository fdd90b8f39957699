/* preau.conf's gateway, as whoever installs the program meets it: what is wrong is said, a message that can leave leaves. */
#include "base/must.h"
#include "base/str.h"
#include "test/gateway.h"
#include "test/program.h"
#include "test/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw) { (void) st, (void) kind, (void) ftw; return remove(path); }

static const char *write_file(Arena *mem, const char *folder, const char *name, const char *lines) {
    mkdir(folder, 0700);
    const char *path = arena_printf(mem, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    must(file && fputs(lines, file) >= 0 && fclose(file) == 0);
    return path;
}

static Ran try(Arena *mem, const char *root, const char *lines, const char *number, const char *text) {
    const char *folder = arena_printf(mem, "%s/ecole", root);
    write_file(mem, folder, "preau.conf", arena_printf(mem, "uai = 9990001X\nname = Essai\n%s", lines));
    return run_program(mem, root, NULL, (const char *[]){ "sms-test", folder, number, text, NULL });
}

TEST(a_message_is_tried_and_its_failure_explained) {
    static const struct { const char *lines, *said; int exit; } wrong[] = { { "", "sms_server", 1 }, { "sms_server = http://sms.exemple.fr\n", "https", 2 },
        { "sms_server = http://127.0.0.1:1\nsms_kind = smpp\n", "kannel", 2 }, { "sms_server = http://127.0.0.1:1\nsms_user = u\n", "sms_password_file", 2 },
        { "sms_kind = http\nsms_server = https://exemple.fr/{to}\n", "accolades", 2 },
        { "sms_kind = http\nsms_server = http://127.0.0.1:1/{to}/{text}\n", "ne répond pas", 1 } };
    Arena *mem = arena_new();
    char root[] = "/tmp/preau-sms-XXXXXX";
    must(mkdtemp(root));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Ran ran = try(mem, root, wrong[i].lines, "06 12 34 56 78", "Essai");
        CHECK_INT(ran.exit, wrong[i].exit);
        if (!CHECK(strstr(ran.err, wrong[i].said) != NULL))
            printf("# %s\n", ran.err);
    }
    Gateway *g = gateway_open(mem);
    const char *password = write_file(mem, root, "password", "secret-de-passerelle\n");
    const char *lines = arena_printf(mem, "sms_server = http://127.0.0.1:%d\nsms_user = preau\nsms_password_file = %s\n", g->port, password);
    Ran ran = try(mem, root, lines, "06 12 34 56 78", "Ça marche, bien sûr");
    CHECK_INT(ran.exit, 0);
    CHECK(strstr(ran.out, "+33612345678") && strstr(ran.out, "1 SMS"));
    CHECK(strstr(gateway_asked(g, mem), "&password=secret-de-passerelle&to=%2B33612345678&charset=UTF-8&coding=2&text=%C3%87a%20marche") != NULL);
    CHECK(!strstr(gateway_asked(g, mem), "dlr"));           /* nobody is there to be told */
    CHECK_INT(try(mem, root, lines, "01 45 67 89 01", "Essai").exit, 1);
    CHECK_INT(try(mem, root, lines, "pas un numéro", "Essai").exit, 1);
    CHECK_INT(try(mem, root, lines, "06 12 34 56 78", "").exit, 1);
    CHECK_INT(gateway_count(g), 1);
    gateway_answer(g, GATEWAY_SAYS("403 Forbidden"));
    ran = try(mem, root, lines, "06 12 34 56 78", "Essai");
    CHECK(ran.exit == 1 && strstr(ran.err, "sms_password_file") && !strstr(ran.err, "secret-de-passerelle"));
    gateway_close(g);
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(mem);
}

TEST_MAIN
