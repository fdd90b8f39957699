#include "test/mailbox.h"

#include "base/must.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void take_letter(Mailbox *m, FILE *in) {
    char line[2000];
    m->letter[0] = '\0';
    while (fgets(line, sizeof line, in) && strcmp(line, ".\r\n") != 0) {
        size_t size = strlen(m->letter);
        snprintf(m->letter + size, sizeof m->letter - size, "%s", line[0] == '.' ? line + 1 : line);
    }
    m->count++;
}

static void talk(Mailbox *m, FILE *in, FILE *out) {
    char line[2000];
    fprintf(out, "220 test\r\n");
    while (fflush(out) == 0 && fgets(line, sizeof line, in)) {
        pthread_mutex_lock(&m->lock);
        bool no = m->refused && strncmp(line, m->refused, strlen(m->refused)) == 0, data = strncmp(line, "DATA", 4) == 0;
        if (strncmp(line, "RCPT TO:", 8) == 0)
            snprintf(m->to, sizeof m->to, "%.*s", (int) strcspn(line + 8, "\r\n"), line + 8);
        if (strncmp(line, "MAIL FROM:", 10) == 0)
            snprintf(m->from, sizeof m->from, "%.*s", (int) strcspn(line + 10, " \r\n"), line + 10);
        bool hello = strncmp(line, "EHLO", 4) == 0, login = strncmp(line, "AUTH", 4) == 0;
        if (login && !no && fprintf(out, "334 \r\n") > 0 && fflush(out) == 0 && !fgets(line, sizeof line, in))
            login = false;
        fprintf(out, "%s\r\n", no ? m->with : data ? "354 go on" : hello ? "250-test\r\n250 AUTH PLAIN" : login ? "235 welcome" : "250 well");
        if (data && !no && fflush(out) == 0) {
            take_letter(m, in);
            fprintf(out, "250 taken\r\n");
        }
        pthread_mutex_unlock(&m->lock);
        if (strncmp(line, "QUIT", 4) == 0)
            break;
    }
}

static void *serve(void *context) {
    Mailbox *m = context;
    for (int fd; (fd = accept(m->fd, NULL, NULL)) >= 0; ) {
        FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");
        pthread_mutex_lock(&m->lock);
        m->connections++;
        pthread_mutex_unlock(&m->lock);
        talk(m, in, out);
        fclose(out);
        fclose(in);
    }
    return NULL;
}

Mailbox *mailbox_open(Arena *mem) {
    Mailbox *m = NEW(mem, Mailbox);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof at;
    m->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(m->fd, (struct sockaddr *) &at, sizeof at) == 0 && listen(m->fd, 8) == 0 && getsockname(m->fd, (struct sockaddr *) &at, &size) == 0);
    m->port = ntohs(at.sin_port);
    pthread_mutex_init(&m->lock, NULL);
    must(pthread_create(&m->thread, NULL, serve, m) == 0);
    return m;
}

void mailbox_close(Mailbox *m) {
    shutdown(m->fd, SHUT_RDWR);
    pthread_join(m->thread, NULL);
    close(m->fd);
}

void mailbox_refuse(Mailbox *m, const char *command, const char *with) {
    pthread_mutex_lock(&m->lock);
    m->refused = command;
    m->with = with;
    pthread_mutex_unlock(&m->lock);
}

const Mailbox *mailbox_now(Mailbox *m) {
    pthread_mutex_lock(&m->lock);
    pthread_mutex_unlock(&m->lock);
    return m;
}

MailServer mailbox_server(const Mailbox *m) {
    return (MailServer){ .host = "127.0.0.1", .port = m->port, .security = MAIL_PLAIN, .from = "ecole@exemple.fr", .name = "Collège Ada-Lovelace", .uai = "9990001X" };
}
