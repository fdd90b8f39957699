/* Which addresses are those of one machine somewhere on the internet (RFC 6890): a server that somebody named on a page is asked there, and nowhere nearer. */
#include "work/mail.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

typedef struct Net { uint32_t first; int bits; } Net;
#define NET(a, b, c, d, bits) { (uint32_t) (a) << 24 | (b) << 16 | (c) << 8 | (d), bits }

static bool is_outside_4(uint32_t at) {
    static const Net kept[] = { NET(0, 0, 0, 0, 8), NET(10, 0, 0, 0, 8), NET(100, 64, 0, 0, 10), NET(127, 0, 0, 0, 8), NET(169, 254, 0, 0, 16), NET(172, 16, 0, 0, 12), NET(192, 0, 0, 0, 24),
        NET(192, 0, 2, 0, 24), NET(192, 88, 99, 0, 24), NET(192, 168, 0, 0, 16), NET(198, 18, 0, 0, 15), NET(198, 51, 100, 0, 24), NET(203, 0, 113, 0, 24), NET(224, 0, 0, 0, 3) };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (at >> (32 - kept[i].bits) == kept[i].first >> (32 - kept[i].bits))
            return false;
    return true;
}

static uint32_t four(const uint8_t *bytes) { return (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 | bytes[3]; }

/* 2000::/3 is all that is given out. Where an older address is put within one of those, it counts as that one. */
static bool is_outside_6(const uint8_t at[16]) {
    static const uint8_t mapped[12] = { [10] = 0xFF, [11] = 0xFF }, translated[12] = { 0x00, 0x64, 0xFF, 0x9B };
    if (memcmp(at, mapped, 12) == 0 || memcmp(at, translated, 12) == 0)
        return is_outside_4(four(at + 12));
    if (at[0] == 0x20 && at[1] == 0x02)
        return is_outside_4(four(at + 2));
    bool teredo_or_test = at[0] == 0x20 && at[1] == 0x01 && ((at[2] == 0 && at[3] == 0) || (at[2] == 0x0D && at[3] == 0xB8));
    return at[0] >> 5 == 1 && !teredo_or_test;
}

bool mail_is_outside(const struct sockaddr *at) {
    if (at->sa_family == AF_INET)
        return is_outside_4(ntohl(((const struct sockaddr_in *) (const void *) at)->sin_addr.s_addr));
    return at->sa_family == AF_INET6 && is_outside_6(((const struct sockaddr_in6 *) (const void *) at)->sin6_addr.s6_addr);
}
