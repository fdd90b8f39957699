/* Somebody new out of values read one by one: what a line of a spreadsheet says of them. */
#include "school/desk/desk.h"

#include "school/people/people_change.h"

static const CellChange *value_of(const CellChange *values, size_t count, PersonEdit edit) {
    for (size_t i = 0; i < count; i++)
        if (values[i].field == (int) edit && values[i].value.kind != VALUE_NULL)
            return &values[i];
    return NULL;
}

static Day day_value(const CellChange *values, size_t count, PersonEdit edit) {
    const CellChange *value = value_of(values, count, edit);
    return value && value->value.kind == VALUE_INT ? (Day) value->value.integer : NO_DAY;
}

/* A dated value holds from when on they are here, if nobody says otherwise. */
static NewPerson person_of(const CellChange *values, size_t count) {
    NewPerson who = { .birth_day = day_value(values, count, EDIT_BIRTH_DAY), .entry_day = day_value(values, count, EDIT_ENTRY_DAY) };
    for (size_t i = 0; i < count; i++) {
        if (values[i].value.kind == VALUE_TEXT)
            who.values[values[i].field] = values[i].value.data;
        if (who.entry_day == NO_DAY && values[i].from != NO_DAY)
            who.entry_day = values[i].from;
    }
    return who;
}

int64_t pupil_of_line(Work *w, int64_t number, const CellChange *values, size_t count) {
    NewPerson who = person_of(values, count);
    const CellChange *class = value_of(values, count, EDIT_CLASS);
    return pupil_add(w, number, &who, class ? class->value.integer : 0);
}

int64_t teacher_of_line(Work *w, int64_t number, const CellChange *values, size_t count) {
    NewPerson who = person_of(values, count);
    return teacher_add(w, number, &who);
}

int64_t staff_of_line(Work *w, int64_t number, const CellChange *values, size_t count) {
    NewPerson who = person_of(values, count);
    return staff_add(w, number, &who);
}
