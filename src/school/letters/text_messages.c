/* Letters by text message: what each says, whose message it is, what they count for. */
#include "school/letters/letters.h"

#include "base/map.h"
#include "gen/texts.h"
#include "work/sms.h"

const char *letter_euros(Arena *mem, int64_t hundredths) {
    return words(mem, T_LETTERS_EUROS, WITH(ARG_TEXT("euros", arena_printf(mem, "%lld,%02lld", (long long) hundredths / 100, (long long) hundredths % 100))));
}

/* One number gets one text once: the first it is for stands for the others. Who gets a secret of their own is told apart from everybody. */
static size_t first_with(Arena *mem, Map *known, const LetterPerson *p, const char *text, size_t n) {
    const char *key = arena_printf(mem, "%s\n%s", p->mobile, text);
    size_t *found = map_get(known, key);
    if (found)
        return *found;
    found = NEW(mem, size_t);
    *found = n;
    map_put(known, key, found);
    return n;
}

LetterTexted letter_texted(Work *w, const LetterPerson *people, size_t count, const LetterParts parts[LETTER_TOS], const LetterSetting *s) {
    LetterTexted t = { .texts = NEW_ARRAY(w->mem, const char *, count + 1), .with = NEW_ARRAY(w->mem, size_t, count + 1) };
    Map known = map_new(w->mem);
    for (size_t i = 0; i < count; i++) {
        LetterPerson p = people[i];
        const LetterParts *of = &parts[p.to];
        p.secret = p.secret ? p.secret : words(w->mem, T_LETTERS_SPECIMEN, NULL);      /* of the same length */
        const LetterCase one = { .people = &p, .count = 1, .children = p.children, .child_count = p.child_count };
        const char *said = letter_said(w->mem, of->body, &one, s);
        t.texts[i] = said ? sms_written(w->mem, said) : "";
        t.with[i] = letter_says_secret(of) ? i : first_with(w->mem, &known, &p, t.texts[i], i);
        SmsCount c = sms_count(t.texts[i]);
        t.bad = t.bad || !said || !c.messages || c.messages > SMS_LONGEST;
        if (t.with[i] != i)
            continue;
        t.messages++;
        t.segments += c.messages;
        t.unicode += c.unicode;
    }
    t.cost = w->school->sms ? t.segments * w->school->sms->price : 0;
    return t;
}
