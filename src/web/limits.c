#include "web/limits.h"

#include "base/str.h"
#include "base/vec.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

#define SETS 2048
#define WAYS 8                          /* 16,384 persons and addresses at a time */
#define NETWORKS_MOST 64
#define SESSION_COUNTS 65536

typedef struct Count { uint64_t who; uint32_t window, previous, current; } Count;      /* who 0: free */
typedef struct Network { uint8_t bytes[16]; int bits; } Network;                        /* IPv4 as ::ffff:a.b.c.d */
typedef VEC(Network) Networks;

struct Limits {
    uint8_t key[crypto_shorthash_KEYBYTES];     /* of this process: nobody can aim at a place */
    pthread_mutex_t lock;
    Count counts[SETS][WAYS];
    atomic_uchar in_flight[SESSION_COUNTS];
    Networks networks;
};

/* ---- addresses ---- */

static bool address_bytes(const char *text, uint8_t bytes[16]) {
    struct in_addr four;
    char plain[INET6_ADDRSTRLEN];
    size_t size = strcspn(text, "%");           /* fe80::1%eth0 */
    if (size >= sizeof plain)
        return false;
    memcpy(plain, text, size);
    plain[size] = '\0';
    if (inet_pton(AF_INET, plain, &four) == 1) {
        memset(bytes, 0, 10);
        memset(bytes + 10, 0xFF, 2);
        memcpy(bytes + 12, &four, 4);
        return true;
    }
    return inet_pton(AF_INET6, plain, bytes) == 1;
}

static bool is_four(const uint8_t bytes[16]) {
    static const uint8_t mapped[12] = { [10] = 0xFF, [11] = 0xFF };
    return memcmp(bytes, mapped, sizeof mapped) == 0;
}

static bool network_read(const char *text, Network *n) {
    char address[INET6_ADDRSTRLEN];
    size_t size = strcspn(text, "/");
    int64_t bits;
    if (size >= sizeof address || !text[size])
        return false;
    memcpy(address, text, size);
    address[size] = '\0';
    if (!address_bytes(address, n->bytes))
        return false;
    bool four = is_four(n->bytes) && !strchr(address, ':');
    if (!str_int(text + size + 1, 1, four ? 32 : 128, &bits))
        return false;
    n->bits = (int) bits + (four ? 96 : 0);
    return true;
}

static bool inside(const Network *n, const uint8_t bytes[16]) {
    int whole = n->bits / 8, rest = n->bits % 8;
    return memcmp(n->bytes, bytes, (size_t) whole) == 0 && (!rest || (n->bytes[whole] ^ bytes[whole]) >> (8 - rest) == 0);
}

static bool read_networks(Networks *to, const char *text, Arena *mem, const char **bad) {
    for (const char *at = text ? text : ""; *(at += strspn(at, ", \t")); ) {
        size_t size = strcspn(at, ", \t");
        Network n;
        *bad = arena_text_n(mem, at, size);
        if (!network_read(*bad, &n) || to->count == NETWORKS_MOST)
            return false;
        *VEC_ADD(mem, to) = n;
        at += size;
    }
    return true;
}

bool limits_networks_fit(const char *networks, Arena *mem, const char **bad) {
    Networks read = { 0 };
    return read_networks(&read, networks, mem, bad);
}

static void end_lock(void *lock) { pthread_mutex_destroy(lock); }

Limits *limits_new(Arena *mem, const char *networks, const char **bad) {
    Limits *l = NEW(mem, Limits);
    crypto_shorthash_keygen(l->key);
    pthread_mutex_init(&l->lock, NULL);
    arena_on_drop(mem, end_lock, &l->lock);
    return read_networks(&l->networks, networks, mem, bad) ? l : NULL;
}

static bool at_school(const Limits *l, const uint8_t bytes[16]) {
    for (size_t i = 0; i < l->networks.count; i++)
        if (inside(&l->networks.items[i], bytes))
            return true;
    return false;
}

bool limits_at_school(const Limits *l, const char *address) {
    uint8_t bytes[16];
    return address && address_bytes(address, bytes) && at_school(l, bytes);
}

/* ---- counting ---- */

static uint64_t hash_of(const Limits *l, char kind, const void *data, size_t size) {
    uint8_t input[64], out[crypto_shorthash_BYTES];
    uint64_t hash;
    size = size < sizeof input - 1 ? size : sizeof input - 1;
    input[0] = (uint8_t) kind;
    memcpy(input + 1, data, size);
    crypto_shorthash(out, input, size + 1, l->key);
    memcpy(&hash, out, sizeof hash);
    return hash ? hash : 1;
}

static void slide(Count *c, uint32_t window) {
    if (c->window == window)
        return;
    c->previous = window - c->window == 1 ? c->current : 0;
    c->current = 0;
    c->window = window;
}

/* WHO's place, or the place of whoever of its set asked least. */
static Count *place_of(Limits *l, uint64_t who, uint32_t window) {
    Count *set = l->counts[who % SETS], *least = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].who == who) {
            slide(&set[i], window);
            return &set[i];
        }
        if (set[i].who)
            slide(&set[i], window);
        if (!set[i].who || set[i].previous + set[i].current < least->previous + least->current)
            least = &set[i];
    }
    *least = (Count){ .who = who, .window = window };
    return least;
}

/* 0, or the seconds until previous × what is left of it + current is less than LIMIT again. */
static int wait_of(const Count *c, uint32_t limit, Instant into) {
    Instant wait;
    if ((Instant) c->previous * (LIMIT_PERIOD - into) / LIMIT_PERIOD + c->current < limit)
        return 0;
    if (c->current >= limit)
        wait = LIMIT_PERIOD - into + LIMIT_PERIOD / c->current;
    else
        wait = LIMIT_PERIOD - LIMIT_PERIOD * (Instant) (limit - c->current) / c->previous - into;
    return (int) (wait / 1000) + 1;
}

static int count(Limits *l, uint64_t who, uint32_t limit, Instant now) {
    pthread_mutex_lock(&l->lock);
    Count *c = place_of(l, who, (uint32_t) (now / LIMIT_PERIOD));
    int wait = wait_of(c, limit, now % LIMIT_PERIOD);
    c->current += wait == 0;
    pthread_mutex_unlock(&l->lock);
    return wait;
}

int limits_user(Limits *l, int64_t account, Instant now) {
    return count(l, hash_of(l, 'u', &account, sizeof account), LIMIT_USER, now);
}

int limits_address(Limits *l, const char *address, Instant now) {
    uint8_t bytes[16];
    const char *text = address ? address : "";
    if (!address_bytes(text, bytes))            /* a socket without an address: all of them together */
        return count(l, hash_of(l, 'a', "", 0), LIMIT_STRANGER, now);
    return count(l, hash_of(l, 'a', bytes, is_four(bytes) ? 16 : 8), at_school(l, bytes) ? LIMIT_SCHOOL : LIMIT_STRANGER, now);
}

/* ---- on their way ---- */

void *limits_enter(Limits *l, const char *session) {
    atomic_uchar *n = &l->in_flight[hash_of(l, 's', session, strlen(session)) % SESSION_COUNTS];
    if (atomic_fetch_add(n, 1) < LIMIT_IN_FLIGHT)
        return n;
    atomic_fetch_sub(n, 1);
    return NULL;
}

void limits_leave(void *entered) {
    atomic_fetch_sub((atomic_uchar *) entered, 1);
}
