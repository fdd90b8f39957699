/* A batch tried on oneself: what it would say, sent to whoever sends it, with nobody else's name, login or password in it. */
#include "school/letters/plan.h"

#include "gen/texts.h"
#include "work/mail.h"
#include "work/sms.h"


static const Kind kinds[LETTER_TOS] = { [TO_STAFF] = KIND_STAFF, [TO_TEACHERS] = KIND_TEACHER, [TO_GUARDIANS] = KIND_GUARDIAN, [TO_PUPILS] = KIND_PUPIL };

/* Oneself as if one were one of those. */
static LetterPerson *oneself(Work *w, LetterTo to) {
    Holder *h = NEW(w->mem, Holder);
    *h = (Holder){ .person = w->actor->person, .kind = kinds[to], .name = w->actor->display_name };
    LetterPerson *p = letter_people(w, h, 1);
    LetterChild *child = NEW(w->mem, LetterChild);
    *child = (LetterChild){ .given = words(w->mem, T_LETTERS_TRY_CHILD, NULL), .family = words(w->mem, T_LETTERS_TRY_FAMILY, NULL), .class_code = words(w->mem, T_LETTERS_TRY_CLASS, NULL), .level = 1 };
    p->login = words(w->mem, T_LETTERS_SPECIMEN_LOGIN, NULL);
    p->secret = words(w->mem, T_LETTERS_SPECIMEN, NULL);
    p->children = child;
    p->child_count = to == TO_GUARDIANS;
    return p;
}

/* T_NONE: one can be written to this way. */
static TextId unreachable(const LetterPerson *p, LetterWay way) {
    if (way == WAY_MAIL)
        return p->mail && mail_address_fits(p->mail) ? T_NONE : T_LETTERS_TRY_NO_MAIL;
    return p->mobile ? T_NONE : p->no_sms || p->stopped ? T_LETTERS_TRY_NO_SMS : T_LETTERS_TRY_NO_MOBILE;
}

/* Against the quota, once. False: the month has no room for it. */
static bool count_one(Work *w, const char *body, const char *dedup) {
    int64_t segments = sms_count(body).messages;
    TextingRoom room = texting_room(w);
    if (!outbox_state(w, YEAR, dedup).state && texting_fits(&room, segments))
        texting_count(w, dedup, segments);
    return texting_fits(&room, segments);
}

static bool try_one(Work *w, const LetterAsk *ask, LetterTo to, const char *site) {
    LetterPerson *p = oneself(w, to);
    LetterVersion v = letter_version(w, to, ask->way);
    const LetterCase one = { .people = p, .count = 1, .children = p->children, .child_count = p->child_count };
    const LetterSetting s = letter_setting(w, site);
    const TextingRules rules = texting_rules(w->tx);
    const char *dedup = arena_printf(w->mem, "letter-try/%lld/%s/%d/%lld/%lld", (long long) w->actor->account, letter_way_words[ask->way], to, (long long) ask->mailer,
        (long long) (w->now / MINUTE));
    LetterParts parts;
    TextId wrong = unreachable(p, ask->way);
    if (!letter_parts(w, to, ask->way, &v, &parts))
        return false;
    const char *subject = letter_said(w->mem, parts.subject, &one, &s), *body = letter_said(w->mem, parts.body, &one, &s);
    wrong = wrong ? wrong : subject && body ? T_NONE : T_LETTERS_TOO_LONG;
    if (!wrong && ask->way == WAY_SMS) {
        body = sms_written(w->mem, words(w->mem, T_LETTERS_TRY_SMS, WITH(ARG_TEXT("body", body))));
        wrong = sms_count(body).messages > SMS_LONGEST ? T_LETTERS_SMS_LONG : !count_one(w, body, dedup) ? T_TEXTING_NO_ROOM : T_NONE;
    } else if (!wrong) {
        subject = words(w->mem, T_LETTERS_TRY_SUBJECT, WITH(ARG_TEXT("subject", subject)));
        body = words(w->mem, T_LETTERS_TRY_BODY, WITH(ARG_TEXT("body", body)));
    }
    if (wrong) {
        problem(w, wrong, NULL, "test");
        return false;
    }
    outbox_add(w, YEAR, &(OutboxMessage){ .channel = letter_way_words[ask->way], .to = ask->way == WAY_MAIL ? p->mail : p->mobile, .subject = ask->way == WAY_MAIL ? subject : NULL, .body = body,
        .dedup = dedup, .not_before = ask->way == WAY_SMS ? texting_leaves(&rules, w->now) : 0, .mailer = ask->way == WAY_MAIL ? ask->mailer : 0 });
    return true;
}

size_t letter_try(Work *w, const LetterAsk *ask, const bool to[LETTER_TOS], const char *site) {
    size_t sent = 0;
    TextId shut = letter_way_shut(w, ask->way);
    if (!shut && ask->way != WAY_MAIL && ask->way != WAY_SMS)
        shut = T_LETTERS_TRY_PAPER;
    if (shut || !w->actor->person)
        problem(w, shut ? shut : ask->way == WAY_MAIL ? T_LETTERS_TRY_NO_MAIL : T_LETTERS_TRY_NO_MOBILE, NULL, "test");
    for (int i = 0; i < LETTER_TOS && !has_problems(w); i++)
        sent += to[i] && try_one(w, ask, (LetterTo) i, site);
    if (!sent && !has_problems(w))
        problem(w, T_LETTERS_NOBODY, NULL, "test");
    return has_problems(w) ? 0 : sent;
}
