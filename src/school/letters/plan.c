/* What a batch would be, before it is one: whom it reaches and why, who is left out and why, what it counts for (BY-10). */
#include "school/letters/plan.h"

#include "base/map.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "work/mail.h"

#include <string.h>

const char *const letter_bar_words[] = { "nothing", "no_account", "frozen", "above", "chosen", "no_address", "no_mail", "no_mobile", "no_sms", "stopped", "reached", NULL };

/* ---- who was written to ---- */

static const char *key_of(Arena *mem, int64_t id) { return arena_printf(mem, "%lld", (long long) id); }

static LetterReached *reached_by(LetterPerson *p, const char *way) {
    for (int i = 0; p && i < LETTER_WAYS; i++)
        if (!strcmp(letter_way_words[i], way))
            return &p->reached[i];
    return NULL;
}

void letter_reached(Work *w, LetterPerson *people, size_t count) {
    int64_t *ids = NEW_ARRAY(w->mem, int64_t, count + 1);
    Map by_id = map_new(w->mem);
    for (size_t i = 0; i < count; i++) {
        ids[i] = people[i].person;
        map_put(&by_id, key_of(w->mem, ids[i]), &people[i]);
    }
    for (Rows r = db_rows(w->tx, &LETTERS_REACHED, VALUES(of_ids(ids, count), of_int(w->now - LETTER_AGAIN))); row_next(&r); ) {
        LetterReached *at = reached_by(map_get(&by_id, key_of(w->mem, row_int(&r, LETTERS_REACHED_PERSON))), row_peek(&r, LETTERS_REACHED_WAY));
        if (at)
            *at = (LetterReached){ row_int(&r, LETTERS_REACHED_AT), row_int(&r, LETTERS_REACHED_BATCH), row_text(&r, LETTERS_REACHED_WHO, w->mem) };
    }
}

/* ---- who is chosen ---- */

static LetterBar of_account(const Work *w, const LetterAsk *ask, const Holder *h) {
    return h->state == HOLDER_NONE ? BAR_NO_ACCOUNT : h->state == HOLDER_FROZEN ? BAR_FROZEN : !accounts_may_touch(w, h) ? BAR_ABOVE
        : accounts_may_hand(w, h, ask->renew) ? BAR_NOTHING : BAR_CHOSEN;
}

static LetterBar of_way(const LetterAsk *ask, const LetterPerson *p) {
    if (ask->way == WAY_LETTER)
        return p->lines[0] || ask->by_hand ? BAR_NOTHING : BAR_NO_ADDRESS;
    if (ask->way == WAY_MAIL)
        return p->mail && mail_address_fits(p->mail) ? BAR_NOTHING : BAR_NO_MAIL;
    return ask->way == WAY_LABEL || p->mobile ? BAR_NOTHING : p->no_sms ? BAR_NO_SMS : p->stopped ? BAR_STOPPED : BAR_NO_MOBILE;
}

static LetterBar bar_of(const Work *w, const LetterAsk *ask, const Holder *h, const LetterPerson *p) {
    LetterBar bar = of_account(w, ask, h);
    bar = bar ? bar : of_way(ask, p);
    return bar ? bar : p->reached[ask->way].at && ask->repeat != REPEAT_ALL ? BAR_REACHED : BAR_NOTHING;
}

LetterCount letter_choose(Work *w, const LetterAsk *ask, const Holder *holders, const LetterPerson *people, size_t count, LetterBar *bars) {
    LetterCount c = { 0 };
    for (size_t i = 0; i < count; i++) {
        const Holder *h = &holders[i];
        LetterBar bar = bars[i] = bar_of(w, ask, h, &people[i]);
        bool can = bar == BAR_NOTHING || bar == BAR_REACHED;
        c.ready += bar == BAR_NOTHING;
        c.reached += bar == BAR_REACHED;
        c.none += bar == BAR_NO_ACCOUNT;
        c.frozen += bar == BAR_FROZEN || bar == BAR_ABOVE;
        c.personalised += accounts_may_touch(w, h) && h->state == HOLDER_PERSONALISED;
        c.no_address += bar == BAR_NO_ADDRESS || (can && ask->way == WAY_LETTER && !people[i].lines[0]);
        c.no_mail += bar == BAR_NO_MAIL;
        c.no_mobile += bar == BAR_NO_MOBILE;
        c.no_sms += bar == BAR_NO_SMS;
        c.stopped += bar == BAR_STOPPED;
    }
    return c;
}

bool letter_texts_for(Work *w, LetterWay way, const LetterPerson *people, size_t count, LetterParts parts[LETTER_TOS]) {
    for (size_t i = 0; i < count; i++) {
        LetterTo to = people[i].to;
        if (parts[to].body)
            continue;
        LetterVersion v = letter_version(w, to, way);
        if (!letter_parts(w, to, way, &v, &parts[to]))
            return false;
    }
    return true;
}

LetterSetting letter_setting(Work *w, const char *site) {
    return (LetterSetting){ site, w->school->name, w->today, instant_day(w->now + FIRST_SECRET_DAYS * DAY_LONG), w->school->year };
}

/* By preau.conf, or from an address with a server of its own. */
static bool mail_is_open(Work *w) { return w->school->mail || mailers_for(w).count; }

TextId letter_way_shut(Work *w, LetterWay way) {
    return way == WAY_MAIL && !mail_is_open(w) ? T_LETTERS_NO_SERVER : way == WAY_SMS && !w->school->sms ? T_LETTERS_NO_GATEWAY : T_NONE;
}

bool letter_leaves(Work *w, LetterAsk *ask) {
    TextId shut = letter_way_shut(w, ask->way);
    if (shut)
        problem(w, shut, NULL, "way");
    else if (ask->way == WAY_MAIL)
        ask->mailer = mailer_chosen(w, ask->mailer);
    return !has_problems(w);
}

/* ---- the plan ---- */

/* All of them have room in the month, or none leaves. */
static void look_at_texts(Work *w, const LetterAsk *ask, LetterPlan *plan) {
    TextingRules rules = texting_rules(w->tx);
    Instant first = w->now + LETTER_RECALL, leaves = texting_leaves(&rules, first);
    plan->texted = letter_texted(w, plan->to, plan->counts.ready, plan->parts, &plan->setting);
    plan->room = texting_room(w);
    plan->leaves = leaves > first && !ask->urgent ? leaves : 0;
    if (plan->texted.bad)
        problem(w, T_LETTERS_SMS_LONG, NULL, "way");
    else if (!texting_fits(&plan->room, plan->texted.segments))
        problem(w, T_TEXTING_OVER, WITH(ARG_INT("n", plan->texted.segments), ARG_INT("quota", plan->room.quota), ARG_INT("used", plan->room.used)), "way");
}

static void look(Work *w, const LetterAsk *ask, LetterPlan *plan) {
    const char *field;
    size_t ready = plan->counts.ready;
    TextId wrong = ask->way == WAY_LABEL ? label_sheet_problem(&ask->sheet, &field) : T_NONE;
    if (wrong)
        problem(w, wrong, NULL, "%s", field);
    if (ready > LETTER_PEOPLE_MOST)
        problem(w, T_LETTERS_TOO_MANY_PEOPLE, WITH(ARG_INT("n", LETTER_PEOPLE_MOST)), "accounts");
    if (!letter_texts_for(w, ask->way, plan->to, ready, plan->parts))
        return;
    if (ask->way == WAY_SMS)
        look_at_texts(w, ask, plan);
    if (ask->way == WAY_LETTER && ask->together && plan->parts[TO_GUARDIANS].body && !letter_names_all(&plan->parts[TO_GUARDIANS]))
        problem(w, T_LETTERS_NOT_TOGETHER, NULL, "together");
}

LetterPlan letter_plan(Work *w, const LetterAsk *ask, const Holder *holders, size_t count, const char *site) {
    LetterPlan plan = { .people = letter_people(w, holders, count), .to = NEW_ARRAY(w->mem, LetterPerson, count + 1), .bars = NEW_ARRAY(w->mem, LetterBar, count + 1),
        .to_of = NEW_ARRAY(w->mem, size_t, count + 1), .count = count, .setting = letter_setting(w, site) };
    letter_reached(w, plan.people, count);
    plan.counts = letter_choose(w, ask, holders, plan.people, count, plan.bars);
    for (size_t i = 0, n = 0; i < count; i++)
        if (plan.bars[i] == BAR_NOTHING) {
            plan.to[n] = plan.people[i];
            plan.to_of[i] = n++;
        }
    look(w, ask, &plan);
    plan.cases = letter_cases(w->mem, plan.to, plan.counts.ready, ask->together && ask->way == WAY_LETTER, &plan.case_count);
    return plan;
}

/* ---- « Pourquoi ? » ---- */

typedef VEC(const char *) Texts;

static void add(Work *w, Texts *to, TextId id, const WordArg *args) { *VEC_ADD(w->mem, to) = words(w->mem, id, args); }

/* What they are here. */
static void why_here(Work *w, const LetterPerson *p, Texts *to) {
    for (size_t i = 0; i < p->child_count; i++) {
        const LetterChild *c = &p->children[i];
        TextId tie = c->preferred ? T_LETTERS_WHY_PREFERRED : T_LETTERS_WHY_GUARDIAN;
        const char *child = str_empty(c->class_code) ? c->given : arena_printf(w->mem, "%s (%s)", c->given, c->class_code);
        add(w, to, tie, WITH(ARG_TEXT("tie", words(w->mem, c->level == 1 ? T_LEVEL_LEGAL : T_LEVEL_CHARGE, NULL)), ARG_TEXT("child", child)));
    }
    if (p->to == TO_GUARDIANS && !p->child_count)
        add(w, to, T_LETTERS_WHY_ALONE, NULL);
    if (p->to == TO_PUPILS)
        add(w, to, str_empty(p->class_code) ? T_LETTERS_WHY_PUPIL : T_LETTERS_WHY_PUPIL_OF, WITH(ARG_TEXT("class", p->class_code)));
    else if (p->to != TO_GUARDIANS)
        add(w, to, p->to == TO_TEACHERS ? T_LETTERS_WHY_TEACHER : T_LETTERS_WHY_STAFF, NULL);
}

static void why_account(Work *w, const Holder *h, Texts *to) {
    static const TextId states[HOLDER_STATES] = { [HOLDER_TO_HAND] = T_LETTERS_WHY_TO_HAND, [HOLDER_HANDED] = T_LETTERS_WHY_HANDED, [HOLDER_EXPIRED] = T_LETTERS_WHY_EXPIRED,
        [HOLDER_PERSONALISED] = T_LETTERS_WHY_RENEWED };
    if (states[h->state])
        add(w, to, states[h->state], WITH(ARG_TEXT("at", h->handed_at ? day_french(w->mem, instant_day(h->handed_at)) : "")));
}

/* With whom they share it: the others of CASE, by name. */
static const char *others_of(Work *w, const LetterCase *c, int64_t person) {
    Str names = str_new(w->mem, 80);
    for (size_t i = 0; i < c->count; i++)
        if (c->people[i].person != person) {
            str_add(&names, *names.data ? ", " : "");
            str_add(&names, c->people[i].display_name);
        }
    return names.data;
}

static const LetterCase *case_with(const LetterPlan *plan, int64_t person) {
    for (size_t i = 0; i < plan->case_count; i++)
        for (size_t k = 0; k < plan->cases[i].count; k++)
            if (plan->cases[i].people[k].person == person)
                return &plan->cases[i];
    return NULL;
}

static void why_way(Work *w, const LetterAsk *ask, const LetterPlan *plan, size_t i, Texts *to) {
    const LetterPerson *p = &plan->people[i];
    const LetterCase *c = ask->way == WAY_LETTER && ask->together ? case_with(plan, p->person) : NULL;
    size_t n = plan->to_of[i];
    if (ask->way == WAY_LETTER && !p->lines[0])
        add(w, to, T_LETTERS_WHY_BY_HAND, NULL);
    if (c && c->count > 1)
        add(w, to, T_LETTERS_WHY_TOGETHER, WITH(ARG_TEXT("names", others_of(w, c, p->person))));
    Instant refused = ask->way == WAY_MAIL && p->mail ? mail_refused_at(w, p->mail) : 0;
    if (refused)
        add(w, to, T_LETTERS_WHY_REFUSED, WITH(ARG_TEXT("at", day_french(w->mem, instant_day(refused)))));
    if (ask->way == WAY_SMS && plan->texted.with && plan->texted.with[n] != n)
        add(w, to, T_LETTERS_WHY_ONE_SMS, WITH(ARG_TEXT("name", plan->to[plan->texted.with[n]].display_name)));
}

/* The like only where it is sent to them all the same; else that is why they are left out. */
static void why_reached(Work *w, const LetterAsk *ask, const LetterPerson *p, bool like, Texts *to) {
    static const TextId said[LETTER_WAYS] = { T_LETTERS_HAD_LETTER, T_LETTERS_HAD_LABEL, T_LETTERS_HAD_MAIL, T_LETTERS_HAD_SMS };
    for (int way = 0; way < LETTER_WAYS; way++)
        if (p->reached[way].at && (way == (int) ask->way) == like)
            add(w, to, said[way], WITH(ARG_TEXT("at", instant_words(w->mem, p->reached[way].at)), ARG_TEXT("who", p->reached[way].who)));
}

static void why_not(Work *w, const LetterPerson *p, LetterBar bar, Texts *to) {
    static const TextId said[LETTER_BARS] = { [BAR_NO_ACCOUNT] = T_LETTERS_BAR_NO_ACCOUNT, [BAR_FROZEN] = T_LETTERS_BAR_FROZEN, [BAR_ABOVE] = T_LETTERS_BAR_ABOVE,
        [BAR_CHOSEN] = T_LETTERS_BAR_CHOSEN, [BAR_NO_ADDRESS] = T_LETTERS_BAR_NO_ADDRESS, [BAR_NO_MOBILE] = T_LETTERS_BAR_NO_MOBILE, [BAR_NO_SMS] = T_LETTERS_BAR_NO_SMS,
        [BAR_STOPPED] = T_LETTERS_BAR_STOPPED };
    if (bar == BAR_NO_MAIL)
        add(w, to, str_empty(p->mail) ? T_LETTERS_BAR_NO_MAIL : T_LETTERS_BAR_BAD_MAIL, NULL);
    else if (said[bar])
        add(w, to, said[bar], NULL);
}

const char **letter_why(Work *w, const LetterAsk *ask, const LetterPlan *plan, size_t i) {
    Texts all = { 0 };
    const LetterPerson *p = &plan->people[i];
    LetterBar bar = plan->bars[i];
    if (bar == BAR_NOTHING) {
        why_here(w, p, &all);
        why_account(w, p->holder, &all);
        why_way(w, ask, plan, i, &all);
    }
    why_not(w, p, bar, &all);
    if (bar == BAR_NOTHING || bar == BAR_REACHED) {
        why_reached(w, ask, p, true, &all);
        why_reached(w, ask, p, false, &all);
    }
    *VEC_ADD(w->mem, &all) = NULL;
    return all.items;
}
