#include "work/checkpoint.h"

#include "base/str.h"
#include "gen/statements.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define LINE_MOST 512
typedef struct Head { int64_t id; uint8_t hash[CHANGE_HASH]; } Head;
typedef struct Line { int64_t number; Instant at; Head heads[2]; uint8_t signature[crypto_sign_BYTES]; } Line;      /* heads: year, school */

const char *checkpoints_path(Arena *mem, const School *school) { return arena_printf(mem, "%s/%d/checkpoints", school->folder, school->year); }

/* ---- signing ---- */

static void make_keys(const School *school, uint8_t public_key[crypto_sign_PUBLICKEYBYTES], uint8_t secret_key[crypto_sign_SECRETKEYBYTES]) {
    static const char what[] = "preau audit checkpoint";
    uint8_t seed[crypto_sign_SEEDBYTES];
    crypto_generichash(seed, sizeof seed, (const uint8_t *) what, sizeof what - 1, school->secret, 32);
    crypto_sign_seed_keypair(public_key, secret_key, seed);
    sodium_memzero(seed, sizeof seed);
}

static const char *hex(Arena *mem, const uint8_t *bytes, size_t size) {
    char *text = arena_alloc(mem, 2 * size + 1, 1);
    return sodium_bin2hex(text, 2 * size + 1, bytes, size);
}

static const char *said(Arena *mem, const Line *l) {
    return arena_printf(mem, "%lld %lld %lld %s %lld %s", (long long) l->number, (long long) l->at, (long long) l->heads[0].id, hex(mem, l->heads[0].hash, CHANGE_HASH),
        (long long) l->heads[1].id, hex(mem, l->heads[1].hash, CHANGE_HASH));
}

/* What is signed: whose it is, the signature before, the line. */
static const char *to_sign(Arena *mem, const School *school, const Line *before, const Line *l) {
    return arena_printf(mem, "%s %d %s %s", school->uai, school->year, before ? hex(mem, before->signature, sizeof before->signature) : "-", said(mem, l));
}

/* ---- lines ---- */

static bool read_hex(const char *word, uint8_t *to, size_t size) {
    size_t got;
    return word && strlen(word) == 2 * size && sodium_hex2bin(to, size, word, 2 * size, NULL, &got, NULL) == 0 && got == size;
}

static bool read_line(char *text, Line *l) {
    char *at = NULL, *words[7];
    for (int i = 0; i < 7; i++)
        if (!(words[i] = strtok_r(i ? NULL : text, " \n", &at)))
            return false;
    return str_int(words[0], 1, INT64_MAX, &l->number) && str_int(words[1], 1, INT64_MAX, &l->at) && str_int(words[2], 0, INT64_MAX, &l->heads[0].id) &&
        read_hex(words[3], l->heads[0].hash, CHANGE_HASH) && str_int(words[4], 0, INT64_MAX, &l->heads[1].id) && read_hex(words[5], l->heads[1].hash, CHANGE_HASH) &&
        read_hex(words[6], l->signature, sizeof l->signature) && !strtok_r(NULL, " \n", &at);
}

static bool follows(const Line *l, const Line *before) {
    return before ? l->number == before->number + 1 && l->heads[0].id >= before->heads[0].id && l->heads[1].id >= before->heads[1].id : l->number == 1;
}

static bool is_signed(const School *school, const uint8_t *public_key, const Line *before, const Line *l) {
    Arena *mem = arena_new();
    const char *text = to_sign(mem, school, before, l);
    bool good = follows(l, before) && crypto_sign_verify_detached(l->signature, (const uint8_t *) text, strlen(text), public_key) == 0;
    arena_free(mem);
    return good;
}

/* ---- writing ---- */

/* The last whole line, and where it ends. False: none is whole, or the last one cannot be read. */
static bool read_last(FILE *file, Line *last, long *ends) {
    char text[LINE_MOST];
    bool found = false;
    if (fseek(file, -2 * LINE_MOST, SEEK_END) == 0 && !fgets(text, sizeof text, file))          /* a year of lines is long: only the end is read, from where a line begins */
        return false;
    *ends = ftell(file);
    while (fgets(text, sizeof text, file) && strchr(text, '\n')) {
        *ends = ftell(file);
        found = read_line(text, last);
    }
    return found;
}

static bool append(const School *school, FILE *file, const Line *before, Line *l, Arena *mem) {
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
    const char *text = to_sign(mem, school, before, l);
    make_keys(school, public_key, secret_key);
    crypto_sign_detached(l->signature, NULL, (const uint8_t *) text, strlen(text), secret_key);
    sodium_memzero(secret_key, sizeof secret_key);
    return fprintf(file, "%s %s\n", said(mem, l), hex(mem, l->signature, sizeof l->signature)) > 0 && fflush(file) == 0 && fdatasync(fileno(file)) == 0;
}

static bool write_line(const School *school, FILE *file, Line *l, Arena *mem) {
    Line last = { 0 };
    long ends;
    bool some = read_last(file, &last, &ends);
    bool same = some && last.heads[0].id == l->heads[0].id && last.heads[1].id == l->heads[1].id;
    if (same || (!some && ends))        /* nothing is put behind what cannot be read: it is to be looked at */
        return same;
    if (ftruncate(fileno(file), ends) != 0 || fseek(file, ends, SEEK_SET) != 0)
        return false;
    l->number = some ? last.number + 1 : 1;
    return append(school, file, some ? &last : NULL, l, mem);
}

bool checkpoint_write(const School *school, Instant now) {
    Arena *mem = arena_new();
    Line l = { .at = now };
    Tx *tx = tx_begin(school->store, mem, TX_READ);
    change_head(tx, YEAR, &l.heads[0].id, l.heads[0].hash);
    change_head(tx, SCHOOL, &l.heads[1].id, l.heads[1].hash);
    bool good = tx_ok(tx);
    tx_rollback(tx);
    int fd = good ? open(checkpoints_path(mem, school), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r+");
    good = file && flock(fd, LOCK_EX) == 0 && write_line(school, file, &l, mem);
    good = (!file || fclose(file) == 0) && good;
    arena_free(mem);
    return good;
}

/* ---- verifying ---- */

static bool is_in_base(Tx *tx, Place place, const Head *head) {
    size_t size = 0;
    bool same = false;
    if (!head->id)
        return true;
    Arena *mem = arena_new();
    Rows r = db_rows(tx, place == YEAR ? &YEAR_AUDIT_HASH : &SCHOOL_AUDIT_HASH, VALUES(of_int(head->id)));
    if (row_next(&r)) {
        const void *bytes = row_bytes(&r, YEAR_AUDIT_HASH_HASH, mem, &size);
        same = size == CHANGE_HASH && memcmp(bytes, head->hash, CHANGE_HASH) == 0;
    }
    rows_end(&r);
    arena_free(mem);
    return same;
}

/* False: this is the first line that is not good. */
static bool verify_line(const School *school, Tx *tx, const uint8_t *public_key, const Line *before, const Line *l, CheckpointReport *report) {
    report->line = report->lines + 1;
    report->trouble = CHECKPOINT_LINE;
    if (!is_signed(school, public_key, before, l))
        return false;
    for (int i = 0; i < 2; i++)
        if (!is_in_base(tx, i ? SCHOOL : YEAR, &l->heads[i])) {
            report->trouble = CHECKPOINT_ROW;
            report->place = i ? SCHOOL : YEAR;
            report->row = l->heads[i].id;
            return false;
        }
    report->trouble = CHECKPOINT_WHOLE;
    report->last = l->at;
    report->lines++;
    return true;
}

CheckpointReport checkpoints_verify(const School *school, Tx *tx, const char *path) {
    CheckpointReport report = { .trouble = CHECKPOINT_NONE };
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
    char text[LINE_MOST];
    Line before = { 0 };
    Arena *mem = arena_new();
    FILE *file = fopen(path ? path : checkpoints_path(mem, school), "re");
    make_keys(school, public_key, secret_key);
    sodium_memzero(secret_key, sizeof secret_key);
    while (file && tx_ok(tx) && fgets(text, sizeof text, file) && strchr(text, '\n')) {         /* what a crash left of a line is none */
        Line l = { 0 };
        bool readable = read_line(text, &l);
        if (!readable)
            l.number = 0;
        if (!verify_line(school, tx, public_key, report.lines ? &before : NULL, &l, &report))
            break;
        before = l;
    }
    if (file)
        fclose(file);
    arena_free(mem);
    return report;
}
