#include "school/second/totp.h"

#include "base/must.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <string.h>

#define PERIOD ((Instant) 30 * 1000)

int64_t totp_period(Instant at) { return at / PERIOD; }

void totp_code(const uint8_t *key, size_t size, int64_t period, int figures, char code[9]) {
    uint8_t counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned mac_size = 0;
    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t) ((uint64_t) period >> (56 - 8 * i));
    must(figures > 0 && figures <= 8 && HMAC(EVP_sha1(), key, (int) size, counter, sizeof counter, mac, &mac_size) && mac_size == 20);
    size_t at = mac[19] & 0xF;
    uint32_t number = (uint32_t) (mac[at] & 0x7F) << 24 | (uint32_t) mac[at + 1] << 16 | (uint32_t) mac[at + 2] << 8 | mac[at + 3];
    for (int i = figures - 1; i >= 0; i--, number /= 10)
        code[i] = (char) ('0' + number % 10);
    code[figures] = '\0';
    sodium_memzero(mac, sizeof mac);
}

/* All three are looked at, whichever fits. */
int64_t totp_match(const uint8_t key[TOTP_KEY], const char *code, Instant now, int64_t used) {
    int64_t found = 0;
    if (!code || strlen(code) != TOTP_FIGURES)
        return 0;
    for (int64_t period = totp_period(now) - 1; period <= totp_period(now) + 1; period++) {
        char right[9];
        totp_code(key, TOTP_KEY, period, TOTP_FIGURES, right);
        if (sodium_memcmp(right, code, TOTP_FIGURES) == 0 && period > used)
            found = period;
        sodium_memzero(right, sizeof right);
    }
    return found;
}

const char *totp_base32(Arena *mem, const uint8_t *bytes, size_t size) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *text = arena_alloc(mem, size * 8 / 5 + 2, 1), *to = text;
    uint32_t bits = 0;
    int have = 0;
    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | bytes[i];
        for (have += 8; have >= 5; have -= 5)
            *to++ = letters[bits >> (have - 5) & 31];
    }
    if (have)
        *to++ = letters[bits << (5 - have) & 31];
    *to = '\0';
    return text;
}
