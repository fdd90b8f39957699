#include "base/date.h"

#include "base/str.h"

#include <string.h>
#include <time.h>

/* ---- civil dates (Howard Hinnant's days_from_civil, public domain algorithm) ---- */

static int days_in_month(int year, int month) {
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

Day day_of(int year, int month, int day) {
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return NO_DAY;
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400, of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

Date day_date(Day day) {
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int mp = (5 * of_year + 2) / 153;
    int month = mp + (mp < 10 ? 3 : -9);
    return (Date){ year_of_era + era * 400 + (month <= 2), month, of_year - (153 * mp + 2) / 5 + 1 };
}

int day_weekday(Day day) {
    int since_monday = (day + 3) % 7;       /* 1970-01-01 was a Thursday */
    return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

Day day_monday(Day day) {
    return day - day_weekday(day) + 1;
}

int day_iso_week(Day day, int *iso_year) {
    Day thursday = day_monday(day) + 3;
    int year = day_date(thursday).year;
    if (iso_year)
        *iso_year = year;
    return (thursday - day_of(year, 1, 1)) / 7 + 1;
}

int day_age(Day birth, Day on) {
    Date b = day_date(birth), d = day_date(on);
    return d.year - b.year - (d.month < b.month || (d.month == b.month && d.day < b.day));
}

int day_school_year(Day day) {
    Date d = day_date(day);
    return d.month >= 8 ? d.year : d.year - 1;
}

/* ---- reading and writing ---- */

static int digits(const char *text, int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static char digit(int number) {
    return (char) ('0' + number % 10);
}

static Day checked(int year, int month, int day) {
    return year < 0 || month < 0 || day < 0 ? NO_DAY : day_of(year, month, day);
}

Day day_parse_iso(const char *text) {
    if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return NO_DAY;
    return checked(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2));
}

Day day_parse_french(const char *text) {
    if (!text || strlen(text) != 10 || text[2] != '/' || text[5] != '/')
        return NO_DAY;
    return checked(digits(text + 6, 4), digits(text + 3, 2), digits(text, 2));
}

/* By hand: a list of all pupils as JSON prints thousands. */
char *day_iso(Arena *a, Day day) {
    Date d = day_date(day);
    char text[] = { digit(d.year / 1000), digit(d.year / 100), digit(d.year / 10), digit(d.year), '-', digit(d.month / 10), digit(d.month), '-',
        digit(d.day / 10), digit(d.day) };
    return arena_text_n(a, text, sizeof text);
}

char *day_french(Arena *a, Day day) {
    Date d = day_date(day);
    return arena_printf(a, "%02d/%02d/%04d", d.day, d.month, d.year);
}

char *day_words(Arena *a, Day day) {
    static const char *const weekdays[] = { "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche" };
    static const char *const months[] = { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre" };
    Date d = day_date(day);
    return arena_printf(a, "%s %d%s %s %d", weekdays[day_weekday(day) - 1], d.day, d.day == 1 ? "er" : "", months[d.month - 1], d.year);
}

/* ---- instants ---- */

Instant instant_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (Instant) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct tm local_of(Instant at) {
    time_t seconds = (time_t) (at >= 0 ? at / 1000 : (at - 999) / 1000);
    struct tm local;
    localtime_r(&seconds, &local);
    return local;
}

Day instant_day(Instant at) {
    struct tm t = local_of(at);
    return day_of(t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
}

int instant_minutes(Instant at) {
    struct tm t = local_of(at);
    return t.tm_hour * 60 + t.tm_min;
}

/* mktime() would do, but for the hour that comes twice in October it answers now the first, now the second. */
Instant instant_of(Day day, int minutes) {
    Instant civil = ((Instant) day * 1440 + minutes) * 60000, day_long = (Instant) 1440 * 60000;
    Instant first = civil - local_of(civil - day_long).tm_gmtoff * 1000, second = civil - local_of(civil + day_long).tm_gmtoff * 1000;
    bool is_second = local_of(first).tm_gmtoff * 1000 != civil - first && local_of(second).tm_gmtoff * 1000 == civil - second;
    return is_second ? second : first;
}

char *instant_iso(Arena *a, Instant at) {
    time_t seconds = (time_t) (at >= 0 ? at / 1000 : (at - 999) / 1000);
    struct tm t;
    gmtime_r(&seconds, &t);
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec,
        (int) (at - (Instant) seconds * 1000));
}

char *minutes_words(Arena *a, int minutes) {
    return arena_printf(a, "%d\u00A0h\u00A0%02d", minutes / 60, minutes % 60);
}

char *minutes_clock(Arena *a, int minutes) {
    return arena_printf(a, "%02d:%02d", minutes / 60, minutes % 60);
}

char *instant_words(Arena *a, Instant at) {
    return arena_printf(a, "%s à %s", day_words(a, instant_day(at)), minutes_words(a, instant_minutes(at)));
}
