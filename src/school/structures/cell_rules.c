#include "school/structures/cell_rules.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/texts.h"

ChangeField cell_set(const CellChange *change, int column, Value value) {
    return change->compare ? SET_IF(column, value, change->was) : SET(column, value);
}

bool cell_text(Work *w, const CellChange *change, int max, bool required, Value *out) {
    must(change->value.kind == VALUE_NULL || change->value.kind == VALUE_TEXT);
    const char *text = change->value.kind == VALUE_TEXT ? text_trim(w->mem, change->value.data) : NULL;
    *out = str_empty(text) ? of_null() : of_text(text);
    if (required && str_empty(text))
        problem(w, T_FORM_REQUIRED, NULL, "%s", change->at);
    else if (!str_empty(text) && text_length(text) > (size_t) max)
        problem(w, T_FORM_TOO_LONG, WITH(ARG_INT("n", max)), "%s", change->at);
    else
        return true;
    return false;
}

bool cell_number(Work *w, const CellChange *change, int64_t min, int64_t max, Value *out) {
    must(change->value.kind == VALUE_NULL || change->value.kind == VALUE_INT);
    *out = change->value;
    if (out->kind == VALUE_NULL || (out->integer >= min && out->integer <= max))
        return true;
    problem(w, T_FORM_OUT_OF_RANGE, WITH(ARG_INT("least", min), ARG_INT("most", max)), "%s", change->at);
    return false;
}

bool cell_word(Work *w, const CellChange *change, const char *const *all, bool required, Value *out) {
    if (!cell_text(w, change, 60, required, out))
        return false;
    if (out->kind == VALUE_NULL)
        return true;
    for (int i = 0; all[i]; i++)
        if (str_equal(all[i], out->data))
            return true;
    problem(w, T_FORM_NOT_A_CHOICE, NULL, "%s", change->at);
    return false;
}

bool cell_believed(Work *w, const CellChange *change, const Table *table, int column, const Value *now, const char *mine, const char *theirs) {
    if (!change->compare || value_equal(now, &change->was) || value_equal(now, &change->value))
        return true;
    Value ours = of_text(mine), others = of_text(theirs);
    change_conflict(w->tx, table, column, &ours, &others);
    return false;
}
