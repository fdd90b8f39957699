/* What stands around a page of a Space, and where a person begins. On a phone the menu is a bar of five at the bottom. */
#include "school/spaces/spaces_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/proposals/proposals.h"

#include <string.h>

#define OFFLINE_DAYS 14         /* as web/js/sw.js forgets (OFF-09) */

/* An entry of a Space's menu. RIGHT: the rubric it opens, or this OTHER one does; NULL: everybody's. */
typedef struct Entry { Mode mode; const char *path, *icon; TextId label; const RightId *right, *other; } Entry;
static const Entry entries[] = {
    { MODE_GUARDIAN, "/parent", "house", T_SPACES_HOME, NULL, NULL },
    { MODE_GUARDIAN, "/parent/annee", "calendar-days", T_SPACES_YEAR, &space_year, NULL },
    { MODE_GUARDIAN, "/parent/demarches", "pencil", T_PROPOSALS_OWN_TITLE, &space_contact, &space_exits },
    { MODE_GUARDIAN, "/compte", "user", T_SPACES_ACCOUNT, NULL, NULL },
    { MODE_PUPIL, "/eleve", "house", T_SPACES_HOME, NULL, NULL },
    { MODE_PUPIL, "/eleve/fiche", "file-text", T_SPACES_MY_RECORD, &space_record, NULL },
    { MODE_PUPIL, "/eleve/equipe", "users", T_SPACES_TEAM, &space_team, NULL },
    { MODE_PUPIL, "/eleve/annee", "calendar-days", T_SPACES_YEAR, &space_year, NULL },
    { MODE_PUPIL, "/compte", "user", T_SPACES_ACCOUNT, NULL, NULL },
    { MODE_TEACHER, "/professeur", "house", T_SPACES_HOME, NULL, NULL },
    { MODE_TEACHER, "/bureau", "monitor", T_SPACES_DESK, NULL, NULL },
    { MODE_TEACHER, "/compte", "user", T_SPACES_ACCOUNT, NULL, NULL },
    { MODE_SCHOOL_LIFE, "/viescolaire", "house", T_SPACES_HOME, NULL, NULL },
    { MODE_SCHOOL_LIFE, "/bureau", "monitor", T_SPACES_DESK, NULL, NULL },
    { MODE_SCHOOL_LIFE, "/compte", "user", T_SPACES_ACCOUNT, NULL, NULL },
    { MODE_ADMINISTRATIVE, "/direction", "house", T_SPACES_HOME, NULL, NULL },
    { MODE_ADMINISTRATIVE, "/bureau", "monitor", T_SPACES_DESK, NULL, NULL },
    { MODE_ADMINISTRATIVE, "/compte", "user", T_SPACES_ACCOUNT, NULL, NULL },
};

/* The longest entry that PATH lies in: a child's page lies in the home, an account's page in the account. */
static const Entry *entry_of(Mode mode, const char *path) {
    const Entry *best = NULL;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        const Entry *e = &entries[i];
        size_t size = strlen(e->path);
        if (e->mode == mode && strncmp(path, e->path, size) == 0 && (path[size] == '/' || !path[size]) && (!best || size > strlen(best->path)))
            best = e;
    }
    return best;
}

void space_frame(Work *w, Doc *d, const char *path) {
    Mode mode = w->actor->mode;
    const Entry *current = entry_of(mode, path);
    doc_word(d, "space", space_words[mode]);
    doc_text(d, "home", space_home(mode) && !w->actor->closed ? space_home(mode) : "/");
    doc_list(d, "entries");
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        const Entry *e = &entries[i];
        if (e->mode != mode || (e->right && !may(w, *e->right) && !(e->other && may(w, *e->other))))
            continue;
        Doc *item = doc_add(d, "entries");
        doc_text(item, "href", e->path);
        doc_text(item, "icon", e->icon);
        doc_words(item, "label", e->label, NULL);
        doc_bool(item, "current", e == current);
    }
}

static Instant opens_later(const Work *w, const Space *s) { return s->opens_at > w->now ? s->opens_at : 0; }

static Reply closed_page(Request *rq) {
    Work *w = rq->work;
    const Actor *a = w->actor;
    Space s = space_read(w, a->mode);
    Doc *d = doc_new(w, &REPLY_SPACES_CLOSED);
    doc_text(d, "school", w->school->name);
    doc_text(d, "display_name", a->display_name);
    doc_bool(d, "without", a->mode == MODE_NONE);
    doc_text(d, "message", s.message);
    if (opens_later(w, &s))
        doc_int(d, "opens_at", s.opens_at);
    for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL; mode++)
        if (mode != a->mode && a->modes & 1U << mode)
            doc_word(doc_add(d, "modes"), "mode", mode_words[mode]);
    doc_bool(d, "guardian", a->mode == MODE_GUARDIAN);
    doc_bool(d, "works", a->mode == MODE_ADMINISTRATIVE || a->mode == MODE_SCHOOL_LIFE || a->mode == MODE_TEACHER);
    if (a->mode == MODE_PUPIL)
        doc_text(d, "support_href", arena_printf(rq->mem, "/compte/accompagnement/%lld", (long long) a->person));
    return page(rq, &PAGE_SPACES_CLOSED, d);
}

/* Families and teachers in their Space, as soon as it is published; others at the desk, and teachers until then. Also what a closed Space answers at any of its addresses. */
Reply show_start(Request *rq) {
    const Actor *a = rq->work->actor;
    bool asked = str_equal(rq->path, "/"), family = a->mode == MODE_GUARDIAN || a->mode == MODE_PUPIL;
    if (asked && !a->closed && (family || a->mode == MODE_TEACHER))
        return see_other(rq, "%s", space_home(a->mode));
    if (asked && !family && a->mode != MODE_NONE)
        return see_other(rq, "/bureau");
    return closed_page(rq);
}

/* The list itself is the browser's: what it holds, and since when (web/js/away.js). */
Reply show_away(Request *rq) {
    Doc *d = doc_new(rq->work, &REPLY_SPACES_AWAY);
    doc_int(d, "days", OFFLINE_DAYS);
    doc_bool(d, "shared", rq->work->actor->shared);
    return page(rq, &PAGE_SPACES_AWAY, d);
}
