/* What really protects the data now, and who carries it for the school: looked for in the program and its settings, never typed. */
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "school/register/register_web.h"
#include "school/second/second.h"
#include "work/backup_mark.h"
#include "work/checkpoint.h"
#include "work/mail.h"
#include "work/sms.h"

#include <string.h>
#include <sys/stat.h>

#define BACKUP_OLD (2 * DAY_LONG)

static void add(Work *w, Register *r, TextId label, const char *text, bool look) {
    *VEC_ADD(w->mem, &r->measures) = (RegisterMeasure){ words(w->mem, label, NULL), text, look };
}

static const char *say(Work *w, TextId text) { return words(w->mem, text, NULL); }

static void add_encryption(const Request *rq, Register *r) {
    Work *w = rq->work;
    bool apart = store_is_postgres(w->school->store), sealed = str_starts(request_site(rq), "https://");
    add(w, r, T_REGISTER_M_BASE, say(w, apart ? T_REGISTER_M_BASE_POSTGRES : T_REGISTER_M_BASE_SEALED), apart);
    add(w, r, T_REGISTER_M_FILES, say(w, T_REGISTER_M_FILES_SEALED), false);
    add(w, r, T_REGISTER_M_TLS, say(w, sealed ? T_REGISTER_M_TLS_ON : T_REGISTER_M_TLS_OFF), !sealed);
}

/* One line a kind of person: what is asked of them, and how many have it. */
static void add_second(Work *w, Register *r) {
    static const Kind kinds[] = { KIND_SUPERVISOR, KIND_STAFF, KIND_TEACHER, KIND_GUARDIAN, KIND_PUPIL };
    int64_t all[KIND_PROGRAM + 1] = { 0 }, with[KIND_PROGRAM + 1] = { 0 };
    for (Rows f = db_rows(w->tx, &SECOND_FIGURES, NO_VALUES); row_next(&f); ) {
        Kind kind = accounts_kind(row_peek(&f, SECOND_FIGURES_KIND));
        all[kind] = row_int(&f, SECOND_FIGURES_ACCOUNTS);
        with[kind] = row_int(&f, SECOND_FIGURES_EQUIPPED);
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        Policy policy = second_policy(w, kinds[i]);
        TextId kind = words_find(arena_printf(w->mem, "kind.%s", kind_words[kinds[i]])), asked = words_find(arena_printf(w->mem, "second_policy.%s", policy_words[policy]));
        const char *label = words(w->mem, T_REGISTER_M_SECOND, WITH(ARG_TEXT("kind", say(w, kind))));
        const char *text = words(w->mem, T_REGISTER_M_SECOND_SAYS, WITH(ARG_TEXT("policy", say(w, asked)), ARG_INT("n", with[kinds[i]]), ARG_INT("all", all[kinds[i]])));
        *VEC_ADD(w->mem, &r->measures) = (RegisterMeasure){ label, text, policy != POLICY_REQUIRED && kinds[i] <= KIND_TEACHER };
    }
}

static void add_traces(Work *w, Register *r) {
    struct stat st;
    bool is_signed = stat(checkpoints_path(w->mem, w->school), &st) == 0 && st.st_size > 0;
    const char *at = is_signed ? instant_words(w->mem, (Instant) st.st_mtime * 1000) : NULL;
    add(w, r, T_REGISTER_M_TRACES, say(w, T_REGISTER_M_TRACES_ON), false);
    add(w, r, T_REGISTER_M_SIGNED, is_signed ? words(w->mem, T_REGISTER_M_SIGNED_AT, WITH(ARG_TEXT("at", at))) : say(w, T_REGISTER_M_SIGNED_NOT), !is_signed);
    add(w, r, T_REGISTER_M_READS, say(w, w->school->reads ? T_REGISTER_M_READS_ON : T_REGISTER_M_READS_OFF), !w->school->reads);
}

static void add_backups(Work *w, Register *r) {
    Instant at = backup_marked(w->mem, w->school);
    if (store_is_postgres(w->school->store))
        add(w, r, T_REGISTER_M_BACKUP, say(w, T_REGISTER_M_BACKUP_POSTGRES), true);
    else if (!at)
        add(w, r, T_REGISTER_M_BACKUP, say(w, T_REGISTER_M_BACKUP_NONE), true);
    else
        add(w, r, T_REGISTER_M_BACKUP, words(w->mem, T_REGISTER_M_BACKUP_AT, WITH(ARG_TEXT("at", instant_words(w->mem, at)))), w->now - at > BACKUP_OLD);
}

/* ---- who carries it ---- */

/* Of an address, the host alone: what stands before and behind may be a password. */
static const char *host_of(Arena *mem, const char *url) {
    const char *from = strstr(url, "://"), *at;
    from = from ? from + 3 : url;
    size_t size = strcspn(from, "/?#");
    while ((at = memchr(from, '@', size))) {
        size -= (size_t) (at + 1 - from);
        from = at + 1;
    }
    size_t port = *from == '[' ? strcspn(from, "]") + 1 : strcspn(from, ":");
    return arena_text_n(mem, from, port < size ? port : size);
}

static void add_carriers(Work *w, Register *r) {
    const MailServer *mail = w->school->mail;
    const SmsServer *sms = w->school->sms;
    if (mail && mail->host)
        *VEC_ADD(w->mem, &r->carriers) = (RegisterMeasure){ say(w, T_REGISTER_C_MAIL), mail->host, false };
    if (sms && sms->url)
        *VEC_ADD(w->mem, &r->carriers) = (RegisterMeasure){ say(w, T_REGISTER_C_SMS), host_of(w->mem, sms->url), false };
}

void register_measures(const Request *rq, Register *r) {
    Work *w = rq->work;
    add_encryption(rq, r);
    add(w, r, T_REGISTER_M_PASSWORDS, say(w, request_limits(rq) ? T_REGISTER_M_PASSWORDS_ON : T_REGISTER_M_PASSWORDS_OFF), !request_limits(rq));
    add_second(w, r);
    add_traces(w, r);
    add_backups(w, r);
    add_carriers(w, r);
}
