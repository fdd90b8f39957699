/* The screens: of those who were chosen in a list, for the office; of oneself, for everybody. */
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts_web.h"
#include "school/contacts/contacts.h"
#include "school/lists/grid.h"
#include "school/people/people_change.h"
#include "web/feature.h"

#include <string.h>

#define NAMES_SHOWN 20
#define HERE "/bureau/preferences"

/* ---- the matrix, as keys and as a form ---- */

static const char *const ways[CONTACT_WAYS] = { [BY_LETTER] = "letter", [BY_MAIL] = "mail", [BY_SMS] = "sms" };
static const char *const subjects[CONTACT_SUBJECTS] = { [ABOUT_LIFE] = "life", [ABOUT_RESULTS] = "results", [ABOUT_NEWS] = "news" };

static void doc_preferences(Work *w, Doc *d, const Preferences *p) {
    for (int by = 0; by < CONTACT_WAYS; by++)
        for (int about = 0; about < CONTACT_SUBJECTS; about++)
            doc_bool(d, arena_printf(w->mem, "%s_%s", ways[by], subjects[about]), p->wanted[by][about]);
    doc_bool(d, "discussion", p->discussion);
}

typedef struct Form { bool letter_life, letter_results, letter_news, mail_life, mail_results, mail_news, sms_life, sms_results, sms_news, discussion, only_unsaid; } Form;
#define TICK(member) FIELD(Form, member, .kind = FIELD_BOOL)
#define TICKS TICK(letter_life), TICK(letter_results), TICK(letter_news), TICK(mail_life), TICK(mail_results), TICK(mail_news), TICK(sms_life), TICK(sms_results), TICK(sms_news), \
    TICK(discussion)
static const Field own_fields[] = { TICKS, { .kind = FIELD_END } };
static const Field chosen_fields[] = { TICKS, TICK(only_unsaid), { .kind = FIELD_END } };

static Preferences preferences_typed(const Form *f) {
    return (Preferences){ { [BY_LETTER] = { f->letter_life, f->letter_results, f->letter_news }, [BY_MAIL] = { f->mail_life, f->mail_results, f->mail_news },
        [BY_SMS] = { f->sms_life, f->sms_results, f->sms_news } }, f->discussion };
}

/* ---- those who were chosen ---- */

/* Those lists have an address each: HERE/responsables, HERE/responsables/enregistrer. */
static const char *const lists[] = { "responsables", "professeurs", "personnels", NULL };

static const char *list_name(const Request *rq) {
    int i = 0;
    while (lists[i + 1] && !str_starts(rq->path + strlen(HERE "/"), lists[i]))
        i++;
    return lists[i];
}

static const Grid *list_of(const Request *rq) { return grid_find(list_name(rq)); }

static bool has_pupils(const Request *rq) { return str_equal(list_name(rq), "responsables"); }

static GridWhom whom(Request *rq) { return grid_whom(rq, list_of(rq), arena_printf(rq->mem, HERE "/%s", list_name(rq))); }

static void doc_names(Work *w, Doc *d, const GridWhom *all) {
    size_t shown = all->count < NAMES_SHOWN ? all->count : NAMES_SHOWN;
    doc_list(d, "names");
    for (Rows r = db_rows(w->tx, &CONTACTS_NAMES, VALUES(of_ids(all->ids, shown))); row_next(&r); )
        doc_add_text(d, "names", row_text(&r, CONTACTS_NAMES_DISPLAY_NAME, w->mem));
    doc_int(d, "further", (int64_t) (all->count - shown));
}

static void doc_recipients(Work *w, Doc *d, const GridWhom *all) {
    Recipients r = recipients_reset(w, all->ids, all->count, false);
    Doc *to = doc_object(d, "recipients");
    doc_int(to, "pupils", (int64_t) r.pupils);
    doc_int(to, "one", (int64_t) r.one);
    doc_int(to, "several", (int64_t) r.several);
    doc_int(to, "none", (int64_t) r.none);
    doc_int(to, "changed", (int64_t) r.changed);
}

static Reply show_told(Request *rq) {
    Work *w = rq->work;
    const Grid *grid = list_of(rq);
    GridWhom all = whom(rq);
    Doc *d = doc_new(w, &REPLY_CONTACTS_CHOSEN);
    Preferences p = all.count == 1 ? preferences_of(w, *all.ids, NULL) : preferences_usual;
    const char *path = arena_printf(rq->mem, HERE "/%s", grid->name);
    doc_int(d, "count", (int64_t) all.count);
    doc_int(d, "unsaid", (int64_t) preferences_unsaid(w, all.ids, all.count));
    doc_text(d, "list_label", words(w->mem, grid->label, NULL));
    doc_text(d, "list_href", grid->base);
    doc_text(d, "here", arena_printf(rq->mem, "%s/enregistrer%s", path, all.here + strlen(path)));
    grid_carry(all.turn, d);
    doc_preferences(w, d, &p);
    if (has_pupils(rq)) {
        doc_text(d, "recipients_href", arena_printf(rq->mem, "%s/destinataires%s", path, all.here + strlen(path)));
        doc_recipients(w, d, &all);
    }
    doc_names(w, d, &all);
    return page(rq, &PAGE_CONTACTS_CHOSEN, d);
}

static Reply nobody(Request *rq) {
    problem(rq->work, T_CONTACTS_NOBODY, NULL, "persons");
    return again(rq, show_told);
}

static Reply to_list(const Request *rq) { return see_other(rq, "%s", list_of(rq)->base); }

static Reply save_chosen(Request *rq) {
    Form f = { 0 };
    form_read(rq, chosen_fields, &f);
    GridWhom all = whom(rq);
    Preferences to = preferences_typed(&f);
    if (!all.count)
        return nobody(rq);
    preferences_set(rq->work, all.ids, all.count, &to, f.only_unsaid);
    return to_list(rq);
}

static Reply reset_recipients(Request *rq) {
    GridWhom all = whom(rq);
    if (!all.count)
        return nobody(rq);
    recipients_reset(rq->work, all.ids, all.count, true);
    return to_list(rq);
}

/* ---- oneself ---- */

static Verdict is_somebody(Request *rq) {
    int64_t me = rq->work->actor->person;
    if (!rq->work->actor->account)
        return SIGN_IN;
    Rows r = db_rows(rq->work->tx, &CONTACTS_MYSELF, VALUES(of_int(me)));
    bool here = me && row_next(&r);
    rows_end(&r);
    return here ? ALLOW : UNKNOWN;
}

static Reply show_own(Request *rq) {
    Work *w = rq->work;
    bool said;
    Preferences p = preferences_of(w, w->actor->person, &said);
    Doc *d = doc_new(w, &REPLY_CONTACTS_OWN);
    doc_bool(d, "said", said);
    doc_bool(d, "saved", rq->route->method == GET && query_text(rq, "enregistre"));
    doc_preferences(w, d, &p);
    return own_page(rq, &PAGE_CONTACTS_OWN, d);
}

static Reply save_own(Request *rq) {
    Form f = { 0 };
    int64_t me = rq->work->actor->person;
    form_read(rq, own_fields, &f);
    Preferences to = preferences_typed(&f);
    if (has_problems(rq->work))
        return again(rq, show_own);
    preferences_set(rq->work, &me, 1, &to, false);
    return see_other(rq, "/compte/preferences?enregistre=1");
}

/* ---- the feature ---- */

#define TOLD(list) { GET, HERE "/" list, show_told, guard_signed_in, SLOW /* every tie of a whole school */, PORTAL_DESK, "people.edit", &PAGE_CONTACTS_CHOSEN }, \
    { POST, HERE "/" list, show_told, guard_signed_in, SLOW, PORTAL_DESK, "people.edit", &PAGE_CONTACTS_CHOSEN }, \
    { POST, HERE "/" list "/enregistrer", save_chosen, guard_signed_in, WRITE, PORTAL_DESK, "people.edit", &PAGE_CONTACTS_CHOSEN, chosen_fields }
static const Route routes[] = {
    TOLD("responsables"), TOLD("professeurs"), TOLD("personnels"),
    { POST, HERE "/responsables/destinataires", reset_recipients, guard_signed_in, WRITE, PORTAL_DESK, "people.edit", &PAGE_CONTACTS_CHOSEN },
    { GET, "/compte/preferences", show_own, is_somebody, READ, PORTAL_ANY, NULL, &PAGE_CONTACTS_OWN },
    { POST, "/compte/preferences", save_own, is_somebody, WRITE, PORTAL_ANY, NULL, &PAGE_CONTACTS_OWN, own_fields },
    ROUTES_END,
};

#define TABLE(name, text) { &TABLE_CONTACT_PREFERENCE, COL_CONTACT_PREFERENCE_##name, text, SHOWN_YES_NO }
static const ColumnText columns[] = { { &TABLE_CONTACT_PREFERENCE, COL_CONTACT_PREFERENCE_PERSON, T_FIELD_PERSON, SHOWN_PLAIN },
    TABLE(LETTER_LIFE, T_CONTACTS_LETTER_LIFE), TABLE(LETTER_RESULTS, T_CONTACTS_LETTER_RESULTS), TABLE(LETTER_NEWS, T_CONTACTS_LETTER_NEWS),
    TABLE(MAIL_LIFE, T_CONTACTS_MAIL_LIFE), TABLE(MAIL_RESULTS, T_CONTACTS_MAIL_RESULTS), TABLE(MAIL_NEWS, T_CONTACTS_MAIL_NEWS),
    TABLE(SMS_LIFE, T_CONTACTS_SMS_LIFE), TABLE(SMS_RESULTS, T_CONTACTS_SMS_RESULTS), TABLE(SMS_NEWS, T_CONTACTS_SMS_NEWS),
    TABLE(DISCUSSION, T_CONTACTS_MAY_DISCUSS), { 0 } };
static const TableText tables[] = { { &TABLE_CONTACT_PREFERENCE, T_CONTACTS_TABLE }, { 0 } };
static const ActText acts[] = { { "POST " HERE "/responsables/enregistrer", T_CONTACTS_ACT }, { "POST " HERE "/professeurs/enregistrer", T_CONTACTS_ACT },
    { "POST " HERE "/personnels/enregistrer", T_CONTACTS_ACT }, { "POST " HERE "/responsables/destinataires", T_CONTACTS_RECIPIENTS },
    { "POST /compte/preferences", T_CONTACTS_ACT }, { 0 } };
static const Command commands[] = { { T_CONTACTS_OWN_TITLE, T_CONTACTS_COMMAND_WORDS, "/compte/preferences" }, { 0 } };
static const Reference references[] = { { &TABLE_CONTACT_PREFERENCE, COL_CONTACT_PREFERENCE_PERSON, &REF_CONTACT_PREFERENCE }, { 0 } };
static const GuardName guards[] = { GUARD(is_somebody), { 0 } };

static const Processing processings[] = { { "communication", .persons = OF_EVERYBODY, .data_class = 2, .tables = OF_TABLES(&TABLE_CONTACT_PREFERENCE),
        .rights = "people.edit", .kept = T_REGISTER_KEPT_YEAR }, { 0 } };

const Feature contacts_feature = { .name = "contacts", .routes = routes, .columns = columns, .tables = tables, .acts = acts, .commands = commands, .references = references, .guards = guards,
    .processings = processings };
