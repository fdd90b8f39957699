/* Idempotency-Key: a client that does not know whether its request was done sends it again with the same key, and gets the answer of the
 * first time (header `Idempotency-Replayed: true`); nothing is done twice. Private to src/web.
 *
 * The receipt is written by the transaction that made the change, in the base that it wrote: after a crash, or a connection lost in COMMIT,
 * both are there or neither is. Two requests of one key at once: the writer takes them one after the other, and the second finds the receipt.
 * Only what was done leaves one: a refused request may be mended and sent again with the same key. An answer that sets a session
 * cookie leaves none either: replaying it would need the secret. What an `unkept` answer said is not kept: who asks again learns that it was done (204), and
 * nothing is done twice.
 *
 * A key belongs to one account. The base keeps keyed hashes: of account and key, and of what was asked: method, path, query, posted names
 * and values, names and sizes of files. The bytes of files are left out: a key stands for one act of one client, which knows its files.
 *
 * A SLOW request writes in transactions of its own, which know of no receipt. It leaves a mark before it begins: when the process dies
 * meanwhile, who asks again learns that it was begun (409), and it is not begun twice. */
#pragma once

#include "web/conversation.h"

#define RECEIPT_LIFE ((Instant) 24 * 3600 * 1000)

typedef struct Receipt { uint8_t id[32], request[32]; } Receipt;
typedef enum ReceiptState { RECEIPT_NONE, RECEIPT_SAME /* *REPLY is the answer */, RECEIPT_OTHER, RECEIPT_BEGUN } ReceiptState;

/* 16 to 128 visible ASCII characters. */
bool receipt_key_fits(const char *key);

Receipt receipt_of(const Request *rq, const char *key);         /* rq->work has its actor */
ReceiptState receipt_find(const Request *rq, const Receipt *receipt, Reply *reply);
/* In the transaction of rq->work, whose rules are through. */
void receipt_keep(const Request *rq, const Receipt *receipt, const Reply *reply);

/* Around a SLOW request, each in a transaction of its own. The mark: false when it could not be set; *STATE is RECEIPT_NONE when it was,
 * else another request was there first. The end: the answer takes the mark's place; a refusal (4xx) takes the mark away; after a fault it stays. */
bool receipt_begin(const Request *rq, const Receipt *receipt, ReceiptState *state, Reply *reply);
void receipt_end(const Request *rq, const Receipt *receipt, const Reply *reply);
