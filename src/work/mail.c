/* Mail by SMTP: what preau.conf says of it, and one letter's way out. libcurl speaks; what it hears decides by the command it answers, whose fault a refusal is. */
#include "work/mail.h"

#include "base/str.h"
#include "gen/texts.h"
#include "work/secret.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#define WITHIN_MS 15000

/* ---- settings ---- */

bool host_is_here(const char *host) { return (str_starts(host, "127.") && host[strspn(host, "0123456789.")] == '\0') || str_equal(host, "localhost") || str_equal(host, "[::1]"); }

bool mail_host_fits(const char *host) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", six[] = "[]:0123456789abcdefABCDEF";
    return *host && strspn(host, *host == '[' ? six : plain) == strlen(host);
}

static bool read_server(const char *text, Arena *mem, MailServer *to) {
    const char *bracket = strrchr(text, ']'), *colon = strrchr(bracket ? bracket : text, ':');
    int64_t port = to->security == MAIL_TLS ? 465 : to->security == MAIL_STARTTLS ? 587 : 25;
    if (colon && !str_int(colon + 1, 1, 65535, &port))
        return false;
    to->host = colon ? arena_text_n(mem, text, (size_t) (colon - text)) : text;
    to->port = (int) port;
    return mail_host_fits(to->host);
}

TextId mail_read(const MailSettings *s, Arena *mem, MailServer *to) {
    static const char *const words_of[] = { [MAIL_STARTTLS] = "starttls", [MAIL_TLS] = "tls", [MAIL_PLAIN] = "none" };
    int security = 0;
    to->host = NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return T_MAIL_NO_LIBRARY;
    if (str_empty(s->server))           /* the school may name its own */
        return T_NONE;
    while (security <= MAIL_PLAIN && !str_equal(words_of[security], s->security))
        security++;
    if (security > MAIL_PLAIN)
        return T_MAIL_BAD_SECURITY;
    to->security = (MailSecurity) security;
    if (!read_server(s->server, mem, to))
        return T_MAIL_BAD_SERVER;
    if (to->security == MAIL_PLAIN && !host_is_here(to->host))
        return T_MAIL_IN_CLEAR;
    if (!mail_address_fits(s->from))
        return T_MAIL_BAD_FROM;
    to->from = s->from;
    to->user = str_empty(s->user) ? NULL : s->user;
    if (to->user && !(to->password = secret_file(mem, s->password_file)))
        return T_MAIL_BAD_PASSWORD_FILE;
    return T_NONE;
}

/* ---- sending ---- */

typedef struct Letter { const char *text; size_t size, at; } Letter;

static size_t give(char *to, size_t one, size_t room, void *context) {
    Letter *l = context;
    size_t size = l->size - l->at < one * room ? l->size - l->at : one * room;
    memcpy(to, l->text + l->at, size);
    l->at += size;
    return size;
}

/* The last command sent and the last code heard: of what was said nothing else is looked at. */
typedef struct Heard { char command[5]; int code; bool left, policy /* 5.7.x: by its rules, whoever it is to */, inside; } Heard;

static int hear(CURL *handle, curl_infotype type, char *bytes, size_t size, void *context) {
    Heard *h = context;
    (void) handle;
    h->left = h->left || (type == CURLINFO_HEADER_OUT && size >= 4 && memcmp(bytes, "QUIT", 4) == 0);
    if (h->left)                        /* what was refused was refused before */
        return 0;
    if (type == CURLINFO_HEADER_OUT && size >= 4) {
        memcpy(h->command, bytes, 4);
        h->code = 0;
    } else if (type == CURLINFO_HEADER_IN && size >= 3 && bytes[0] >= '2' && bytes[0] <= '5') {
        h->code = (bytes[0] - '0') * 100 + (bytes[1] - '0') * 10 + bytes[2] - '0';
        h->policy = size >= 8 && memcmp(bytes + 3, " 5.7.", 5) == 0;
    }
    return 0;
}

/* Whose fault it is. A letter is given up only when its recipient or itself was refused for good; what is wrong between two servers may be mended. */
static SendResult refused(CURLcode code, const Heard *h, const char **reason) {
    bool for_good = h->code >= 500 && h->code < 600;
    if (h->inside)
        *reason = "inside";
    else if (for_good && strncmp(h->command, "RCPT", 4) == 0)
        *reason = h->policy ? "sender" : "recipient";
    else if (for_good && strncmp(h->command, "DATA", 4) == 0)
        *reason = "message";
    else if (code == CURLE_LOGIN_DENIED || strncmp(h->command, "AUTH", 4) == 0)
        *reason = "login";
    else if (code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
        *reason = "security";
    else if (for_good && strncmp(h->command, "MAIL", 4) == 0)
        *reason = "sender";
    else
        *reason = h->code >= 400 ? "busy" : "no_route";
    return str_equal(*reason, "recipient") || str_equal(*reason, "message") ? SEND_NEVER : SEND_LATER;
}

/* Where the name has led, whatever it says elsewhere: looked at when the connection is made, so that no second answer of the name server counts. */
static curl_socket_t connect_outside(void *context, curlsocktype purpose, struct curl_sockaddr *at) {
    Heard *h = context;
    (void) purpose;
    h->inside = !mail_is_outside(&at->addr);
    return h->inside ? CURL_SOCKET_BAD : socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

static void set_options(CURL *curl, const MailServer *by, Arena *mem, Letter *letter, Heard *heard) {
    const char *name = strchr(by->from, '@') + 1;       /* what we say in EHLO: the machine's own name is nobody's business */
    curl_easy_setopt(curl, CURLOPT_URL, arena_printf(mem, "%s://%s:%d/%s", by->security == MAIL_TLS ? "smtps" : "smtp", by->host, by->port, name));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long) (by->within_ms ? by->within_ms : WITHIN_MS));
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long) (by->security == MAIL_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_USERNAME, by->user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, by->password);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(mem, "<%s>", by->from));
    if (by->outside) {
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, connect_outside);
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, heard);
    }
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, letter);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);        /* to `hear`, and nowhere else */
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, hear);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, heard);
}

SendResult mail_send(const MailServer *by, const OutboxMessage *m, const char **reason) {
    if (!mail_address_fits(m->to)) {
        *reason = *m->to ? "address" : "nobody";
        return SEND_NEVER;
    }
    Arena *mem = arena_new();
    Letter letter = { .text = mail_letter(mem, by, m, instant_now()) };
    Heard heard = { 0 };
    letter.size = strlen(letter.text);
    CURL *curl = curl_easy_init();
    struct curl_slist *to = curl_slist_append(NULL, arena_printf(mem, "<%s>", m->to));
    CURLcode code = CURLE_OUT_OF_MEMORY;
    if (curl && to) {
        set_options(curl, by, mem, &letter, &heard);
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
        code = curl_easy_perform(curl);
    }
    curl_slist_free_all(to);
    curl_easy_cleanup(curl);
    arena_free(mem);
    return code == CURLE_OK ? SEND_DONE : refused(code, &heard, reason);
}

TextId mail_reason(const char *reason) {
    static const struct { const char *word; TextId text; } all[] = { { "address", T_MAIL_WHY_ADDRESS }, { "recipient", T_MAIL_WHY_RECIPIENT }, { "message", T_MAIL_WHY_MESSAGE },
        { "security", T_MAIL_WHY_SECURITY }, { "login", T_MAIL_WHY_LOGIN }, { "sender", T_MAIL_WHY_SENDER }, { "busy", T_MAIL_WHY_BUSY },
        { "inside", T_MAIL_WHY_INSIDE } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_equal(all[i].word, reason))
            return all[i].text;
    return T_MAIL_WHY_NO_ROUTE;
}
