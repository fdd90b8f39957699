/* What a cell says, of what a file has: numbers in plain digits, days and hours out of numbers. In decimal digits throughout: nothing is lost that a person sees. */
#include "document/table_parts.h"

#include "base/str.h"

#include <string.h>

#define DIGITS_MOST 15                  /* as spreadsheets show them */
#define SIZE_MOST 60

/* ---- numbers ---- */

typedef struct Decimal { bool minus; char digits[SIZE_MOST + 2]; int count, point; } Decimal;     /* 0.digits × 10^point */

static bool read_decimal(const char *text, Decimal *d) {
    const char *c = text;
    bool fraction = false, some = false;
    *d = (Decimal){ .minus = *c == '-' };
    for (c += *c == '-' || *c == '+'; (*c >= '0' && *c <= '9') || (*c == '.' && !fraction); c++) {
        fraction = fraction || *c == '.';
        if (*c == '.')
            continue;
        some = true;
        if (d->count == 0 && *c == '0') {
            d->point -= fraction;
            continue;
        }
        if (d->count < SIZE_MOST)
            d->digits[d->count++] = *c;
        d->point += !fraction;
    }
    if (some && (*c == 'e' || *c == 'E')) {
        int64_t exponent = 0;
        if (!str_int(c + 1 + (c[1] == '+'), -300, 300, &exponent))
            return false;
        d->point += (int) exponent;
        return true;
    }
    return some && !*c;
}

/* 12.199999999999999 is 12.2. */
static void round_off(Decimal *d) {
    if (d->count > DIGITS_MOST) {
        bool up = d->digits[DIGITS_MOST] >= '5';
        d->count = DIGITS_MOST;
        for (int i = DIGITS_MOST - 1; up && i >= 0; i--) {
            up = d->digits[i] == '9';
            d->digits[i] = up ? '0' : (char) (d->digits[i] + 1);
        }
        if (up) {
            memmove(d->digits + 1, d->digits, (size_t) d->count);
            d->digits[0] = '1';
            d->point++;
        }
    }
    while (d->count && d->digits[d->count - 1] == '0')
        d->count--;
}

const char *table_number(Arena *mem, const char *text) {
    Decimal d;
    if (!text || strlen(text) > SIZE_MOST || !read_decimal(text, &d))
        return NULL;
    round_off(&d);
    if (!d.count)
        return "0";
    if (d.point > SIZE_MOST || d.point < -SIZE_MOST)
        return NULL;
    Str s = str_new(mem, 80);
    str_add(&s, d.minus ? "-" : "");
    if (d.point <= 0)
        str_add(&s, "0.");
    for (int i = d.point; i < 0; i++)
        str_add_char(&s, '0');
    for (int i = 0; i < d.count; i++) {
        if (i == d.point && i)
            str_add_char(&s, '.');
        str_add_char(&s, d.digits[i]);
    }
    for (int i = d.count; i < d.point; i++)
        str_add_char(&s, '0');
    return s.data;
}

const char *table_shown(Arena *mem, const char *number) {
    char *copy = arena_text(mem, number), *point = strchr(copy, '.');
    if (point)
        *point = ',';
    return copy;
}

/* ---- formats ---- */

TableFormat table_format(const char *code) {
    if (strcmp(code, "General") == 0 || strcmp(code, "@") == 0)
        return TABLE_PLAIN;
    int zeros = 0;
    bool only_zeros = true, day = false, hour = false, month = false;
    for (const char *c = code; *c && *c != ';'; c++) {
        if (*c == '"' || *c == '[') {
            const char *end = strchr(c + 1, *c == '"' ? '"' : ']');
            hour = hour || (*c == '[' && (strchr("hHmMsS", c[1]) && end == c + 2));      /* [h]: more than a day of hours */
            c = end ? end : c + strlen(c) - 1;
            continue;
        }
        if (*c == '\\' || *c == '_' || *c == '*') {
            c += c[1] != '\0';
            continue;
        }
        if (*c == '%')
            return TABLE_PERCENT;
        zeros += *c == '0';
        only_zeros = only_zeros && strchr("0# .-/", *c);
        only_zeros = only_zeros && *c != '.';
        day = day || strchr("dDyY", *c);
        hour = hour || strchr("hHsS", *c);
        month = month || *c == 'm' || *c == 'M';
    }
    if (day || (month && !hour))
        return hour ? TABLE_DAY_HOUR : TABLE_DAY;
    if (hour)
        return TABLE_HOUR;
    return only_zeros && zeros > 1 ? (TableFormat) (TABLE_ZEROS + zeros) : TABLE_PLAIN;
}

/* Minutes of the day in a number's fraction, rounded. */
static int minutes_of(const char *number) {
    const char *point = strchr(number, '.');
    int64_t part = 0;
    for (int i = 1; i <= 9; i++)
        part = part * 10 + (point && (size_t) i < strlen(point) ? point[i] - '0' : 0);
    return (int) ((part * 1440 + 500000000) / 1000000000);
}

static const char *clock_of(Arena *mem, int minutes) { return arena_printf(mem, "%02d:%02d", minutes / 60, minutes % 60); }

/* The calendar of 1900 has a 29 February that was none: from 1 March on its numbers are one too many. */
static const char *day_of_number(Arena *mem, const char *number, TableFormat format, bool since_1904) {
    int64_t serial;
    int minutes = minutes_of(number);
    const char *whole = arena_text_n(mem, number, strcspn(number, "."));
    if (!str_int(whole, 0, 2958465, &serial))
        return NULL;
    if (format == TABLE_HOUR && serial == 0 && minutes < 1440)
        return clock_of(mem, minutes);
    Day day = (Day) serial + (since_1904 ? day_of(1904, 1, 1) : day_of(1899, 12, serial < 60 ? 31 : 30));
    const char *shown = day_french(mem, day + (minutes >= 1440));
    return minutes % 1440 && format != TABLE_DAY ? arena_printf(mem, "%s %s", shown, clock_of(mem, minutes % 1440)) : shown;
}

static const char *hundredfold(Arena *mem, const char *number) {
    const char *times = table_number(mem, arena_printf(mem, "%sE2", number));
    return times ? arena_printf(mem, "%s\u00a0%%", table_shown(mem, times)) : NULL;
}

static const char *with_zeros(Arena *mem, const char *number, int digits) {
    int size = (int) strlen(number);
    if (*number == '-' || strchr(number, '.') || size >= digits)
        return number;
    return arena_printf(mem, "%0*d%s", digits - size, 0, number);
}

const char *table_formatted(Arena *mem, const char *number, int format, bool since_1904) {
    const char *shown = NULL;
    if (format == TABLE_PERCENT)
        shown = hundredfold(mem, number);
    else if (format == TABLE_DAY || format == TABLE_HOUR || format == TABLE_DAY_HOUR)
        shown = day_of_number(mem, number, (TableFormat) format, since_1904);
    else if (format > TABLE_ZEROS)
        shown = with_zeros(mem, number, format - TABLE_ZEROS);
    return shown ? shown : table_shown(mem, number);
}

const char *table_iso(Arena *mem, const char *iso) {
    Day day = strlen(iso) >= 10 ? day_parse_iso(arena_text_n(mem, iso, 10)) : NO_DAY;
    if (day == NO_DAY || (iso[10] && iso[10] != 'T'))
        return iso;
    const char *shown = day_french(mem, day);
    bool midnight = strlen(iso) < 16 || strncmp(iso + 11, "00:00", 5) == 0;
    return midnight ? shown : arena_printf(mem, "%s %.5s", shown, iso + 11);
}
