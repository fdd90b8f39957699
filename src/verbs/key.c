/* The key on paper: printed once by `preau new`, typed back by `preau key` when the machine is gone. Sixteen groups of four hexadecimal digits, and
 * one more that depends on all of them. */
#include "base/str.h"
#include "gen/texts.h"
#include "verbs/folder.h"

#include <ctype.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GROUPS 17

static void checksum(const uint8_t key[32], uint8_t sum[2]) {
    uint8_t whole[32];
    crypto_generichash(whole, sizeof whole, (const uint8_t *) "preau recovery sheet", 20, key, 32);
    memcpy(sum, whole, 2);
}

void key_print_sheet(const uint8_t key[32]) {
    uint8_t all[34];
    char hex[69];
    memcpy(all, key, 32);
    checksum(key, all + 32);
    sodium_bin2hex(hex, sizeof hex, all, sizeof all);
    for (int i = 0; i < GROUPS; i++)
        printf("%s%.4s", i % 8 ? " " : "\n    ", hex + i * 4);
    printf("\n");
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(all, sizeof all);
}

bool key_from_sheet(const char *typed, uint8_t key[32]) {
    uint8_t all[34], sum[2];
    char hex[69] = "";
    size_t n = 0, size = 0;
    for (; *typed; typed++) {
        if (isspace((unsigned char) *typed) || *typed == '-')
            continue;
        if (n == 68)
            return false;
        hex[n++] = *typed == 'O' || *typed == 'o' ? '0' : *typed == 'l' || *typed == 'I' ? '1' : *typed;
    }
    bool good = n == 68 && sodium_hex2bin(all, sizeof all, hex, n, NULL, &size, NULL) == 0 && size == sizeof all;
    if (good) {
        checksum(all, sum);
        good = sodium_memcmp(sum, all + 32, 2) == 0;
        memcpy(key, all, 32);
    }
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(all, sizeof all);
    return good;
}

/* preau key UAI: the sheet's groups from standard input, into the place where the key is looked for. */
int verb_key(const Arguments *a, Arena *mem) {
    char typed[512] = "";
    uint8_t key[32];
    if (a->word_count != 1)
        return wrong_usage(a, mem);
    const char *path = key_path(mem, a->words[0]);
    if (access(path, F_OK) == 0)
        return say_error(mem, 1, T_KEY_EXISTS, WITH(ARG_TEXT("path", path)));
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "%s\n", words(mem, T_KEY_ASK, NULL));
    size_t n = fread(typed, 1, sizeof typed - 1, stdin);
    typed[n] = '\0';
    bool good = key_from_sheet(typed, key);
    sodium_memzero(typed, sizeof typed);
    int bad = good ? 0 : say_error(mem, 2, T_KEY_MISTYPED, NULL);
    if (!bad && !key_write(path, key))
        bad = say_error(mem, 2, T_KEY_NOT_WRITTEN, WITH(ARG_TEXT("path", path)));
    sodium_memzero(key, sizeof key);
    if (!bad)
        printf("%s\n", words(mem, T_KEY_DONE, WITH(ARG_TEXT("path", path))));
    return bad;
}
