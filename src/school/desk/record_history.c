/* What happened to a record, one address behind each: told by the history feature, guarded as the record is. */
#include "school/desk/desk.h"

#include "gen/statements.h"
#include "school/history/history.h"

static Reply person_history(Request *rq, const char *parameter, const char *base, bool colleague) {
    Work *w = rq->work;
    int64_t id = path_id(rq, parameter);
    Rows r = db_rows(w->tx, &PERSON_CALLED, VALUES(of_ids(&id, 1)));
    const char *name = row_next(&r) ? row_text(&r, PERSON_CALLED_NAME, w->mem) : "";
    rows_end(&r);
    return history_page(rq, &(HistorySubject){ "person", id, "address", name, arena_printf(w->mem, "%s/%lld", base, (long long) id), colleague });
}

Reply show_pupil_history(Request *rq) { return person_history(rq, "pupil", "/bureau/eleves", false); }
Reply show_guardian_history(Request *rq) { return person_history(rq, "guardian", "/bureau/responsables", false); }
Reply show_teacher_history(Request *rq) { return person_history(rq, "teacher", "/bureau/professeurs", true); }
Reply show_staff_history(Request *rq) { return person_history(rq, "staff", "/bureau/personnels", true); }

static Reply structure_history(Request *rq, const char *kind, const char *base) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "structure");
    Rows r = db_rows(w->tx, &STRUCTURE_RECORD, VALUES(of_int(id), of_text(kind)));
    if (!row_next(&r))
        return not_found(rq);
    const char *code = row_text(&r, STRUCTURE_RECORD_CODE, w->mem);
    rows_end(&r);
    return history_page(rq, &(HistorySubject){ "structure", id, NULL, code, arena_printf(w->mem, "%s/%lld", base, (long long) id), false });
}

Reply show_class_history(Request *rq) { return structure_history(rq, "class", "/bureau/classes"); }
Reply show_group_history(Request *rq) { return structure_history(rq, "group", "/bureau/groupes"); }

Reply show_subject_history(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "subject");
    Rows r = db_rows(w->tx, &SUBJECT_CALLED, VALUES(of_ids(&id, 1)));
    if (!row_next(&r))
        return not_found(rq);
    const char *name = row_text(&r, SUBJECT_CALLED_NAME, w->mem);
    rows_end(&r);
    return history_page(rq, &(HistorySubject){ "subject", id, NULL, name, arena_printf(w->mem, "/bureau/matieres/%lld", (long long) id), false });
}
