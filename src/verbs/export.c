/* preau export DIR FILE: everything in one ZIP that needs neither key nor program, while the school goes on working. */
#include "base/str.h"
#include "gen/texts.h"
#include "school/exports/exports.h"
#include "store/years.h"
#include "verbs/folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The history tells of it, save in a year that is over and changes no more. */
static bool write_copy(const School *school, Arena *mem, int fd) {
    Tx *tx = tx_begin(school->store, mem, TX_READ);
    Work *w = work_new(mem, tx, school, &program_actor, "export");
    bool good = school_zip(w, sink_to_file(mem, fd), NULL);
    good = good && (store_is_closed(school->store) || data_copy_told(w, 0, ASKED_SCHOOL, "export"));
    tx_rollback(tx);
    return good && fsync(fd) == 0;
}

int verb_export(const Arguments *a, Arena *mem) {
    Folder f = { 0 };
    struct stat st;
    if (a->word_count != 2)
        return wrong_usage(a, mem);
    const char *file = a->words[1], *part = arena_printf(mem, "%s.part", file);
    if (stat(file, &st) == 0)
        return say_error(mem, 1, T_EXPORT_EXISTS, WITH(ARG_TEXT("path", file)));
    int bad = folder_open(&f, a->words[0], folder_year_asked(a), FOLDER_AS_IT_IS, mem);
    if (bad)
        return bad;
    int fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write_copy(&f.school, mem, fd);
    if (fd >= 0)
        close(fd);
    good = good && rename(part, file) == 0;
    folder_close(&f);
    if (!good) {
        unlink(part);
        return say_error(mem, 2, T_EXPORT_FAILED, WITH(ARG_TEXT("path", file)));
    }
    if (has_option(a, "--json"))
        printf("{\"bytes\":%lld}\n", stat(file, &st) == 0 ? (long long) st.st_size : 0);
    else
        printf("%s\n", words(mem, T_EXPORT_DONE, WITH(ARG_TEXT("path", file))));
    return 0;
}
