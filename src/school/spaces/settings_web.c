/* The publication settings as a file: kept, and taken in again after what it would change has been looked at. */
#include "school/spaces/settings.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"
#include "school/spaces/spaces_web.h"

#include <stdio.h>
#include <string.h>

#define HERE "/bureau/publication/reglages"

Reply show_settings(Request *rq) { return page(rq, &PAGE_SPACES_SETTINGS, doc_new(rq->work, &REPLY_SPACES_SETTINGS)); }

/* ---- leaving ---- */

typedef struct Named { const char *nom; } Named;
const Field settings_file_fields[] = { FIELD(Named, nom, .kind = FIELD_TEXT, .max = SETTINGS_NAME_MOST), { .kind = FIELD_END } };

Reply settings_file(Request *rq) {
    Work *w = rq->work;
    Named f = { 0 };
    form_read(rq, settings_file_fields, &f);
    if (has_problems(w))
        return again(rq, show_settings);
    const char *text = settings_write(w, f.nom), *today = day_iso(w->mem, w->today), *title = words(w->mem, T_SPACES_TITLE, NULL);
    const char *name = f.nom ? arena_printf(w->mem, "%s %s %s.json", title, f.nom, today) : arena_printf(w->mem, "%s %s.json", title, today);
    return file_reply(rq, name, "application/json; charset=utf-8", text, strlen(text));
}

/* ---- coming ---- */

typedef struct Brought { const char *text, *seen; } Brought;
const Field settings_look_fields[] = { FIELD(Brought, text, .kind = FIELD_LONG_TEXT, .max = SETTINGS_MOST), { .kind = FIELD_END } };
const Field settings_apply_fields[] = { FIELD(Brought, text, .kind = FIELD_LONG_TEXT, .required = true, .max = SETTINGS_MOST), FIELD(Brought, seen, .kind = FIELD_WORD, .required = true, .max = 64),
    { .kind = FIELD_END } };

/* One byte more than may be is read, to know that there is more. */
static const char *sent_text(Request *rq, size_t *size) {
    size_t count;
    const Upload *sent = form_uploads(rq, &count);
    FILE *file = count && sent->size ? fopen(sent->path, "re") : NULL;
    char *text = file ? arena_alloc(rq->mem, SETTINGS_MOST + 2, 1) : NULL;
    if (!file)
        return NULL;
    *size = fread(text, 1, SETTINGS_MOST + 1, file);
    fclose(file);
    text[*size] = '\0';
    return text;
}

static Reply show_plan(Request *rq, const SettingsFile *f) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SPACES_PLAN);
    const SettingsPlan *p = settings_plan(w, f);
    doc_text(d, "name", str_empty(f->name) ? NULL : f->name);
    doc_text(d, "text", f->plain);
    doc_text(d, "seen", p->digest);
    doc_list(d, "lines");
    for (size_t i = 0; i < p->lines.count; i++) {
        const SettingsLine *l = &p->lines.items[i];
        Doc *item = doc_add(d, "lines");
        doc_word(item, "space", space_words[l->mode]);
        doc_text(item, "what", l->what);
        doc_text(item, "was", l->was);
        doc_text(item, "becomes", l->becomes);
    }
    doc_list(d, "left");
    for (size_t i = 0; i < f->left.count; i++)
        doc_add_text(d, "left", f->left.items[i]);
    return page(rq, &PAGE_SPACES_PLAN, d);
}

Reply look_at_settings(Request *rq) {
    Work *w = rq->work;
    Brought f = { 0 };
    size_t size = 0;
    form_read(rq, settings_look_fields, &f);
    const char *text = sent_text(rq, &size);
    if (!text && f.text) {
        text = f.text;
        size = strlen(text);
    }
    if (!text && !has_problems(w))
        problem(w, T_SPACES_CHOOSE_FILE, NULL, "file");
    const SettingsFile *file = has_problems(w) ? NULL : settings_read(w, text, size, "file");
    return file ? show_plan(rq, file) : again(rq, show_settings);
}

/* What was looked at, and nothing else: other settings than those of the preview are looked at again. */
Reply apply_settings(Request *rq) {
    Work *w = rq->work;
    Brought f = { 0 };
    form_read(rq, settings_apply_fields, &f);
    const SettingsFile *file = has_problems(w) ? NULL : settings_read(w, f.text, strlen(f.text), "text");
    if (file && !str_equal(settings_plan(w, file)->digest, f.seen))
        problem(w, T_SPACES_PLAN_OLD, NULL, "file");
    if (has_problems(w))
        return again(rq, show_settings);
    settings_apply(w, file);
    return has_problems(w) ? again(rq, show_settings) : see_other(rq, "/bureau/publication");
}
