/* How often one may ask, with the clock in hand. */
#include "base/must.h"
#include "test/test.h"
#include "web/limits.h"

#include <sodium.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define NOON ((Instant) 6000000 * LIMIT_PERIOD)         /* the beginning of a window */

static Limits *fresh(Arena *mem, const char *networks) {
    const char *bad = NULL;
    must(sodium_init() >= 0);
    Limits *l = limits_new(mem, networks, &bad);
    CHECK(l != NULL);
    return l;
}

/* How many of TRIES are welcome; *WAIT: what the first refused one is told. */
static int welcome(Limits *l, const char *address, int64_t account, int tries, Instant now, int *wait) {
    int good = 0;
    *wait = 0;
    for (int i = 0; i < tries; i++) {
        int told = address ? limits_address(l, address, now) : limits_user(l, account, now);
        good += told == 0;
        if (told && !*wait)
            *wait = told;
    }
    return good;
}

TEST(a_person_asks_1500_times_in_five_minutes) {
    Arena *mem = arena_new();
    Limits *l = fresh(mem, NULL);
    int wait;
    CHECK_INT(welcome(l, NULL, 7, 2000, NOON, &wait), LIMIT_USER);
    CHECK(wait >= 300 && wait <= 302);
    CHECK_INT(welcome(l, NULL, 8, 10, NOON, &wait), 10);             /* nobody pays for another */
    CHECK_INT(welcome(l, NULL, 7, 10, NOON + LIMIT_PERIOD - 1, &wait), 0);
    CHECK(wait >= 1 && wait <= 2);
    CHECK_INT(welcome(l, NULL, 7, 2000, NOON + LIMIT_PERIOD + LIMIT_PERIOD / 2, &wait), LIMIT_USER / 2);    /* half of the window before still counts */
    CHECK_INT(welcome(l, NULL, 7, 2000, NOON + 3 * LIMIT_PERIOD, &wait), LIMIT_USER);
    arena_free(mem);
}

/* Whoever waits as long as told is welcome then, and not a second sooner than need be. */
TEST(what_is_told_is_true) {
    Arena *mem = arena_new();
    Limits *l = fresh(mem, NULL);
    Instant now = NOON;
    int wait;
    for (int round = 0; round < 200; round++) {
        welcome(l, "203.0.113.9", 0, 1 + round % 97 * 5, now, &wait);
        if (wait) {
            CHECK(wait > 1 ? limits_address(l, "203.0.113.9", now + (wait - 2) * (Instant) 1000) != 0 : true);
            CHECK_INT(limits_address(l, "203.0.113.9", now + wait * (Instant) 1000), 0);
        }
        now += (wait + round % 13) * (Instant) 1000;
    }
    arena_free(mem);
}

TEST(strangers_are_counted_by_address_and_in_ipv6_by_their_64) {
    Arena *mem = arena_new();
    Limits *l = fresh(mem, "192.0.2.0/24, 2001:db8:5::/48 10.0.0.0/9");
    int wait;
    CHECK_INT(welcome(l, "203.0.113.9", 0, 400, NOON, &wait), LIMIT_STRANGER);
    CHECK_INT(welcome(l, "::ffff:203.0.113.9", 0, 10, NOON, &wait), 0);     /* the same by another name */
    CHECK_INT(welcome(l, "203.0.113.10", 0, 10, NOON, &wait), 10);
    CHECK_INT(welcome(l, "2001:db8:1:2::1", 0, 400, NOON, &wait), LIMIT_STRANGER);
    CHECK_INT(welcome(l, "2001:db8:1:2:ffff::9", 0, 10, NOON, &wait), 0);
    CHECK_INT(welcome(l, "2001:db8:1:3::1", 0, 10, NOON, &wait), 10);
    CHECK_INT(welcome(l, "192.0.2.77", 0, 20001, NOON, &wait), LIMIT_SCHOOL);
    CHECK_INT(welcome(l, "2001:db8:5:9::1", 0, 500, NOON, &wait), 500);
    CHECK_INT(welcome(l, "10.127.3.4", 0, 500, NOON, &wait), 500);
    CHECK_INT(welcome(l, "10.128.0.1", 0, 500, NOON, &wait), LIMIT_STRANGER);
    CHECK_INT(welcome(l, "nowhere", 0, 200, NOON, &wait), 200);             /* what is no address counts together */
    CHECK_INT(welcome(l, "elsewhere", 0, 200, NOON, &wait), LIMIT_STRANGER - 200);
    CHECK(limits_address(l, NULL, NOON) > 0);
    CHECK(limits_at_school(l, "192.0.2.1") && limits_at_school(l, "2001:db8:5::1") && limits_at_school(l, "fe80::1%eth0") == false);
    CHECK(!limits_at_school(l, "192.0.3.1") && !limits_at_school(l, "2001:db8:6::1") && !limits_at_school(l, "") && !limits_at_school(l, NULL));
    arena_free(mem);
}

TEST(networks_are_read_strictly) {
    static const char *const good[] = { "", " ", "10.0.0.0/8", "10.0.0.0/8,192.168.0.0/16", "::1/128", "::ffff:10.0.0.0/104", "0.0.0.0/1" };
    static const char *const wrong[] = { "10.0.0.0", "10.0.0.0/33", "10.0.0.0/0", "10.0.0/8", "2001:db8::/129", "10.0.0.0/8x", "ecole", "10.0.0.0/8;::1/128", "10.0.0.0/-1", "/8" };
    Arena *mem = arena_new();
    const char *bad = NULL;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(limits_networks_fit(good[i], mem, &bad));
    CHECK(limits_networks_fit(NULL, mem, &bad));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!limits_networks_fit(wrong[i], mem, &bad));
    CHECK(!limits_networks_fit("10.0.0.0/8, oups ::1/128", mem, &bad));
    CHECK_TEXT(bad, "oups");
    CHECK(!limits_new(mem, "oups", &bad));
    arena_free(mem);
}

/* An attacker with a million addresses takes no memory, and does not wash away whoever is over the limit. */
TEST(many_addresses_take_no_room_and_hide_nobody) {
    Arena *mem = arena_new();
    Limits *l = fresh(mem, NULL);
    int wait;
    size_t before = arena_bytes(mem);
    CHECK_INT(welcome(l, "203.0.113.9", 0, 400, NOON, &wait), LIMIT_STRANGER);
    for (int i = 0; i < 200000; i++) {
        char address[40];
        const unsigned n = (unsigned) i;
        static const char hex[] = "0123456789abcdef";
        memcpy(address, "2001:db8:0000:0000::1", 22);
        for (int d = 0; d < 8; d++)
            address[9 + d + (d >= 4)] = hex[n >> (4 * (7 - d)) & 15];
        limits_address(l, address, NOON);
    }
    CHECK_INT(welcome(l, "203.0.113.9", 0, 10, NOON, &wait), 0);
    CHECK_INT((int64_t) arena_bytes(mem), (int64_t) before);
    arena_free(mem);
}

TEST(eight_requests_of_a_session_are_on_their_way_at_most) {
    Arena *mem = arena_new();
    Limits *l = fresh(mem, NULL);
    void *entered[LIMIT_IN_FLIGHT];
    for (int i = 0; i < LIMIT_IN_FLIGHT; i++)
        CHECK((entered[i] = limits_enter(l, "one session")) != NULL);
    CHECK(!limits_enter(l, "one session"));
    void *other = limits_enter(l, "another session");
    CHECK(other != NULL);
    limits_leave(entered[0]);
    CHECK((entered[0] = limits_enter(l, "one session")) != NULL);
    for (int i = 0; i < LIMIT_IN_FLIGHT; i++)
        limits_leave(entered[i]);
    limits_leave(other);
    arena_free(mem);
}

typedef struct Crowd { Limits *l; atomic_int *good; pthread_t thread; } Crowd;

static void *crowd(void *context) {
    Crowd *c = context;
    for (int i = 0; i < 500; i++) {
        void *entered = limits_enter(c->l, "shared");
        atomic_fetch_add(c->good, limits_user(c->l, 7, NOON) == 0);
        if (entered)
            limits_leave(entered);
    }
    return NULL;
}

TEST(threads_do_not_count_past_one_another) {
    Arena *mem = arena_new();
    Limits *l = fresh(mem, NULL);
    Crowd all[8];
    atomic_int good = 0;
    for (int i = 0; i < 8; i++) {
        all[i] = (Crowd){ l, &good, 0 };
        must(pthread_create(&all[i].thread, NULL, crowd, &all[i]) == 0);
    }
    for (int i = 0; i < 8; i++)
        pthread_join(all[i].thread, NULL);
    CHECK_INT(atomic_load(&good), LIMIT_USER);
    for (int i = 0; i < LIMIT_IN_FLIGHT; i++)
        CHECK(limits_enter(l, "shared") != NULL);       /* all were given back */
    arena_free(mem);
}

TEST_MAIN
