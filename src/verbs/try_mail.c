/* preau mail-test DIR ADDRESS: one letter, at once, and why it does not leave. Without the bases: it needs preau.conf only. */
#include "gen/texts.h"
#include "verbs/folder.h"

#include <stdio.h>

int verb_mail_test(const Arguments *a, Arena *mem) {
    Folder f;
    const char *reason = NULL;
    int bad = a->word_count != 2 ? wrong_usage(a, mem) : folder_read_conf(&f, a->words[0], mem);
    if (bad)
        return bad;
    f.school.name = folder_setting(&f, "name");
    f.school.uai = folder_setting(&f, "uai");
    if ((bad = folder_mail(&f, mem)))
        return bad;
    if (!f.school.mail)
        return say_error(mem, 1, T_MAIL_NONE, NULL);
    OutboxMessage m = { .channel = "mail", .to = a->words[1], .subject = words(mem, T_MAIL_TEST_SUBJECT, NULL), .body = words(mem, T_MAIL_TEST_BODY, NULL),
        .dedup = arena_printf(mem, "mail-test/%lld", (long long) instant_now()) };
    if (mail_send(f.school.mail, &m, &reason) != SEND_DONE)
        return say_error(mem, 1, mail_reason(reason), NULL);
    printf("%s\n", words(mem, T_MAIL_TEST_SENT, WITH(ARG_TEXT("address", a->words[1]))));
    return 0;
}
