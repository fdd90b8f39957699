#include "school/spaces/settings.h"

#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <jansson.h>
#include <sodium.h>

/* ---- writing ---- */

static void put_day(json_t *to, Arena *mem, const char *key, Day day) {
    if (day != NO_DAY)
        json_object_set_new(to, key, json_string(day_iso(mem, day)));
}

static json_t *rule_json(Work *w, const SpaceRule *rule) {
    json_t *j = json_object();
    if (rule->level)
        json_object_set_new(j, "level", json_string(rule->level));
    else if (rule->structure)
        json_object_set_new(j, "class", json_string(rule->code));
    json_object_set_new(j, "shown", json_boolean(rule->shown));
    put_day(j, w->mem, "from", rule->from);
    put_day(j, w->mem, "last", rule->until == NO_DAY ? NO_DAY : rule->until - 1);
    return j;
}

static json_t *space_json(Work *w, Mode mode) {
    json_t *j = json_object(), *rubrics = json_array();
    Space s = space_read(w, mode);
    const SpaceStandings *all = space_standings(w, mode);
    json_object_set_new(j, "space", json_string(space_words[mode]));
    json_object_set_new(j, "message", json_string(s.message ? s.message : ""));
    for (size_t i = 0; i < all->rubrics.count; i++) {
        const SpaceStanding *one = &all->rubrics.items[i];
        json_t *rubric = json_object(), *rules = json_array();
        json_object_set_new(rubric, "name", json_string(one->right->name));
        json_object_set_new(rubric, "on", json_boolean(one->on));
        for (size_t n = 0; n < one->rules.count; n++)
            json_array_append_new(rules, rule_json(w, &one->rules.items[n]));
        json_object_set_new(rubric, "rules", rules);
        json_array_append_new(rubrics, rubric);
    }
    json_object_set_new(j, "rubrics", rubrics);
    return j;
}

static const char *text_of(Arena *mem, json_t *j, size_t flags) {
    size_t size = json_dumpb(j, NULL, 0, flags);
    char *text = arena_alloc(mem, size + 1, 1);
    json_dumpb(j, text, size, flags);
    text[size] = '\0';
    json_decref(j);
    return text;
}

const char *settings_write(Work *w, const char *name) {
    json_t *j = json_object(), *spaces = json_array();
    json_object_set_new(j, "format", json_string(SETTINGS_FORMAT));
    json_object_set_new(j, "version", json_integer(SETTINGS_VERSION));
    json_object_set_new(j, "name", json_string(name ? name : ""));
    json_object_set_new(j, "school", json_string(w->school->uai));
    json_object_set_new(j, "day", json_string(day_iso(w->mem, w->today)));
    for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL; mode++)
        json_array_append_new(spaces, space_json(w, mode));
    json_object_set_new(j, "spaces", spaces);
    return text_of(w->mem, j, JSON_INDENT(2));
}

/* ---- reading ---- */

/* bad: what it is that is not as it should be, by its key. */
typedef struct Reading { Work *w; SettingsFile *file; const char *bad; } Reading;

static const char *string_at(Reading *r, const json_t *of, const char *key, bool needed) {
    const json_t *value = json_object_get(of, key);
    if (json_is_string(value) && text_is_utf8(json_string_value(value), json_string_length(value)))
        return text_nfc(r->w->mem, json_string_value(value));
    if (value || needed)
        r->bad = key;
    return NULL;
}

static bool bool_at(Reading *r, const json_t *of, const char *key) {
    const json_t *value = json_object_get(of, key);
    if (!json_is_boolean(value))
        r->bad = key;
    return json_is_true(value);
}

static const json_t *list_at(Reading *r, const json_t *of, const char *key, size_t most) {
    const json_t *value = json_object_get(of, key);
    if (!json_is_array(value) || json_array_size(value) > most)
        r->bad = key;
    return value;
}

static Day day_at(Reading *r, const json_t *of, const char *key) {
    const char *text = string_at(r, of, key, false);
    Day day = text ? day_parse_iso(text) : NO_DAY;
    if (text && day == NO_DAY)
        r->bad = key;
    return day;
}

static void leave(Reading *r, TextId why, const char *name) { *VEC_ADD(r->w->mem, &r->file->left) = words(r->w->mem, why, WITH(ARG_TEXT("name", name))); }

static bool has_level(Work *w, const char *level) {
    bool found = false;
    for (Rows r = db_rows(w->tx, &SPACE_LEVELS, NO_VALUES); row_next(&r); )
        found = found || str_equal(row_peek(&r, SPACE_LEVELS_LEVEL), level);
    return found;
}

static void read_rule(Reading *r, SettingsRubric *to, const json_t *j) {
    const char *class = string_at(r, j, "class", false), *level = string_at(r, j, "level", false);
    SpaceRule rule = { .level = level, .shown = bool_at(r, j, "shown"), .from = day_at(r, j, "from"), .until = day_at(r, j, "last") };
    if (!json_is_object(j) || (class && level))
        r->bad = "rules";
    if (rule.until != NO_DAY)
        rule.until++;
    if (rule.from != NO_DAY && rule.until != NO_DAY && rule.until <= rule.from)
        r->bad = "last";
    if (r->bad)
        return;
    rule.structure = class ? db_int(r->w->tx, &SPACE_CLASS_CALLED, VALUES(of_text(class))) : 0;
    rule.code = class;
    if (class && !rule.structure)
        leave(r, T_SPACES_NO_SUCH_CLASS, class);
    else if (level && !has_level(r->w, level))
        leave(r, T_SPACES_NO_SUCH_LEVEL, level);
    else
        *VEC_ADD(r->w->mem, &to->rules) = rule;
}

static void read_rubric(Reading *r, SettingsSpace *to, const json_t *j) {
    const char *name = string_at(r, j, "name", true);
    SettingsRubric rubric = { .right = name ? access_right(name) : NULL, .on = bool_at(r, j, "on") };
    const json_t *rules = list_at(r, j, "rules", 1000);
    for (size_t i = 0; !r->bad && i < json_array_size(rules); i++)
        read_rule(r, &rubric, json_array_get(rules, i));
    for (size_t i = 0; !r->bad && i < to->rubrics.count; i++)
        if (to->rubrics.items[i].right == rubric.right)
            r->bad = "name";            /* twice */
    if (r->bad)
        return;
    if (!rubric.right || rubric.right->branch != BRANCH_SPACES || !access_offered(rubric.right, to->mode))
        leave(r, T_SPACES_NO_SUCH_RUBRIC, name);
    else
        *VEC_ADD(r->w->mem, &to->rubrics) = rubric;
}

static Mode space_called(const char *word) {
    for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL; mode++)
        if (str_equal(word, space_words[mode]))
            return mode;
    return MODE_NONE;
}

static void read_space(Reading *r, const json_t *j) {
    SettingsSpace space = { .mode = space_called(string_at(r, j, "space", true)), .message = string_at(r, j, "message", false) };
    const json_t *rubrics = list_at(r, j, "rubrics", 1000);
    space.says = json_object_get(j, "message") != NULL;
    space.message = space.message ? text_trim(r->w->mem, space.message) : NULL;
    if (!space.mode && !r->bad)
        r->bad = "space";
    if (space.message && text_length(space.message) > SPACE_MESSAGE_MOST)
        r->bad = "message";
    for (size_t i = 0; !r->bad && i < r->file->spaces.count; i++)
        if (r->file->spaces.items[i].mode == space.mode)
            r->bad = "space";           /* twice */
    for (size_t i = 0; !r->bad && i < json_array_size(rubrics); i++)
        read_rubric(r, &space, json_array_get(rubrics, i));
    if (!r->bad)
        *VEC_ADD(r->w->mem, &r->file->spaces) = space;
}

/* Which file this is, before anything of it is read. */
static TextId kind_trouble(const json_t *j) {
    const json_t *format = json_object_get(j, "format"), *version = json_object_get(j, "version");
    if (!json_is_string(format) || !str_equal(json_string_value(format), SETTINGS_FORMAT) || !json_is_integer(version))
        return T_SPACES_NOT_SETTINGS;
    return json_integer_value(version) == SETTINGS_VERSION ? T_NONE : T_SPACES_OTHER_VERSION;
}

SettingsFile *settings_read(Work *w, const char *text, size_t size, const char *field) {
    if (size > SETTINGS_MOST) {
        problem(w, T_SPACES_FILE_TOO_LARGE, WITH(ARG_INT("n", SETTINGS_MOST / 1024)), "%s", field);
        return NULL;
    }
    json_t *j = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    TextId trouble = kind_trouble(j);
    Reading r = { w, NEW(w->mem, SettingsFile), NULL };
    const json_t *spaces = trouble ? NULL : list_at(&r, j, "spaces", MODE_PUPIL);
    r.file->name = trouble ? NULL : string_at(&r, j, "name", false);
    for (size_t i = 0; !r.bad && i < json_array_size(spaces); i++)
        read_space(&r, json_array_get(spaces, i));
    if (trouble)
        problem(w, trouble, WITH(ARG_INT("version", SETTINGS_VERSION)), "%s", field);
    else if (r.bad)
        problem(w, T_SPACES_FILE_BAD, WITH(ARG_TEXT("key", r.bad)), "%s", field);
    r.file->plain = text_of(w->mem, j, JSON_COMPACT);
    return trouble || r.bad ? NULL : r.file;
}

/* ---- what would change ---- */

static const char *rule_words(Work *w, const SpaceRule *rule) {
    const char *whom = rule->level ? words(w->mem, T_SPACES_LEVEL, WITH(ARG_TEXT("label", rule->level))) :
        rule->structure ? rule->code : words(w->mem, T_SPACES_EVERY_CLASS, NULL);
    Str s = str_new(w->mem, 80);
    str_printf(&s, "%s ", whom);
    if (!rule->shown)
        str_add(&s, words(w->mem, T_SPACES_NOT_SHOWN, NULL));
    else if (rule->from == NO_DAY && rule->until == NO_DAY)
        str_add(&s, words(w->mem, T_SPACES_SHOWN, NULL));
    if (rule->from != NO_DAY)
        str_printf(&s, "%s %s ", words(w->mem, T_SPACES_FROM, NULL), day_french(w->mem, rule->from));
    if (rule->until != NO_DAY)
        str_printf(&s, "%s %s", words(w->mem, T_SPACES_TO, NULL), day_french(w->mem, rule->until - 1));
    return text_trim(w->mem, s.data);
}

static int by_whom(const SpaceRule *a, const SpaceRule *b) {
    if (!a->level != !b->level)
        return a->level ? 1 : -1;
    return a->level ? strcmp(a->level, b->level) : (a->structure > b->structure) - (a->structure < b->structure);
}

/* The same settings say the same words, in whatever order they came. */
static const char *standing_words(Work *w, bool on, const SpaceRule *rules, size_t count) {
    Str s = str_new(w->mem, 80);
    SpaceRule *sorted = NEW_ARRAY(w->mem, SpaceRule, count + 1);
    str_add(&s, words(w->mem, on ? T_SPACES_IS_ON : T_SPACES_IS_OFF, NULL));
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at && by_whom(&sorted[at - 1], &rules[i]) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = rules[i];
    }
    for (size_t i = 0; i < count; i++)
        str_printf(&s, ", %s", rule_words(w, &sorted[i]));
    return s.data;
}

static void plan_line(Work *w, SettingsPlan *p, Mode mode, const char *what, const char *was, const char *becomes) {
    if (!str_equal(was, becomes))
        *VEC_ADD(w->mem, &p->lines) = (SettingsLine){ mode, what, was, becomes };
}

static const SpaceStanding *standing_of(const SpaceStandings *all, const RightInfo *right) {
    for (size_t i = 0; i < all->rubrics.count; i++)
        if (all->rubrics.items[i].right == right)
            return &all->rubrics.items[i];
    return NULL;
}

static void plan_space(Work *w, SettingsPlan *p, const SettingsSpace *s) {
    const SpaceStandings *now = space_standings(w, s->mode);
    const char *message = space_read(w, s->mode).message;
    if (s->says)
        plan_line(w, p, s->mode, words(w->mem, T_SPACES_MESSAGE, NULL), message ? message : "", s->message ? s->message : "");
    for (size_t i = 0; i < s->rubrics.count; i++) {
        const SettingsRubric *to = &s->rubrics.items[i];
        const SpaceStanding *was = standing_of(now, to->right);
        plan_line(w, p, s->mode, words(w->mem, to->right->label, NULL), standing_words(w, was->on, was->rules.items, was->rules.count),
            standing_words(w, to->on, to->rules.items, to->rules.count));
    }
}

SettingsPlan *settings_plan(Work *w, const SettingsFile *f) {
    SettingsPlan *p = NEW(w->mem, SettingsPlan);
    uint8_t digest[16];
    Str all = str_new(w->mem, 400);
    for (size_t i = 0; i < f->spaces.count; i++)
        plan_space(w, p, &f->spaces.items[i]);
    for (size_t i = 0; i < p->lines.count; i++)
        str_printf(&all, "%d|%s|%s|%s\n", p->lines.items[i].mode, p->lines.items[i].what, p->lines.items[i].was, p->lines.items[i].becomes);
    crypto_generichash(digest, sizeof digest, (const uint8_t *) all.data, all.size, NULL, 0);
    p->digest = sodium_bin2hex(arena_alloc(w->mem, 2 * sizeof digest + 1, 1), 2 * sizeof digest + 1, digest, sizeof digest);
    return p;
}

/* ---- doing it ---- */

static bool stays(const SettingsRubric *to, const SpaceRule *rule) {
    for (size_t i = 0; i < to->rules.count; i++)
        if (by_whom(&to->rules.items[i], rule) == 0)
            return true;
    return false;
}

static void apply_rubric(Work *w, Mode mode, const SettingsRubric *to, const SpaceStanding *was) {
    space_show(w, mode, to->right->name, to->on);
    for (size_t i = 0; i < was->rules.count; i++)
        if (!stays(to, &was->rules.items[i]))
            space_rule_end(w, mode, to->right->name, was->rules.items[i].structure, was->rules.items[i].level);
    for (size_t i = 0; i < to->rules.count; i++)
        space_rule(w, mode, to->right->name, &to->rules.items[i]);
}

void settings_apply(Work *w, const SettingsFile *f) {
    for (size_t i = 0; i < f->spaces.count; i++) {
        const SettingsSpace *s = &f->spaces.items[i];
        const SpaceStandings *now = space_standings(w, s->mode);
        const char *message = space_read(w, s->mode).message;
        if (s->says && !str_equal(message ? message : "", s->message ? s->message : ""))
            space_say(w, s->mode, s->message);
        for (size_t n = 0; n < s->rubrics.count; n++)
            apply_rubric(w, s->mode, &s->rubrics.items[n], standing_of(now, s->rubrics.items[n].right));
    }
}
