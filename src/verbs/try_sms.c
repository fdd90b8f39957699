/* preau sms-test DIR NUMBER TEXT: one message, at once, what it counts for, and why it does not leave. Without the bases: it needs preau.conf only. */
#include "gen/texts.h"
#include "school/people/people_input.h"
#include "verbs/folder.h"

#include <stdio.h>

int verb_sms_test(const Arguments *a, Arena *mem) {
    Folder f;
    const char *reason = NULL;
    int bad = a->word_count != 3 ? wrong_usage(a, mem) : folder_read_conf(&f, a->words[0], mem);
    if (bad)
        return bad;
    f.school.uai = folder_setting(&f, "uai");
    if ((bad = folder_sms(&f, mem)))
        return bad;
    if (!f.school.sms)
        return say_error(mem, 1, T_SMS_NONE, NULL);
    const char *number = phone_normal(mem, a->words[1]);
    SmsCount count = sms_count(sms_written(mem, a->words[2]));
    if (!number || !count.messages || count.messages > SMS_LONGEST)
        return say_error(mem, 1, !number ? T_SMS_WHY_NUMBER : T_SMS_WHY_MESSAGE, NULL);
    OutboxMessage m = { .channel = "sms", .to = number, .body = a->words[2], .dedup = arena_printf(mem, "sms-test/%lld", (long long) instant_now()) };
    f.sms.site = NULL;                  /* nobody is there to take a report */
    if (sms_send(f.school.sms, &f.school, &m, &reason) != SEND_DONE)
        return say_error(mem, 1, sms_reason(reason), NULL);
    printf("%s\n", words(mem, T_SMS_TEST_SENT, WITH(ARG_TEXT("number", number), ARG_INT("n", count.messages))));
    return 0;
}
