#include "test/canaries.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "test/small_school.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- which columns ---- */

/* In test/canaries.txt: "setting" or "person.sex", with the reason behind a colon. */
static bool excused(Arena *mem, const char *name) {
    char line[300];
    const char *wanted = arena_printf(mem, "%s:", name);
    bool found = false;
    FILE *file = fopen(source_path(mem, "test/canaries.txt"), "r");
    must(file);
    while (!found && fgets(line, sizeof line, file))
        found = str_starts(line, wanted);
    fclose(file);
    return found;
}

/* Whose id the number of a token is: the person's the row is about, else the account's, else its own. */
static const char *id_of(const Table *t) {
    static const char *const names[] = { "person", "pupil", "guardian", "teacher", "account", "id", NULL };
    for (int n = str_equal(t->name, "person") || str_equal(t->name, "account") ? 5 : str_equal(t->name, "guardianship") ? 2 : 0; names[n]; n++)
        for (int c = 0; c < t->column_count; c++)
            if (t->columns[c].type == 'i' && str_equal(t->columns[c].name, names[n]))
                return names[n];
    return NULL;
}

/* ---- writing ---- */

static const char *token_sql(Arena *mem, int table, int column, const char *id) {
    return arena_printf(mem, "'zq%02d%02dp' || (1000000 + %s) || 'zq'", table, column, id);
}

static int set_table(StoreFixture *f, int number, const Table *t, const char *id) {
    Arena *mem = f->mem;
    Str sql = str_new(mem, 400);
    int columns = 0;
    for (int c = 0; c < t->column_count; c++) {
        const TableColumn *column = &t->columns[c];
        bool wanted = column->type == 't' && (!column->key || str_equal(column->name, "theirs"));
        if (wanted && !excused(mem, arena_printf(mem, "%s.%s", t->name, column->name)))
            str_printf(&sql, "%s%s = %s", columns++ ? ", " : "", column->name, token_sql(mem, number, c, id));
    }
    if (columns)
        store_fixture_tamper_at(f, t->place, arena_printf(mem, "UPDATE %s SET %s", t->name, sql.data));
    return columns;
}

/* The name as a word to search by, and a report that says something of somebody. */
static void set_others(StoreFixture *f) {
    Arena *mem = f->mem;
    for (int i = 0; all_tables[i]; i++) {
        if (str_equal(all_tables[i]->name, "person"))
            store_fixture_tamper_at(f, YEAR, arena_printf(mem, "INSERT INTO person_word (word, person) SELECT %s, id FROM person",
                token_sql(mem, i, COL_PERSON_FAMILY_NAME, "id")));
        if (str_equal(all_tables[i]->name, "import"))
            store_fixture_tamper_at(f, YEAR, arena_printf(mem, "UPDATE import SET report = '{\"files\":[{\"name\":\"f\",\"root\":\"r\"}],\"warnings\":[{\"file\":\"f\","
                "\"line\":1,\"code\":\"c\",\"text\":\"' || %s || '\"}],\"decisions\":[{\"decision\":\"d\",\"label\":\"' || %s || '\",\"theirs\":\"t\",\"ours\":\"o\"}]}'",
                token_sql(mem, i, COL_IMPORT_REPORT, "id"), token_sql(mem, i, COL_IMPORT_REPORT, "id")));
    }
}

int canaries_set(StoreFixture *f) {
    int columns = 0;
    for (int i = 0; all_tables[i]; i++) {
        const char *id = excused(f->mem, all_tables[i]->name) ? NULL : id_of(all_tables[i]);
        if (id)
            columns += set_table(f, i, all_tables[i], id);
    }
    set_others(f);
    return columns;
}

/* ---- finding ---- */

static bool is_letter(char c, char letter) { return (c | 0x20) == letter; }

static bool digits(const char *at, int count, int64_t *number) {
    *number = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return false;
        *number = *number * 10 + (at[i] - '0');
    }
    return true;
}

static bool token_at(const char *at, Canary *found) {
    int64_t table, column, id, tables = 0;
    bool good = is_letter(at[0], 'z') && is_letter(at[1], 'q') && digits(at + 2, 2, &table) && digits(at + 4, 2, &column) && is_letter(at[6], 'p')
        && digits(at + 7, 7, &id) && is_letter(at[14], 'z') && is_letter(at[15], 'q');
    while (all_tables[tables])
        tables++;
    if (!good || table >= tables)
        return false;
    *found = (Canary){ all_tables[table], (int) column, id - 1000000 };
    return true;
}

/* Where a z stands from AT on. Hundreds of megabytes are looked through: not a byte at a time under a sanitizer. */
__attribute__((no_sanitize("address", "undefined"))) static const char *next_z(const char *at, const char *end) {
    while (at < end && (*at | 0x20) != 'z')
        at++;
    return at;
}

bool canary_next(const char **at, const char *end, Canary *found) {
    for (; *at && end - (*at = next_z(*at, end)) >= CANARY_SIZE; (*at)++)
        if (token_at(*at, found)) {
            *at += CANARY_SIZE;
            return true;
        }
    return false;
}

static bool file_holds(const char *path) {
    struct stat st;
    Canary found;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool holds = false;
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
        const char *bytes = mmap(NULL, (size_t) st.st_size, PROT_READ, MAP_PRIVATE, fd, 0), *at = bytes;
        must(bytes != MAP_FAILED);
        holds = canary_next(&at, bytes + st.st_size, &found);
        munmap((void *) (uintptr_t) bytes, (size_t) st.st_size);
    }
    if (fd >= 0)
        close(fd);
    return holds;
}

const char *canary_in_files(Arena *mem, const char *folder) {
    DIR *dir = opendir(folder);
    const char *found = NULL;
    for (struct dirent *e; dir && !found && (e = readdir(dir)); ) {
        const char *path = arena_printf(mem, "%s/%s", folder, e->d_name);
        if (e->d_type == DT_DIR)
            found = e->d_name[0] == '.' ? NULL : canary_in_files(mem, path);
        else if (file_holds(path))
            found = path;
    }
    if (dir)
        closedir(dir);
    return found;
}
