#include "school/imports/report.h"

#include "base/str.h"
#include "gen/texts.h"

#define LINES_MOST 1000

const char *const report_kind_words[] = { "pupil", "guardian", "guardianship", "address", "teacher", "staff", "class", "group", "subject", "mef", "option",
    "service", "lesson", "calendar", NULL };

const char *const import_mode_words[] = { "keep", "create", "overwrite", NULL };
const char *const kept_what_words[] = { "value", "added", "removed", NULL };

Report *report_new(Arena *mem) {
    Report *r = NEW(mem, Report);
    r->mem = mem;
    return r;
}

void report_warning(Report *r, const char *file, uint32_t line, TextId code, const WordArg *args) {
    if (r->warnings.count < LINES_MOST)
        *VEC_ADD(r->mem, &r->warnings) = (ReportLine){ file, line, code, words(r->mem, code, args) };
    else
        r->left_out++;
}

void report_problem(Report *r, int exit, const char *file, uint32_t line, TextId code, const WordArg *args) {
    if (r->exit < exit)
        r->exit = exit;
    if (r->problems.count < LINES_MOST)
        *VEC_ADD(r->mem, &r->problems) = (ReportLine){ file, line, code, words(r->mem, code, args) };
    else
        r->left_out++;
}

bool report_no_change(const Report *r) {
    for (int k = 0; k < REPORT_KINDS; k++)
        if (r->changes[k].created || r->changes[k].updated)
            return false;
    return true;
}

/* ---- as JSON (contract.md) ---- */

static void member(Str *to, const char *name, const char *text) {
    str_printf(to, "\"%s\":", name);
    if (text)
        str_quote(to, text);
    else
        str_add(to, "null");
}

static void add_lines(Str *to, const char *name, const ReportLine *lines, size_t count) {
    str_printf(to, ",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        str_add(to, i ? ",{" : "{");
        member(to, "file", lines[i].file);
        str_printf(to, ",\"line\":%u,", lines[i].line);
        member(to, "code", words_id(lines[i].code));
        str_add(to, ",");
        member(to, "text", lines[i].text);
        str_add(to, "}");
    }
    str_add(to, "]");
}

static void add_files(Str *to, const Report *r) {
    str_add(to, "\"files\":[");
    for (size_t i = 0; i < r->files.count; i++) {
        const ReportFile *f = &r->files.items[i];
        str_add(to, i ? ",{" : "{");
        member(to, "name", f->name);
        str_add(to, ",");
        member(to, "format", f->format);
        str_add(to, ",");
        member(to, "root", f->root);
        str_printf(to, ",\"year\":%d,", f->year);
        member(to, "uai", f->uai);
        str_add(to, "}");
    }
    str_add(to, "],\"changes\":{");
    for (int k = 0; k < REPORT_KINDS; k++) {
        const ReportCount *n = &r->changes[k];
        str_printf(to, "%s\"%s\":{\"created\":%lld,\"updated\":%lld,\"unchanged\":%lld,\"gone\":%lld}", k ? "," : "", report_kind_words[k],
            (long long) n->created, (long long) n->updated, (long long) n->unchanged, (long long) n->gone);
    }
    str_add(to, "}");
}

static void add_decisions(Str *to, const Report *r) {
    str_add(to, ",\"decisions\":[");
    for (size_t i = 0; i < r->decisions.count; i++) {
        const Decision *d = &r->decisions.items[i];
        str_add(to, i ? ",{" : "{");
        member(to, "decision", d->id);
        str_add(to, ",");
        member(to, "kind", d->kind);
        str_add(to, ",");
        member(to, "label", d->label);
        str_add(to, ",");
        member(to, "theirs", d->theirs);
        str_add(to, ",");
        member(to, "ours", d->ours);
        str_add(to, ",");
        member(to, "facts", d->facts);
        str_printf(to, ",\"line\":%u,", d->line);
        member(to, "file", d->file);
        str_add(to, ",\"choices\":[\"same\",\"other\"],");
        member(to, "choice", d->choice);
        str_add(to, "}");
    }
    str_add(to, "]");
}

static void add_kept(Str *to, const Report *r) {
    str_printf(to, ",\"mode\":\"%s\",\"kept_count\":%lld,\"kept\":[", import_mode_words[r->mode], (long long) r->kept_count);
    for (size_t i = 0; i < r->kept.count; i++) {
        const ReportKept *k = &r->kept.items[i];
        const struct { const char *name, *text; } members[] = { { "decision", k->decision }, { "what", kept_what_words[k->what] }, { "label", k->label },
            { "field", k->field }, { "ours", k->ours }, { "theirs", k->theirs }, { "on", day_iso(r->mem, instant_day(k->at)) }, { "by", k->by }, { "file", k->file },
            { "text", k->text }, { "choice", k->taken ? "file" : "keep" } };
        str_add(to, i ? ",{" : "{");
        for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
            member(to, members[m].name, members[m].text);
            str_add(to, ",");
        }
        str_printf(to, "\"line\":%u,\"news\":%s,\"choices\":[\"keep\",\"file\"]}", k->line, k->news ? "true" : "false");
    }
    str_add(to, "]");
}

static void add_details(Str *to, const Report *r) {
    for (size_t i = 0; i < r->details.count; i++) {
        const ReportDetail *d = r->details.items[i];
        str_add(to, i ? ",{" : ",\"details\":[{");
        member(to, "kind", report_kind_words[d->kind]);
        str_add(to, ",");
        member(to, "change", d->change);
        str_add(to, ",");
        member(to, "label", d->label);
        str_add(to, ",\"fields\":[");
        for (size_t f = 0; f < d->fields.count; f++) {
            str_add(to, f ? "," : "");
            str_quote(to, d->fields.items[f]);
        }
        str_add(to, "]}");
    }
    if (r->details.count)
        str_add(to, "]");
}

const char *report_json(const Report *r) {
    Str s = str_new(r->mem, 4096);
    str_add(&s, "{");
    add_files(&s, r);
    add_lines(&s, "warnings", r->warnings.items, r->warnings.count);
    add_lines(&s, "problems", r->problems.items, r->problems.count);
    add_decisions(&s, r);
    add_kept(&s, r);
    add_details(&s, r);
    str_printf(&s, ",\"left_out\":%d,\"applied\":%s,\"import\":", r->left_out, r->applied ? "true" : "false");
    if (r->import)
        str_add_int(&s, r->import);
    else
        str_add(&s, "null");
    str_printf(&s, ",\"seconds\":%lld.%03lld}", (long long) (r->milliseconds / 1000), (long long) (r->milliseconds % 1000));
    return s.data;
}
