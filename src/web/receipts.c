#include "web/receipts.h"

#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "web/answer.h"
#include "web/json.h"

#include <sodium.h>
#include <string.h>

#define KEY_LEAST 16
#define KEY_MOST 128
#define BODY_MOST 4096          /* of a JSON answer that is kept; a longer one is replayed as 204 */

bool receipt_key_fits(const char *key) {
    size_t size = strlen(key);
    for (const char *c = key; *c; c++)
        if (*c < 0x21 || *c > 0x7E)
            return false;
    return size >= KEY_LEAST && size <= KEY_MOST;
}

/* ---- what the base knows a request by ---- */

/* Each piece with its size before it, so that no two requests make the same bytes. */
static void add(crypto_generichash_state *h, const void *data, size_t size) {
    uint64_t length = size;
    crypto_generichash_update(h, (const uint8_t *) &length, sizeof length);
    crypto_generichash_update(h, data, size);
}

static void add_text(crypto_generichash_state *h, const char *text) { add(h, text, strlen(text)); }

static void add_pairs(crypto_generichash_state *h, const Pairs *pairs) {
    add(h, &pairs->count, sizeof pairs->count);
    for (size_t i = 0; i < pairs->count; i++) {
        add_text(h, pairs->items[i].name);
        add_text(h, pairs->items[i].value);
    }
}

Receipt receipt_of(const Request *rq, const char *key) {
    const Conversation *c = rq->conversation;
    int64_t account = rq->work->actor->account;
    crypto_generichash_state h;
    uint8_t secret[32];
    Receipt receipt;
    crypto_generichash(secret, sizeof secret, (const uint8_t *) "preau receipt", 13, rq->work->school->secret, 32);
    crypto_generichash_init(&h, secret, sizeof secret, sizeof receipt.id);
    add(&h, &account, sizeof account);
    add_text(&h, key);
    crypto_generichash_final(&h, receipt.id, sizeof receipt.id);
    crypto_generichash_init(&h, secret, sizeof secret, sizeof receipt.request);
    add(&h, &c->method, sizeof c->method);
    add_text(&h, c->path);
    add_pairs(&h, &c->query);
    add_pairs(&h, &c->form);
    for (size_t i = 0; i < c->uploads.count; i++) {
        const Upload *u = &c->uploads.items[i];
        add_text(&h, u->field);
        add_text(&h, u->name);
        add(&h, &u->size, sizeof u->size);
    }
    crypto_generichash_final(&h, receipt.request, sizeof receipt.request);
    sodium_memzero(secret, sizeof secret);
    return receipt;
}

/* ---- finding and keeping ---- */

static Reply replayed(Arena *mem, const Rows *r) {
    static const char *const headers[] = { "Idempotency-Replayed", "true", NULL };
    const char *body = row_text(r, RECEIPT_FIND_BODY, mem), *location = row_text(r, RECEIPT_FIND_LOCATION, mem);
    Reply reply = { .status = (int) row_int(r, RECEIPT_FIND_STATUS), .location = location, .headers = headers };
    if (body) {
        reply.type = JSON_TYPE;
        reply.bytes = body;
        reply.size = strlen(body);
    } else if (!location) {
        reply.status = 204;             /* done; what it said then was not kept */
    }
    return reply;
}

ReceiptState receipt_find(const Request *rq, const Receipt *receipt, Reply *reply) {
    Work *w = rq->work;
    ReceiptState state = RECEIPT_NONE;
    Rows r = db_rows(w->tx, &RECEIPT_FIND, VALUES(of_bytes(receipt->id, sizeof receipt->id), of_int(w->now - RECEIPT_LIFE)));
    if (row_next(&r)) {
        size_t size;
        const void *request = row_bytes(&r, RECEIPT_FIND_REQUEST, rq->mem, &size);
        bool same = size == sizeof receipt->request && memcmp(request, receipt->request, size) == 0;
        state = !same ? RECEIPT_OTHER : row_int(&r, RECEIPT_FIND_STATUS) ? RECEIPT_SAME : RECEIPT_BEGUN;
        if (state == RECEIPT_SAME)
            *reply = replayed(rq->mem, &r);
        rows_end(&r);
    }
    return state;
}

static const char *kept_body(const Request *rq, const Reply *reply) {
    if (!reply->page || !rq->wants_json || reply->unkept)
        return NULL;
    Str body = str_new(rq->mem, 1024);
    json_doc(&body, reply->doc);
    return body.size <= BODY_MOST ? body.data : NULL;
}

static void keep(const Request *rq, Tx *tx, Instant now, const Receipt *receipt, const Reply *reply) {
    Place place;
    bool school = tx_wrote(tx, &place) && place == SCHOOL;
    const char *body = reply ? kept_body(rq, reply) : NULL;
    db_send(tx, school ? &SCHOOL_RECEIPT_SWEEP : &YEAR_RECEIPT_SWEEP, VALUES(of_int(now - RECEIPT_LIFE)));
    db_send(tx, school ? &SCHOOL_RECEIPT_KEEP : &YEAR_RECEIPT_KEEP, VALUES(of_bytes(receipt->id, sizeof receipt->id), of_int(now),
        of_bytes(receipt->request, sizeof receipt->request), of_int(reply ? reply->status : 0), of_text(reply ? reply->location : NULL), of_text(body)));
}

void receipt_keep(const Request *rq, const Receipt *receipt, const Reply *reply) {
    if (rq->conversation->cookie)
        return;
    keep(rq, rq->work->tx, rq->work->now, receipt, reply);
}

/* ---- around what writes by itself ---- */

bool receipt_begin(const Request *rq, const Receipt *receipt, ReceiptState *state, Reply *reply) {
    Tx *tx = tx_begin(rq->work->school->store, rq->mem, TX_WRITE);
    Work w = *rq->work;
    Request asked = *rq;
    w.tx = tx;
    asked.work = &w;
    *state = receipt_find(&asked, receipt, reply);
    if (*state != RECEIPT_NONE) {
        bool good = tx_ok(tx);
        tx_rollback(tx);
        return good;
    }
    keep(rq, tx, w.now, receipt, NULL);
    return tx_commit(tx) == TX_DONE;
}

void receipt_end(const Request *rq, const Receipt *receipt, const Reply *reply) {
    if (reply->status >= 500)
        return;
    Tx *tx = tx_begin(rq->work->school->store, rq->mem, TX_WRITE);
    if (reply->status >= 400)
        db_send(tx, &YEAR_RECEIPT_DROP, VALUES(of_bytes(receipt->id, sizeof receipt->id)));
    else
        keep(rq, tx, rq->work->now, receipt, reply);
    if (tx_commit(tx) != TX_DONE)
        log_event(LOG_WARNING, "receipt not written", LOG_WORD("route", rq->route->path));
}
