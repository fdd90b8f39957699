#include "work/secret.h"

#include "base/str.h"
#include "base/text.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

static const char unambiguous[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

void secret_random(char digits[SECRET_DIGITS + 1]) {
    uint8_t raw[32];
    randombytes_buf(raw, sizeof raw);
    sodium_bin2hex(digits, SECRET_DIGITS + 1, raw, sizeof raw);
    sodium_memzero(raw, sizeof raw);
}

bool secret_digest(const char *digits, uint8_t digest[32]) {
    uint8_t raw[32];
    size_t size;
    if (!digits || strlen(digits) != SECRET_DIGITS || sodium_hex2bin(raw, sizeof raw, digits, SECRET_DIGITS, NULL, &size, NULL) != 0 || size != sizeof raw)
        return false;
    crypto_generichash(digest, 32, raw, sizeof raw, NULL, 0);
    return true;
}

void code_of_bytes(char *to, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++)
        to[i] = unambiguous[bytes[i] % 32];
}

void code_random(char *to, size_t length) {
    for (size_t i = 0; i < length; i++)
        to[i] = unambiguous[randombytes_uniform(32)];
}

const char *code_plain(Arena *mem, const char *typed) {
    const char *all = text_upper(mem, typed ? typed : "");
    Str s = str_new(mem, strlen(all) + 1);
    for (; *all; all++)
        if ((*all >= 'A' && *all <= 'Z') || (*all >= '0' && *all <= '9'))
            str_add_char(&s, *all);
    return s.data;
}

const char *secret_file(Arena *mem, const char *path) {
    char line[512] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, line, sizeof line - 1);
    if (fd >= 0)
        close(fd);
    line[got < 0 ? 0 : got] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    return *line ? arena_text(mem, line) : NULL;
}
