#include "verbs/folder.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/texts.h"
#include "web/feature.h"
#include "store/years.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const Setting settings[] = {
    { "uai", "", T_SETTING_UAI }, { "name", "", T_SETTING_NAME }, { "kind", "college", T_SETTING_KIND }, { "zone", "A", T_SETTING_ZONE },
    { "time_zone", "Europe/Paris", T_SETTING_TIME_ZONE }, { "store", "", T_SETTING_STORE }, { "listen", "127.0.0.1:8080", T_SETTING_LISTEN },
    { "behind", "", T_SETTING_BEHIND }, { "school_networks", "", T_SETTING_SCHOOL_NETWORKS }, { "files_school_mb", "20480", T_SETTING_FILES_SCHOOL },
    { "files_person_mb", "200", T_SETTING_FILES_PERSON }, { "administrative_connections", "0", T_SETTING_ADMINISTRATIVE },
    { "mail_server", "", T_SETTING_MAIL_SERVER }, { "mail_security", "starttls", T_SETTING_MAIL_SECURITY }, { "mail_user", "", T_SETTING_MAIL_USER },
    { "mail_password_file", "", T_SETTING_MAIL_PASSWORD_FILE }, { "mail_from", "", T_SETTING_MAIL_FROM },
    { "mail_inside", "no", T_SETTING_MAIL_INSIDE },
    { "sms_server", "", T_SETTING_SMS_SERVER }, { "sms_kind", "kannel", T_SETTING_SMS_KIND }, { "sms_user", "", T_SETTING_SMS_USER },
    { "sms_password_file", "", T_SETTING_SMS_PASSWORD_FILE }, { "sms_from", "", T_SETTING_SMS_FROM }, { "sms_price", "", T_SETTING_SMS_PRICE }, { NULL, NULL, 0 },
};

static int setting_index(const char *name) {
    for (int i = 0; settings[i].name; i++)
        if (str_equal(settings[i].name, name))
            return i;
    return -1;
}

const char *folder_setting(const Folder *f, const char *name) {
    int i = setting_index(name);
    return f->values[i] ? f->values[i] : settings[i].fallback;
}

/* ---- preau.conf ---- */

static const char *nearest_setting(const char *name) {
    const char *best = settings[0].name;
    int distance = 99;
    for (int i = 0; settings[i].name; i++) {
        int d = text_distance(name, settings[i].name, 10);
        if (d < distance) {
            distance = d;
            best = settings[i].name;
        }
    }
    return best;
}

static int read_line(Folder *f, const char *line, int number, Arena *mem) {
    if (!text_is_utf8(line, strlen(line)))      /* written by an older editor */
        line = text_from_latin9(mem, line, strlen(line));
    const char *equals = strchr(line, '=');
    const char *name = text_trim(mem, equals ? arena_text_n(mem, line, (size_t) (equals - line)) : line);
    if (!*name || *name == '#')
        return 0;
    int i = equals ? setting_index(name) : -1;
    if (i < 0)
        return say_error(mem, 2, T_CONF_UNKNOWN, WITH(ARG_TEXT("name", name), ARG_INT("line", number), ARG_TEXT("nearest", nearest_setting(name))));
    f->values[i] = text_trim(mem, equals + 1);
    return 0;
}

/* PREAU_NAME in the environment wins over the file. */
static void read_environment(Folder *f, Arena *mem) {
    for (int i = 0; settings[i].name; i++) {
        Str name = str_new(mem, 32);
        str_add(&name, "PREAU_");
        for (const char *c = settings[i].name; *c; c++)
            str_add_char(&name, *c == '_' ? '_' : (char) (*c - 'a' + 'A'));
        const char *value = getenv(name.data);
        if (value)
            f->values[i] = arena_text(mem, value);
    }
}

int folder_read_conf(Folder *f, const char *path, Arena *mem) {
    char line[1024];
    int number = 0, bad = 0;
    *f = (Folder){ .path = path };
    FILE *conf = fopen(arena_printf(mem, "%s/preau.conf", path), "r");
    if (!conf)
        return say_error(mem, 2, T_FOLDER_NONE, WITH(ARG_TEXT("path", path)));
    while (!bad && fgets(line, sizeof line, conf)) {
        line[strcspn(line, "\r\n")] = '\0';
        bad = read_line(f, line, ++number, mem);
    }
    fclose(conf);
    read_environment(f, mem);
    return bad;
}

/* ---- the key ---- */

const char *key_path(Arena *mem, const char *uai) {
    const char *given = getenv("PREAU_BASE_KEY_FILE"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (!str_empty(given))
        return given;
    if (!str_empty(data))
        return arena_printf(mem, "%s/preau/keys/%s.key", data, uai);
    if (geteuid() == 0)
        return arena_printf(mem, "/var/lib/preau/keys/%s.key", uai);
    return arena_printf(mem, "%s/.local/share/preau/keys/%s.key", home ? home : "", uai);
}

bool key_read(const char *path, uint8_t key[32]) {
    char hex[80] = "";
    size_t size = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t got = read(fd, hex, sizeof hex - 1);
    close(fd);
    bool good = got >= 64 && sodium_hex2bin(key, 32, hex, 64, NULL, &size, NULL) == 0 && size == 32;
    sodium_memzero(hex, sizeof hex);
    return good;
}

static void make_directories(const char *path) {
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0700);
        *slash = '/';
    }
}

bool key_write(const char *path, const uint8_t key[32]) {
    char hex[66];
    make_directories(path);
    sodium_bin2hex(hex, sizeof hex, key, 32);
    hex[64] = '\n';
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write(fd, hex, 65) == 65 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    sodium_memzero(hex, sizeof hex);
    return good;
}

bool key_make(const char *path, uint8_t key[32]) {
    randombytes_buf(key, 32);
    return key_write(path, key);
}

/* ---- opening ---- */

int folder_year_asked(const Arguments *a) {
    int64_t year = 0;
    const char *given = option(a, "--year");
    return !given ? 0 : str_int(given, 1990, 2200, &year) ? (int) year : -1;
}

static int store_fault_words(const StoreError *e, Arena *mem) {
    static const TextId texts[] = { [STORE_MISSING] = T_STORE_MISSING, [STORE_WRONG_KEY] = T_STORE_WRONG_KEY, [STORE_NEWER] = T_STORE_NEWER,
        [STORE_OLDER] = T_STORE_OLDER, [STORE_FOREIGN] = T_STORE_FOREIGN, [STORE_UNREACHABLE] = T_STORE_UNREACHABLE, [STORE_DAMAGED] = T_STORE_DAMAGED };
    return say_error(mem, 2, texts[e->fault], WITH(ARG_TEXT("path", e->path), ARG_TEXT("detail", e->detail)));
}

static StoreOptions options_of(const Folder *f) {
    return (StoreOptions){ .folder = f->path, .postgres = str_empty(folder_setting(f, "store")) ? NULL : folder_setting(f, "store"),
        .uai = folder_setting(f, "uai"), .key = f->school.secret };
}

int folder_years(const Folder *f, Arena *mem, int **years, size_t *count) {
    StoreError error;
    StoreOptions options = options_of(f);
    return store_years(&options, mem, years, count, &error) ? 0 : store_fault_words(&error, mem);
}

static int open_store(Folder *f, int year, bool create, bool closed, Arena *mem) {
    StoreError error;
    StoreOptions options = options_of(f);
    options.year = year;
    options.create = create;
    options.read_only = closed;
    f->school.store = store_open(&options, mem, &error);
    if (!f->school.store)
        return store_fault_words(&error, mem);
    size_t count;
    const TableHook *hooks = feature_hooks(features, mem, &count);
    change_hooks(f->school.store, hooks, count);
    return 0;
}

/* The other years go along with the program, so that they can be read and backed up; one that cannot is named, and the school opens all the same. */
static void bring_to_date(const Folder *f, const int *years, size_t count, Arena *mem) {
    for (size_t i = 0; i < count; i++) {
        StoreError error;
        StoreOptions options = options_of(f);
        if ((options.year = years[i]) == f->school.year)
            continue;
        Store *store = store_open(&options, mem, &error);
        options.create = true;
        if (!store && error.fault == STORE_OLDER)
            store = store_open(&options, mem, &error);
        if (!store) {
            say_error(mem, 0, T_FOLDER_OTHER_YEAR, WITH(ARG_INT("year", years[i])));
            store_fault_words(&error, mem);
        }
        store_close(store);
    }
}

/* August opens a school year: from then on the one before is over, if another has taken its place. */
bool folder_year_is_over(int year, int newest, Day today) {
    return year < newest && day_school_year(today) > year;
}

static bool has_year(const int *years, size_t count, int year) {
    for (size_t i = 0; i < count; i++)
        if (years[i] == year)
            return true;
    return false;
}

static const char *listed_years(const int *years, size_t count, Arena *mem) {
    Str s = str_new(mem, 40);
    for (size_t i = 0; i < count; i++)
        str_printf(&s, "%s%d", i ? ", " : "", years[i]);
    return s.data;
}

static int read_key(Folder *f, Arena *mem) {
    uint8_t *key = sodium_malloc(32);
    if (!key || !key_read(key_path(mem, f->school.uai), key))
        return say_error(mem, 2, T_KEY_NONE, WITH(ARG_TEXT("path", key_path(mem, f->school.uai))));
    f->school.secret = key;
    return 0;
}

/* In bytes; -1: no number of megabytes. */
static int64_t megabytes(const Folder *f, const char *name) {
    int64_t number = 0;
    return str_int(folder_setting(f, name), 0, 100 * 1024 * 1024, &number) ? number * 1024 * 1024 : -1;
}

int folder_open(Folder *f, const char *path, int year, FolderUse use, Arena *mem) {
    int *years, bad = folder_read_conf(f, path, mem);
    size_t count;
    if (bad)
        return bad;
    setenv("TZ", folder_setting(f, "time_zone"), 1);
    tzset();
    f->school = (School){ .uai = folder_setting(f, "uai"), .name = folder_setting(f, "name"), .kind = folder_setting(f, "kind"),
        .zone = folder_setting(f, "zone"), .folder = path, .files_most = megabytes(f, "files_school_mb"), .files_person_most = megabytes(f, "files_person_mb") };
    if (f->school.files_most < 0 || f->school.files_person_most < 0)
        return say_error(mem, 2, T_CONF_MEGABYTES, WITH(ARG_TEXT("name", f->school.files_most < 0 ? "files_school_mb" : "files_person_mb")));
    if (!str_int(folder_setting(f, "administrative_connections"), 0, 10000, &f->school.administrative_most))
        return say_error(mem, 2, T_CONF_NUMBER, WITH(ARG_TEXT("name", "administrative_connections"), ARG_INT("most", 10000)));
    bad = year < 0 ? say_error(mem, 2, T_FOLDER_BAD_YEAR, NULL) : read_key(f, mem);
    bad = bad ? bad : folder_years(f, mem, &years, &count);
    if (bad)
        return bad;
    int newest = count ? years[count - 1] : 0;
    f->school.year = year ? year : newest;
    if (use != FOLDER_NEW_YEAR && !has_year(years, count, f->school.year))
        return say_error(mem, 2, T_FOLDER_NO_YEAR, WITH(ARG_TEXT("year", arena_printf(mem, "%d", f->school.year)), ARG_TEXT("years", listed_years(years, count, mem))));
    if (use != FOLDER_AS_IT_IS)
        bring_to_date(f, years, count, mem);
    bool closed = use != FOLDER_NEW_YEAR && folder_year_is_over(f->school.year, newest, instant_day(instant_now()));
    return open_store(f, f->school.year, use != FOLDER_AS_IT_IS, closed, mem);
}

TextId folder_mail_mistake(Folder *f, Arena *mem) {
    MailSettings said = { folder_setting(f, "mail_server"), folder_setting(f, "mail_security"), folder_setting(f, "mail_user"), folder_setting(f, "mail_password_file"),
        folder_setting(f, "mail_from") };
    bool inside = str_equal(folder_setting(f, "mail_inside"), "yes");
    f->mail = (MailServer){ .name = f->school.name, .uai = f->school.uai };
    TextId wrong = mail_read(&said, mem, &f->mail);
    f->school.mail = !wrong && f->mail.host ? &f->mail : NULL;
    f->school.mail_inside = inside;
    return wrong ? wrong : inside || str_equal(folder_setting(f, "mail_inside"), "no") ? T_NONE : T_MAIL_BAD_INSIDE;
}

int folder_mail(Folder *f, Arena *mem) {
    TextId wrong = folder_mail_mistake(f, mem);
    return wrong ? say_error(mem, 2, wrong, NULL) : 0;
}

/* Reports come back to where the school is reached; whoever serves it elsewhere says so. */
TextId folder_sms_mistake(Folder *f, Arena *mem) {
    SmsSettings said = { folder_setting(f, "sms_kind"), folder_setting(f, "sms_server"), folder_setting(f, "sms_user"), folder_setting(f, "sms_password_file"),
        folder_setting(f, "sms_from"), folder_setting(f, "sms_price") };
    const char *behind = folder_setting(f, "behind");
    f->sms = (SmsServer){ .site = str_empty(behind) ? arena_printf(mem, "http://%s", folder_setting(f, "listen")) : behind };
    TextId wrong = sms_read(&said, mem, &f->sms);
    f->school.sms = !wrong && f->sms.url ? &f->sms : NULL;
    return wrong;
}

int folder_sms(Folder *f, Arena *mem) {
    TextId wrong = folder_sms_mistake(f, mem);
    return wrong ? say_error(mem, 2, wrong, NULL) : 0;
}

void folder_close(Folder *f) {
    if (f->school.store)
        store_close(f->school.store);
    sodium_free((void *) (uintptr_t) f->school.secret);
}
