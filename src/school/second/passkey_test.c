/* Passkeys: what a browser may say, and everything near it that must not be believed. The device is test/authenticator.h. */
#include "school/second/passkey.h"

#include "base/str.h"
#include "school/second/cbor.h"
#include "school/second/passkey_key.h"
#include "test/authenticator.h"
#include "test/test.h"

#include <sodium.h>
#include <string.h>

#define ORIGIN "https://ecole.example"

static Arena *mem;
static School school;
static PasskeyAsk asked;

static void start(void) {
    static const uint8_t secret[32] = { 7 };
    mem = arena_new();
    school = (School){ .secret = secret };
    asked = (PasskeyAsk){ &school, ORIGIN, PASSKEY_ADD, 12, INT64_C(1780000000000), false };
}

static PasskeyBytes bytes(const char *text) {
    PasskeyBytes b = { 0 };
    b.bytes = passkey_bytes(mem, text, &b.size);
    return b;
}

static Said says(const char *type, const char *challenge, uint8_t flags, uint32_t counter) {
    return (Said){ .type = type, .challenge = challenge, .origin = ORIGIN, .host = "ecole.example", .flags = flags, .counter = counter };
}

/* ---- making one ---- */

static PasskeyWrong made_as(const Authenticator *a, const Said *said, PasskeyMade *made) {
    uint8_t challenge[32];
    return passkey_made(mem, &asked, bytes(authenticator_client(mem, said)), bytes(authenticator_attestation(a, mem, said)), made, challenge);
}

TEST(a_new_passkey_is_believed_only_as_it_was_asked_for) {
    start();
    Authenticator *a = authenticator_new(false);
    const char *challenge = passkey_challenge(mem, &asked);
    PasskeyMade made;
    Said right = says("webauthn.create", challenge, 1 | 64, 5), said = right;
    CHECK_INT(made_as(a, &right, &made), PASSKEY_FINE);
    CHECK_INT(made.counter, 5);
    CHECK_INT((int64_t) made.credential_size, 16);
    said.type = "webauthn.get";
    CHECK_INT(made_as(a, &said, &made), PASSKEY_TYPE);
    said = right, said.origin = "https://ecole.example.mechant.example";
    CHECK_INT(made_as(a, &said, &made), PASSKEY_ORIGIN);
    said = right, said.origin = "http://ecole.example";
    CHECK_INT(made_as(a, &said, &made), PASSKEY_ORIGIN);
    said = right, said.crossed = true;
    CHECK_INT(made_as(a, &said, &made), PASSKEY_ORIGIN);
    said = right, said.host = "example";
    CHECK_INT(made_as(a, &said, &made), PASSKEY_HOST);
    said = right, said.flags = 64;
    CHECK_INT(made_as(a, &said, &made), PASSKEY_ABSENT);
    said = right, said.flags = 1;
    CHECK_INT(made_as(a, &said, &made), PASSKEY_MALFORMED);
    said = right, said.flags = 1 | 16 | 64;                     /* copied, though it cannot be */
    CHECK_INT(made_as(a, &said, &made), PASSKEY_MALFORMED);
    authenticator_free(a);
    arena_free(mem);
}

TEST(a_challenge_is_good_for_one_use_one_session_and_five_minutes) {
    start();
    Authenticator *a = authenticator_new(false);
    PasskeyMade made;
    char *bent = arena_text(mem, passkey_challenge(mem, &asked));
    Said said = says("webauthn.create", bent, 1 | 64, 0);
    CHECK_INT(made_as(a, &said, &made), PASSKEY_FINE);
    asked.session = 13;
    CHECK_INT(made_as(a, &said, &made), PASSKEY_CHALLENGE);
    asked.session = 12, asked.use = PASSKEY_PROVE;
    CHECK_INT(made_as(a, &said, &made), PASSKEY_CHALLENGE);
    asked.use = PASSKEY_ADD, asked.now += PASSKEY_WITHIN - 1;
    CHECK_INT(made_as(a, &said, &made), PASSKEY_FINE);
    asked.now += 1;
    CHECK_INT(made_as(a, &said, &made), PASSKEY_CHALLENGE);
    asked.now -= PASSKEY_WITHIN;
    for (size_t i = 0; bent[i]; i++) {                          /* its end, its chance, its hash: nothing of it may differ */
        char was = bent[i];
        bent[i] = was == 'A' ? 'B' : 'A';
        CHECK(made_as(a, &said, &made) == PASSKEY_CHALLENGE);
        bent[i] = was;
    }
    said.challenge = "";
    CHECK_INT(made_as(a, &said, &made), PASSKEY_CHALLENGE);
    CHECK(!str_equal(passkey_challenge(mem, &asked), passkey_challenge(mem, &asked)));
    authenticator_free(a);
    arena_free(mem);
}

/* ---- using one ---- */

static PasskeyWrong used_as(const Authenticator *a, const Said *said, const PasskeyMade *key, const char *signature, int64_t *counter) {
    uint8_t challenge[32];
    return passkey_used(mem, &asked, bytes(authenticator_client(mem, said)), bytes(authenticator_data(a, mem, said)),
        bytes(signature ? signature : authenticator_signature(a, mem, said)), (PasskeyBytes){ key->key, key->key_size }, counter, challenge);
}

static void use_it(bool rsa) {
    start();
    Authenticator *a = authenticator_new(rsa), *thief = authenticator_new(rsa);
    PasskeyMade made;
    int64_t counter = 5;
    Said first = says("webauthn.create", passkey_challenge(mem, &asked), 1 | 64, 5);
    CHECK_INT(made_as(a, &first, &made), PASSKEY_FINE);
    asked.use = PASSKEY_SIGN_IN, asked.session = 0, asked.verified = true;
    const char *challenge = passkey_challenge(mem, &asked);
    Said right = says("webauthn.get", challenge, 1 | 4, 6), said = right;
    CHECK_INT(used_as(a, &right, &made, NULL, &counter), PASSKEY_FINE);
    CHECK_INT(counter, 6);
    CHECK_INT(used_as(a, &right, &made, NULL, &counter), PASSKEY_COUNTER);
    said.counter = 0;
    CHECK_INT(used_as(a, &said, &made, NULL, &counter), PASSKEY_COUNTER);
    CHECK_INT(counter, 6);
    right.counter = 7;
    CHECK_INT(used_as(thief, &right, &made, NULL, &counter), PASSKEY_SIGNATURE);
    said = right, said.counter = 8;                             /* signed for other data */
    CHECK_INT(used_as(a, &right, &made, authenticator_signature(a, mem, &said), &counter), PASSKEY_SIGNATURE);
    said = right, said.challenge = passkey_challenge(mem, &asked);
    CHECK_INT(used_as(a, &right, &made, authenticator_signature(a, mem, &said), &counter), PASSKEY_SIGNATURE);
    CHECK_INT(used_as(a, &right, &made, "", &counter), PASSKEY_SIGNATURE);
    said = right, said.flags = 1;
    CHECK_INT(used_as(a, &said, &made, NULL, &counter), PASSKEY_UNVERIFIED);
    said = right, said.flags = 4;
    CHECK_INT(used_as(a, &said, &made, NULL, &counter), PASSKEY_ABSENT);
    said = right, said.host = "mechant.example";
    CHECK_INT(used_as(a, &said, &made, NULL, &counter), PASSKEY_HOST);
    said = right, said.origin = "https://mechant.example";
    CHECK_INT(used_as(a, &said, &made, NULL, &counter), PASSKEY_ORIGIN);
    said = right, said.type = "webauthn.create";
    CHECK_INT(used_as(a, &said, &made, NULL, &counter), PASSKEY_TYPE);
    said = right, said.challenge = first.challenge;
    CHECK_INT(used_as(a, &said, &made, NULL, &counter), PASSKEY_CHALLENGE);
    asked.origin = "https://autre.example";
    CHECK_INT(used_as(a, &right, &made, NULL, &counter), PASSKEY_ORIGIN);
    asked.origin = ORIGIN, asked.verified = false;
    said = right, said.flags = 1;
    CHECK_INT(used_as(a, &said, &made, NULL, &counter), PASSKEY_FINE);
    counter = 0, said.counter = 0;                              /* a device that counts nothing */
    CHECK_INT(used_as(a, &said, &made, NULL, &counter), PASSKEY_FINE);
    authenticator_free(a);
    authenticator_free(thief);
    arena_free(mem);
}
TEST(a_passkey_on_p_256_is_believed_only_as_it_was_asked_for) { use_it(false); }
TEST(a_passkey_of_rsa_is_believed_only_as_it_was_asked_for) { use_it(true); }

TEST(what_is_cut_anywhere_is_refused) {
    start();
    Authenticator *a = authenticator_new(false);
    Said said = says("webauthn.create", passkey_challenge(mem, &asked), 1 | 64, 0);
    PasskeyBytes whole = bytes(authenticator_attestation(a, mem, &said)), client = bytes(authenticator_client(mem, &said));
    PasskeyMade made;
    uint8_t challenge[32];
    for (size_t size = 0; size < whole.size; size++) {
        uint8_t *cut = arena_copy(mem, whole.bytes, size ? size : 1);
        CHECK(passkey_read_made(mem, cut, size, &made) == PASSKEY_MALFORMED);
    }
    for (size_t size = 0; size < client.size; size++)
        CHECK(passkey_made(mem, &asked, (PasskeyBytes){ client.bytes, size }, whole, &made, challenge) == PASSKEY_MALFORMED);
    int64_t counter = 0;
    CHECK_INT(passkey_used(mem, &asked, client, (PasskeyBytes){ whole.bytes, 36 }, whole, whole, &counter, challenge), PASSKEY_MALFORMED);
    CHECK(!passkey_bytes(mem, "a=b", &client.size) && !passkey_bytes(mem, "a+/b", &client.size) && !passkey_bytes(mem, NULL, &client.size));
    authenticator_free(a);
    arena_free(mem);
}

/* ---- keys ---- */

TEST(keys_that_are_none_are_refused) {
    start();
    Authenticator *a = authenticator_new(false);
    size_t size, got;
    const uint8_t *right = authenticator_cose(a, mem, &size);
    Cbor c = cbor_over(right, size);
    CHECK(passkey_key_read(mem, &c, &got) && got == 91);
    static const struct { size_t at; uint8_t is; } bent[] = { { 2, 1 } /* OKP */, { 4, 0x27 } /* EdDSA */, { 6, 2 } /* P-384 */, { 40, 0 } /* not on the curve, surely */ };
    for (size_t i = 0; i < sizeof bent / sizeof *bent; i++) {
        uint8_t *wrong = arena_copy(mem, right, size);
        wrong[bent[i].at] = (uint8_t) (wrong[bent[i].at] == bent[i].is ? bent[i].is ^ 1 : bent[i].is);
        c = cbor_over(wrong, size);
        CHECK(!passkey_key_read(mem, &c, &got) && got == 0);
    }
    static const uint8_t small[] = { 0xA4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x42, 0xFF, 0xFF, 0x21, 0x43, 1, 0, 1 };      /* RSA of 16 bits */
    c = cbor_over(small, sizeof small);
    CHECK(!passkey_key_read(mem, &c, &got));
    authenticator_free(a);
    arena_free(mem);
}

TEST(an_address_without_a_name_has_no_passkeys) {
    start();
    CHECK_TEXT(passkey_host(mem, "https://ecole.example"), "ecole.example");
    CHECK_TEXT(passkey_host(mem, "http://localhost:8080"), "localhost");
    CHECK(!passkey_host(mem, "http://127.0.0.1:8080") && !passkey_host(mem, "http://[::1]:8080") && !passkey_host(mem, "http://") && !passkey_host(mem, "ecole"));
    arena_free(mem);
}

/* ---- CBOR: the examples of RFC 8949, appendix A, that we know ---- */

static CborItem item_of(const char *hex, bool *whole) {
    static uint8_t room[64];
    size_t size;
    CHECK(sodium_hex2bin(room, sizeof room, hex, strlen(hex), NULL, &size, NULL) == 0);
    Cbor c = cbor_over(room, size), skipped = c;
    CborItem item = cbor_next(&c);
    cbor_skip(&skipped);
    *whole = !skipped.bad && skipped.at == skipped.end;
    return item;
}

TEST(numbers_texts_and_maps_are_read) {
    static const struct { const char *hex; CborKind kind; int64_t number; } examples[] = { { "00", CBOR_NUMBER, 0 }, { "17", CBOR_NUMBER, 23 }, { "1818", CBOR_NUMBER, 24 },
        { "1903e8", CBOR_NUMBER, 1000 }, { "1a000f4240", CBOR_NUMBER, 1000000 }, { "1b000000e8d4a51000", CBOR_NUMBER, INT64_C(1000000000000) }, { "20", CBOR_NUMBER, -1 },
        { "3863", CBOR_NUMBER, -100 }, { "3903e7", CBOR_NUMBER, -1000 }, { "390100", CBOR_NUMBER, -257 }, { "40", CBOR_BYTES, 0 }, { "4401020304", CBOR_BYTES, 4 },
        { "60", CBOR_TEXT, 0 }, { "6449455446", CBOR_TEXT, 4 }, { "80", CBOR_ARRAY, 0 }, { "83010203", CBOR_ARRAY, 3 }, { "8301820203820405", CBOR_ARRAY, 3 }, { "a0", CBOR_MAP, 0 },
        { "a201020304", CBOR_MAP, 2 }, { "a26161016162820203", CBOR_MAP, 2 }, { "c11a514b67b0", CBOR_TAG, 1 }, { "f5", CBOR_SIMPLE, 21 } };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        bool whole;
        CborItem item = item_of(examples[i].hex, &whole);
        if (!CHECK(item.kind == examples[i].kind && item.number == examples[i].number && whole))
            test_check_text(examples[i].hex, "read", "CBOR", __FILE__, __LINE__);
    }
    static const char *const wrong[] = { "1bffffffffffffffff" /* larger than ours */, "5f42010243030405ff" /* indefinite */, "9fff", "bfff", "1c", "19", "62", "41", "81", "a1", "a101", "ff",
        "9bffffffffffffffff", "818181818181818181818181818181818101" /* too deep */, NULL };
    for (int i = 0; wrong[i]; i++) {
        bool whole;
        item_of(wrong[i], &whole);
        if (!CHECK(!whole))
            test_check_text(wrong[i], "refused", "CBOR", __FILE__, __LINE__);
    }
}

TEST_MAIN
