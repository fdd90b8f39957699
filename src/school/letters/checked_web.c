/* Before a batch is started: who would receive it and who would not, each with the reason; those who had the like; a trial sent to oneself. */
#include "school/letters/letters_web.h"

#include "base/text.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/texts.h"
#include "school/accounts/accounts_web.h"
#include "store/years.h"
#include "work/secret.h"

#include <string.h>

#define AT_ONCE 100

/* ---- who is shown ---- */

static bool is_named(Arena *mem, const Holder *h, char **typed) {
    const char *folded = *typed ? text_fold(mem, arena_printf(mem, "%s %s", h->name, h->about ? h->about : "")) : "";
    for (size_t i = 0; typed[i]; i++)
        if (!strstr(folded, typed[i]))
            return false;
    return true;
}

static void doc_one(Work *w, Doc *d, const LetterAsk *ask, const LetterPlan *plan, const Holder *h, size_t i) {
    Doc *item = doc_add(d, "people");
    doc_int(item, "id", h->person);
    doc_text(item, "name", h->name);
    doc_text(item, "about", h->about);
    doc_bool(item, "receives", plan->bars[i] == BAR_NOTHING);
    if (plan->bars[i] != BAR_NOTHING)
        doc_word(item, "bar", letter_bar_words[plan->bars[i]]);
    for (const char **why = letter_why(w, ask, plan, i); *why; why++)
        doc_add_text(item, "why", *why);
}

static void doc_people(Work *w, Doc *d, const LetterAsk *ask, const LetterWhom *all, const LetterPlan *plan, const LetterLook *look) {
    char **typed = text_search_words(w->mem, look->search ? look->search : "");
    int64_t found = 0;
    doc_list(d, "people");
    for (size_t i = 0; i < all->count; i++) {
        bool receives = plan->bars[i] == BAR_NOTHING;
        if ((look->show == SHOW_RECEIVE && !receives) || (look->show == SHOW_LEFT && receives) || !is_named(w->mem, &all->holders[i], typed))
            continue;
        if (found >= look->skip && found < look->skip + AT_ONCE)
            doc_one(w, d, ask, plan, &all->holders[i], i);
        found++;
    }
    doc_word(d, "show", letter_shown[look->show]);
    doc_text(d, "search", look->search);
    doc_int(d, "found", found);
    doc_int(d, "skip", look->skip);
    doc_int(d, "first", look->skip + 1);
    doc_int(d, "last", look->skip + AT_ONCE < found ? look->skip + AT_ONCE : found);
    doc_bool(d, "earlier", look->skip > 0);
    if (look->skip)
        doc_int(d, "before", look->skip > AT_ONCE ? look->skip - AT_ONCE : 0);
    if (look->skip + AT_ONCE < found)
        doc_int(d, "after", look->skip + AT_ONCE);
}

/* ---- who had the like ---- */

typedef struct Before { LetterReached of; int64_t people; } Before;

/* By batch, the last first. */
static void doc_reached(Work *w, Doc *d, const LetterAsk *ask, const LetterPlan *plan) {
    VEC(Before) all = { 0 };
    for (size_t i = 0; i < plan->count; i++) {
        const LetterReached *of = &plan->people[i].reached[ask->way];
        size_t n = 0;
        if (plan->bars[i] != BAR_REACHED)
            continue;
        while (n < all.count && all.items[n].of.batch != of->batch)
            n++;
        if (n == all.count)
            *VEC_ADD(w->mem, &all) = (Before){ *of, 0 };
        all.items[n].people++;
    }
    for (size_t i = 0; i < all.count; i++) {
        Doc *item = doc_add(d, "reached");
        doc_int(item, "at", all.items[i].of.at);
        doc_text(item, "who", all.items[i].of.who);
        doc_int(item, "people", all.items[i].people);
    }
}

/* ---- the page ---- */

/* What was chosen a page before goes on with every form. */
static void doc_chosen(Request *rq, Doc *d) {
    static const char *const own[] = { "repeat", "key", "show", "search", "skip", "urgent", "mailer", NULL };
    for (const Field *f = sending_fields; f->kind != FIELD_END; f++) {
        const char *typed = form_typed(rq, f->name);
        int i = 0;
        while (own[i] && strcmp(own[i], f->name))
            i++;
        if (!typed || own[i])
            continue;
        Doc *item = doc_add(d, "chosen");
        doc_text(item, "name", f->name);
        doc_text(item, "value", typed);
    }
}

static void doc_pieces(Work *w, Doc *d, const LetterAsk *ask, const LetterPlan *plan) {
    doc_int(d, "pieces", ask->way == WAY_SMS ? plan->texted.messages : (int64_t) plan->case_count);
    if (ask->way != WAY_SMS)
        return;
    doc_int(d, "segments", plan->texted.segments);
    doc_int(d, "unicode", plan->texted.unicode);
    if (plan->room.quota) {
        doc_int(d, "quota", plan->room.quota);
        doc_int(d, "used", plan->room.used);
    }
    doc_bool(d, "warned", texting_warns(&plan->room, plan->texted.segments));
    if (plan->leaves)
        doc_int(d, "leaves_at", plan->leaves);
    if (plan->texted.cost)
        doc_text(d, "cost", letter_euros(w->mem, plan->texted.cost));
}

static void doc_ways(Request *rq, Doc *d, const LetterWhom *all, bool startable) {
    char key[SECRET_DIGITS + 1];
    secret_random(key);
    doc_text(d, "key", arena_text_n(rq->mem, key, SECRET_DIGITS / 2));
    doc_chosen(rq, d);
    grid_carry(all->turn, d);
    doc_text(d, "sending_href", arena_printf(rq->mem, LETTERS_SENDING "%s", all->query));
    doc_text(d, "check_href", arena_printf(rq->mem, LETTERS_SENDING "/verifier%s", all->query));
    doc_text(d, "try_href", arena_printf(rq->mem, LETTERS_SENDING "/essai%s", all->query));
    if (startable)
        doc_text(d, "start_href", arena_printf(rq->mem, LETTERS_SENDING "/lancer%s", all->query));
}

/* From where they may leave, the one that is asked for or proposed. */
static void doc_mailers(Work *w, Doc *d, const LetterAsk *ask) {
    MailerChoice choice = { 0 };
    if (ask->way == WAY_MAIL)
        choice = mailers_for(w);
    for (size_t i = 0; i < choice.count; i++) {
        Doc *item = doc_add(d, "mailers");
        doc_int(item, "id", choice.items[i].id);
        doc_text(item, "label", arena_printf(w->mem, "%s · %s", choice.items[i].label, choice.items[i].address));
    }
    if (choice.count)
        doc_int(d, "mailer", ask->mailer ? ask->mailer : choice.proposed);
}

static Doc *check_doc(Request *rq, LetterAsk ask, const LetterWhom *all, const LetterPlan *plan, const LetterLook *look) {
    Work *w = rq->work;
    const LetterCount *c = &plan->counts;
    Doc *d = doc_new(w, &REPLY_LETTERS_CHECK);
    doc_word(d, "way", letter_way_words[ask.way]);
    doc_bool(d, "by_wire", ask.way == WAY_MAIL || ask.way == WAY_SMS);
    doc_int(d, "receive", (int64_t) c->ready);
    doc_int(d, "left_out", (int64_t) (all->count - c->ready));
    doc_int(d, "repeated", (int64_t) c->reached);
    doc_word(d, "repeat", "skip");
    doc_pieces(w, d, &ask, plan);
    doc_reached(w, d, &ask, plan);
    doc_mailers(w, d, &ask);
    doc_people(w, d, &ask, all, plan, look);
    doc_ways(rq, d, all, (c->ready || c->reached) && !letter_way_shut(w, ask.way));
    return d;
}

/* What is asked, and what came of it: as if those who had the like were left out, unless it is said that they are not. */
typedef struct Aimed { LetterAsk ask; LetterLook look; LetterWhom all; LetterPlan plan; } Aimed;

static bool look_at(Request *rq, Aimed *c) {
    Work *w = rq->work;
    c->ask = letter_asked(rq, &c->look);
    c->all = letter_whom(rq);
    if (letter_leaves(w, &c->ask))
        c->plan = letter_plan(w, &c->ask, c->all.holders, c->all.count, request_site(rq));
    return !has_problems(w);
}

Reply check_batch(Request *rq) {
    Aimed c = { 0 };
    if (!look_at(rq, &c))
        return again(rq, show_sending);
    return page(rq, &PAGE_LETTERS_CHECK, check_doc(rq, c.ask, &c.all, &c.plan, &c.look));
}

Reply check_again(Request *rq, const LetterAsk *ask, const LetterWhom *all) {
    LetterPlan plan = letter_plan(rq->work, ask, all->holders, all->count, request_site(rq));
    Reply reply = page(rq, &PAGE_LETTERS_CHECK, check_doc(rq, *ask, all, &plan, &(LetterLook){ 0 }));
    reply.status = 422;
    return reply;
}

/* ---- a trial ---- */

typedef struct Trial { const LetterAsk *ask; bool to[LETTER_TOS]; const char *site; size_t sent; } Trial;

static void send_trial(Work *own, void *what) {
    Trial *t = what;
    t->sent = letter_try(own, t->ask, t->to, t->site);
}

/* Nothing is started: the page is shown again, and says how many have gone to whoever asked. */
Reply try_batch(Request *rq) {
    Work *w = rq->work;
    Aimed c = { 0 };
    if (!look_at(rq, &c))
        return again(rq, show_sending);
    Trial t = { .ask = &c.ask, .site = request_site(rq) };
    for (size_t i = 0; i < c.plan.count; i++)
        if (c.plan.bars[i] == BAR_NOTHING || c.plan.bars[i] == BAR_REACHED)
            t.to[c.plan.people[i].to] = true;
    Doc *d = check_doc(rq, c.ask, &c.all, &c.plan, &c.look);
    if (store_is_closed(w->school->store))
        problem(w, T_LETTERS_CLOSED_YEAR, NULL, "test");
    else
        work_apart(w, "letters", send_trial, &t);
    if (t.sent)
        doc_int(d, "tried", (int64_t) t.sent);
    Reply reply = page(rq, &PAGE_LETTERS_CHECK, d);
    reply.status = has_problems(w) ? 422 : 200;
    return reply;
}
