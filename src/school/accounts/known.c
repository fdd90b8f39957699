/* Devices that are known at the door (entry.h). */
#include "school/accounts/entry.h"

#include "gen/statements.h"
#include "work/secret.h"

bool accounts_device_known(Work *w, int64_t account, const char *device) {
    uint8_t hash[32];
    return secret_digest(device, hash) && db_int(w->tx, &SIGNED_DEVICE_KNOWN, VALUES(of_int(account), of_bytes(hash, sizeof hash), of_int(w->now - SIGNED_DEVICE_LIFE)));
}

/* Those of more than a year ago go after they were counted: who comes back after so long is told, too. */
bool accounts_sign_device(Work *w, int64_t account, const char *secret, const char *label) {
    uint8_t hash[32];
    if (!secret_digest(secret, hash))
        return false;
    bool another = !accounts_device_known(w, account, secret) && db_int(w->tx, &SIGNED_DEVICES_COUNT, VALUES(of_int(account))) > 0;
    db_do(w->tx, &SIGNED_DEVICES_SWEEP, VALUES(of_int(account), of_int(w->now - SIGNED_DEVICE_LIFE)));
    db_do(w->tx, &SIGNED_DEVICE_ADD, VALUES(of_int(account), of_bytes(hash, sizeof hash), of_text(label), of_int(w->now)));
    return another;
}

void accounts_renew_device(Work *w, const uint8_t old[32], const uint8_t new[32]) {
    db_do(w->tx, &SIGNED_DEVICE_RENEW, VALUES(of_bytes(old, 32), of_bytes(new, 32)));
}

void accounts_forget_devices(Work *w, int64_t account, const char *kept) {
    uint8_t hash[32];
    db_do(w->tx, &SIGNED_DEVICES_FORGET, VALUES(of_int(account), secret_digest(kept, hash) ? of_bytes(hash, sizeof hash) : of_null()));
}
