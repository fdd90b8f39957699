/* preau.conf's mail, as whoever installs the program meets it: what is wrong is said, a letter that can leave leaves. */
#include "base/must.h"
#include "base/str.h"
#include "test/mailbox.h"
#include "test/program.h"
#include "test/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw) { (void) st, (void) kind, (void) ftw; return remove(path); }

static const char *write_conf(Arena *mem, const char *root, const char *lines) {
    const char *folder = arena_printf(mem, "%s/ecole", root);
    mkdir(folder, 0700);
    FILE *conf = fopen(arena_printf(mem, "%s/preau.conf", folder), "w");
    must(conf && fprintf(conf, "uai = 9990001X\nname = Essai\n%s", lines) > 0 && fclose(conf) == 0);
    return folder;
}

TEST(a_letter_is_tried_and_its_failure_explained) {
    static const struct { const char *lines, *said; int exit; } wrong[] = { { "", "mail_server", 1 }, { "mail_server = smtp.exemple.fr\nmail_security = none\nmail_from = e@exemple.fr\n", "mail_security", 2 },
        { "mail_server = smtp.exemple.fr\nmail_security = ssl\n", "starttls", 2 }, { "mail_server = smtp.exemple.fr\n", "mail_from", 2 },
        { "mail_server = smtp.exemple.fr\nmail_from = e@exemple.fr\nmail_inside = oui\n", "mail_inside", 2 },
        { "mail_server = 127.0.0.1:1\nmail_security = none\nmail_from = e@exemple.fr\n", "ne répond pas", 1 } };
    Arena *mem = arena_new();
    char root[] = "/tmp/preau-mail-XXXXXX";
    must(mkdtemp(root));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Ran ran = run_program(mem, root, NULL, (const char *[]){ "mail-test", write_conf(mem, root, wrong[i].lines), "lea@exemple.fr", NULL });
        CHECK_INT(ran.exit, wrong[i].exit);
        if (!CHECK(strstr(ran.err, wrong[i].said) != NULL))
            printf("# %s\n", ran.err);
    }
    Mailbox *box = mailbox_open(mem);
    const char *folder = write_conf(mem, root, arena_printf(mem, "mail_server = 127.0.0.1:%d\nmail_security = none\nmail_from = ecole@exemple.fr\n", box->port));
    Ran ran = run_program(mem, root, NULL, (const char *[]){ "mail-test", folder, "lea@exemple.fr", NULL });
    CHECK_INT(ran.exit, 0);
    CHECK_INT(mailbox_now(box)->count, 1);
    CHECK_TEXT(mailbox_now(box)->to, "<lea@exemple.fr>");
    CHECK(strstr(ran.out, "lea@exemple.fr") != NULL);
    mailbox_refuse(box, "RCPT", "550 no");
    ran = run_program(mem, root, NULL, (const char *[]){ "mail-test", folder, "lea@exemple.fr", NULL });
    CHECK(ran.exit == 1 && strstr(ran.err, "destinataire") != NULL);
    mailbox_close(box);
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(mem);
}

TEST_MAIN
