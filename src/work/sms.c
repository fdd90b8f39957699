/* Text messages by HTTP: what preau.conf says of the gateway, one message's way out, the report that comes back. libcurl speaks. */
#include "work/sms.h"

#include "base/str.h"
#include "gen/texts.h"
#include "store/years.h"
#include "work/mail.h"
#include "work/secret.h"

#include <curl/curl.h>
#include <sodium.h>
#include <string.h>

#define WITHIN_MS 15000
#define KANNEL_PATH "/cgi-bin/sendsms"
#define KANNEL_REPORTS "27"             /* arrived 1, did not 2, taken by the operator's centre 8, refused by it 16 */

/* ---- settings ---- */

static const char *const placeholders[] = { "{to}", "{text}", "{key}", "{user}", "{from}", "{id}", NULL };

/* Which of them begins at AT; -1: none. */
static int placeholder_at(const char *at) {
    for (int i = 0; placeholders[i]; i++)
        if (str_starts(at, placeholders[i]))
            return i;
    return -1;
}

/* Known words only, none of them in the host: only behind it a value is but a value. */
static bool words_fit(const char *url) {
    const char *host = strstr(url, "://");
    size_t size = host ? strcspn(host + 3, "/?#") : 0;
    if (!host || memchr(host + 3, '{', size) || memchr(host + 3, '@', size) || strchr(url, '#'))
        return false;
    for (const char *at = url; (at = strchr(at, '{')); at++)
        if (placeholder_at(at) < 0)
            return false;
    return true;
}

/* T_NONE: it can be asked, encrypted or on this machine. PLAIN: as it is without its words. */
static TextId look_at(const char *plain) {
    char *host = NULL, *scheme = NULL, *path = NULL;
    CURLU *u = curl_url();
    TextId wrong = T_SMS_BAD_SERVER;
    if (u && !curl_url_set(u, CURLUPART_URL, plain, CURLU_URLENCODE) && !curl_url_get(u, CURLUPART_HOST, &host, 0) && !curl_url_get(u, CURLUPART_SCHEME, &scheme, 0)
            && !curl_url_get(u, CURLUPART_PATH, &path, 0) && *host && (str_equal(scheme, "http") || str_equal(scheme, "https")))
        wrong = str_equal(scheme, "https") || host_is_here(host) ? T_NONE : T_SMS_IN_CLEAR;
    curl_free(host);
    curl_free(scheme);
    curl_free(path);
    curl_url_cleanup(u);
    return wrong;
}

static bool is_plain(const char *text) {
    for (; *text; text++)
        if (*text <= ' ' || *text > '~')
            return false;
    return true;
}

static TextId read_address(const char *server, Arena *mem, SmsServer *to) {
    Str plain = str_new(mem, 100);
    if (!is_plain(server) || !words_fit(server))
        return T_SMS_BAD_SERVER;
    for (const char *at = server; *at; at++)
        str_add_char(&plain, *at == '{' || *at == '}' ? '-' : *at);
    TextId wrong = look_at(plain.data);
    if (wrong)
        return wrong;
    if (to->kind == SMS_HTTP) {
        to->url = server;
        return strstr(server, "{to}") && strstr(server, "{text}") ? T_NONE : T_SMS_NO_WORDS;
    }
    if (strpbrk(server, "{?"))
        return T_SMS_BAD_SERVER;
    const char *path = strchr(strstr(server, "://") + 3, '/');
    to->url = !path ? arena_printf(mem, "%s" KANNEL_PATH, server) : !path[1] ? arena_printf(mem, "%.*s" KANNEL_PATH, (int) (path - server), server) : server;
    return T_NONE;
}

/* What messages come from: a number, or a name of at most eleven letters and figures. */
static bool from_fits(const char *from) {
    size_t size = strlen(from), digits = strspn(from + (*from == '+'), "0123456789");
    return (from[digits + (*from == '+')] == '\0' && digits >= 3 && digits <= 15)
        || (size <= 11 && strspn(from, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -") == size);
}

static TextId read_rest(const SmsSettings *s, Arena *mem, SmsServer *to) {
    int64_t price = 0;
    if (!str_empty(s->price) && !str_int(s->price, 0, 1000, &price))
        return T_SMS_BAD_PRICE;
    if (!str_empty(s->from) && !from_fits(s->from))
        return T_SMS_BAD_FROM;
    to->price = (int) price;
    to->from = str_empty(s->from) ? NULL : s->from;
    to->user = str_empty(s->user) ? NULL : s->user;
    bool asks = to->kind == SMS_KANNEL || strstr(to->url, "{key}");
    if (asks && !(to->password = secret_file(mem, s->password_file)))
        return T_SMS_BAD_PASSWORD_FILE;
    return to->kind == SMS_KANNEL && !to->user ? T_SMS_NO_USER : T_NONE;
}

TextId sms_read(const SmsSettings *s, Arena *mem, SmsServer *to) {
    to->url = NULL;
    if (str_empty(s->server))
        return T_NONE;
    if (!str_equal(s->kind, "kannel") && !str_equal(s->kind, "http"))
        return T_SMS_BAD_KIND;
    to->kind = str_equal(s->kind, "http") ? SMS_HTTP : SMS_KANNEL;
    TextId wrong = read_address(s->server, mem, to);
    wrong = wrong ? wrong : read_rest(s, mem, to);
    if (!wrong && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        wrong = T_MAIL_NO_LIBRARY;
    if (wrong)
        to->url = NULL;
    return wrong;
}

/* ---- the address that is asked ---- */

/* All but letters, figures and -._~ as %XX: nothing in a value ends it. */
static void add_value(Str *to, const char *value) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    for (; value && *value; value++)
        if (strchr(plain, *value))
            str_add_char(to, *value);
        else
            str_printf(to, "%%%02X", (unsigned char) *value);
}

static void add_pair(Str *to, const char *name, const char *value) {
    str_add_char(to, strchr(to->data, '?') ? '&' : '?');
    str_printf(to, "%s=", name);
    add_value(to, value);
}

static void hash_of(const char *what, const uint8_t *key, char hex[33]) {
    uint8_t hash[16];
    crypto_generichash(hash, sizeof hash, (const uint8_t *) what, strlen(what), key, key ? 32 : 0);
    sodium_bin2hex(hex, 33, hash, sizeof hash);
}

static const char *kannel_address(Arena *mem, const SmsServer *by, const School *school, const OutboxMessage *m, const char *text) {
    Str s = str_new(mem, 1024);
    str_add(&s, by->url);
    add_pair(&s, "username", by->user);
    add_pair(&s, "password", by->password);
    if (by->from)
        add_pair(&s, "from", by->from);
    add_pair(&s, "to", m->to);
    add_pair(&s, "charset", "UTF-8");
    add_pair(&s, "coding", sms_count(text).unicode ? "2" : "0");
    add_pair(&s, "text", text);
    if (by->site && school->secret) {
        add_pair(&s, "dlr-mask", KANNEL_REPORTS);
        add_pair(&s, "dlr-url", arena_printf(mem, "%s%%d", sms_report_address(mem, school, by->site, m->dedup)));
    }
    return s.data;
}

static const char *other_address(Arena *mem, const SmsServer *by, const School *school, const OutboxMessage *m, const char *text) {
    Str s = str_new(mem, 1024);
    char id[33];
    hash_of(arena_printf(mem, "%s/%d/%s", school->uai, school->year, m->dedup), NULL, id);
    const char *const values[] = { m->to, text, by->password, by->user, by->from, id };
    for (const char *at = by->url; *at; ) {
        int i = *at == '{' ? placeholder_at(at) : -1;
        if (i < 0) {
            str_add_char(&s, *at++);
            continue;
        }
        add_value(&s, values[i]);
        at += strlen(placeholders[i]);
    }
    return s.data;
}

/* ---- sending ---- */

/* The first bytes of the answer: of what was said nothing else is looked at. */
typedef struct Answer { char begins[8]; size_t size; } Answer;

static size_t hear(char *bytes, size_t one, size_t room, void *context) {
    Answer *a = context;
    for (size_t i = 0; i < one * room && a->size < sizeof a->begins - 1; i++)
        a->begins[a->size++] = bytes[i];
    return one * room;
}

static SendResult later(const char **reason, const char *why) {
    *reason = why;
    return SEND_LATER;
}

static SendResult unheard(CURLcode code, const char **reason) {
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return later(reason, "silent");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return later(reason, "security");
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_BAD_CONTENT_ENCODING: return later(reason, "nonsense");
    default: return later(reason, "no_route");
    }
}

/* Kannel says 202 and «0: Accepted» or «3: Queued». */
static SendResult answered(const SmsServer *by, long status, const Answer *a, const char **reason) {
    bool taken = by->kind == SMS_KANNEL ? status == 202 && (str_starts(a->begins, "0:") || str_starts(a->begins, "3:")) : status >= 200 && status < 300;
    if (taken)
        return SEND_DONE;
    if (status == 400 || status == 413 || status == 414 || status == 422) {
        *reason = "message";
        return SEND_NEVER;
    }
    return later(reason, status == 401 || status == 403 ? "login" : (status >= 300 && status < 400) || status == 404 || status == 405 ? "address" :
        status == 429 || (status >= 500 && status < 600) ? "busy" : "nonsense");
}

static void set_options(CURL *curl, const SmsServer *by, const char *address, Answer *answer) {
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long) (by->within_ms ? by->within_ms : WITHIN_MS));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, hear);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
}

SendResult sms_send(const SmsServer *by, const School *school, const OutboxMessage *m, const char **reason) {
    if (!sms_number_fits(m->to)) {
        *reason = "number";
        return SEND_NEVER;
    }
    Arena *mem = arena_new();
    Answer answer = { .size = 0 };
    const char *text = sms_written(mem, m->body ? m->body : "");
    const char *address = by->kind == SMS_KANNEL ? kannel_address(mem, by, school, m, text) : other_address(mem, by, school, m, text);
    CURL *curl = curl_easy_init();
    CURLcode code = CURLE_OUT_OF_MEMORY;
    long status = 0;
    if (curl) {
        set_options(curl, by, address, &answer);
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    }
    curl_easy_cleanup(curl);
    arena_free(mem);
    return code == CURLE_OK ? answered(by, status, &answer, reason) : unheard(code, reason);
}

static SendResult send_by(void *context, const OutboxMessage *m, const char **reason) {
    const School *school = context;
    return sms_send(school->sms, school, m, reason);
}

Sender sms_sender(const School *school) { return (Sender){ "sms", send_by, (void *) (uintptr_t) school }; }

TextId sms_reason(const char *reason) {
    static const struct { const char *word; TextId text; } all[] = { { "number", T_SMS_WHY_NUMBER }, { "message", T_SMS_WHY_MESSAGE }, { "silent", T_SMS_WHY_SILENT },
        { "security", T_SMS_WHY_SECURITY }, { "login", T_SMS_WHY_LOGIN }, { "address", T_SMS_WHY_ADDRESS }, { "busy", T_SMS_WHY_BUSY }, { "nonsense", T_SMS_WHY_NONSENSE }, { "undelivered", T_SMS_WHY_UNDELIVERED },
        { "rejected", T_SMS_WHY_REJECTED }, { "stopped", T_SMS_WHY_STOPPED } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_equal(all[i].word, reason))
            return all[i].text;
    return T_SMS_WHY_NO_ROUTE;
}

/* ---- reports ---- */

#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING      /* no «%» in it: Kannel would take that for one of its own words */

static void sign(Arena *mem, const School *school, const char *dedup, char hex[33]) {
    hash_of(arena_printf(mem, "preau sms report/%s/%d/%s", school->uai, school->year, dedup), school->secret, hex);
}

const char *sms_report_address(Arena *mem, const School *school, const char *site, const char *dedup) {
    size_t room = sodium_base64_ENCODED_LEN(strlen(dedup), BASE64);
    char *coded = arena_alloc(mem, room, 1), hex[33];
    sign(mem, school, dedup, hex);
    sodium_bin2base64(coded, room, (const uint8_t *) dedup, strlen(dedup), BASE64);
    return arena_printf(mem, "%s" SMS_REPORT "?m=%s&k=%s&etat=", site, coded, hex);
}

const char *sms_report_of(Arena *mem, const School *school, const char *m, const char *k) {
    char dedup[200], hex[33];
    size_t size = 0;
    if (!m || !k || strlen(k) != 32 || !school->secret || sodium_base642bin((uint8_t *) dedup, sizeof dedup - 1, m, strlen(m), NULL, &size, NULL, BASE64) != 0)
        return NULL;
    dedup[size] = '\0';
    sign(mem, school, dedup, hex);
    return sodium_memcmp(hex, k, 32) == 0 && strlen(dedup) == size ? arena_text(mem, dedup) : NULL;
}

void sms_report_keep(Work *w, const char *dedup, const char *what) {
    static const struct { const char *number, *state, *reason; } all[] = { { "1", "delivered", NULL }, { "2", "failed", "undelivered" }, { "4", "sent", NULL }, { "8", "sent", NULL },
        { "16", "failed", "rejected" } };
    Place place = outbox_state(w, YEAR, dedup).state ? YEAR : SCHOOL;
    if (place == YEAR && store_is_closed(w->school->store))
        return;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_equal(all[i].number, what))
            outbox_reported(w, place, dedup, all[i].state, all[i].reason);
}

/* ---- what comes in ---- */

static void sign_incoming(const School *school, char hex[33]) {
    Arena *mem = arena_new();
    hash_of(arena_printf(mem, "preau sms incoming/%s", school->uai), school->secret, hex);
    arena_free(mem);
}

const char *sms_incoming_address(Arena *mem, const School *school, const char *site) {
    char hex[33];
    sign_incoming(school, hex);
    return arena_printf(mem, "%s" SMS_INCOMING "?k=%s&de=%%p&texte=%%a", site, hex);
}

bool sms_incoming_is(const School *school, const char *k) {
    char hex[33];
    if (!k || strlen(k) != 32 || !school->secret)
        return false;
    sign_incoming(school, hex);
    return sodium_memcmp(hex, k, 32) == 0;
}
