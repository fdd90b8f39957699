#include "web/body.h"

#include "base/text.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define FIELDS_MOST (1024 * 1024)       /* values of a form that also brings files: 1 MB, as any form */
#define FIELD_COUNT_MOST 20000
#define FILES_MOST 100
#define OPEN_FILE "/proc/self/fd/"
#define BODY_FIRST 16384                /* room made before anything has come: a length is only claimed */

static BodyKind kind_of(const char *type) {
    static const struct { const char *type; BodyKind kind; } kinds[] = { { "application/x-www-form-urlencoded", BODY_FORM },
        { "application/json", BODY_JSON }, { "multipart/form-data", BODY_MULTIPART } };
    size_t size = type ? strcspn(type, "; \t") : 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].type) == size && strncasecmp(kinds[i].type, type, size) == 0)
            return kinds[i].kind;
    return BODY_UNKNOWN;
}

static void refuse(Body *b, int status) {
    if (!b->status)
        b->status = status;
}

static bool readable(const char *text, size_t size) { return text_is_utf8(text, size) && !memchr(text, 0, size); }

/* ---- multipart ---- */

/* Nothing of an upload stays behind, whatever happens: its file has no name. */
static bool open_upload(Body *b, const char *field, const char *name) {
    Arena *mem = b->c->mem;
    if (b->c->uploads.count == FILES_MOST) {
        refuse(b, 413);
        return false;
    }
    if (!readable(field, strlen(field)) || !readable(name, strlen(name))) {
        refuse(b, 400);
        return false;
    }
    b->upload_fd = open(b->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (b->upload_fd < 0) {
        refuse(b, 507);
        return false;
    }
    *VEC_ADD(mem, &b->c->uploads) = (Upload){ .field = arena_text(mem, field), .name = arena_text(mem, name),
        .path = arena_printf(mem, OPEN_FILE "%d", b->upload_fd) };
    return true;
}

static bool take_upload(Body *b, const char *field, const char *name, const char *data, uint64_t offset, size_t size) {
    if (!*name)
        return true;                    /* no file was chosen */
    if (offset == 0 && !open_upload(b, field, name))
        return false;
    while (size > 0) {
        ssize_t written = write(b->upload_fd, data, size);
        if (written <= 0) {
            refuse(b, 507);
            return false;
        }
        b->c->uploads.items[b->c->uploads.count - 1].size += written;
        data += written;
        size -= (size_t) written;
    }
    return true;
}

/* The value that came in pieces is whole. */
static void end_field(Body *b) {
    if (!b->in_field)
        return;
    b->in_field = false;
    b->c->form.items[b->c->form.count - 1].value = b->text.data;
    if (!readable(b->text.data, b->text.size))
        refuse(b, 400);
}

static bool take_field(Body *b, const char *name, const char *data, uint64_t offset, size_t size) {
    Arena *mem = b->c->mem;
    b->fields += (int64_t) size;
    if (b->fields > FIELDS_MOST || b->c->form.count == FIELD_COUNT_MOST) {
        refuse(b, 413);
        return false;
    }
    if (offset == 0) {
        end_field(b);
        if (!readable(name, strlen(name)))
            refuse(b, 400);
        pairs_add(mem, &b->c->form, arena_text(mem, name), "");
        b->text = str_new(mem, size);
        b->in_field = true;
    }
    str_add_n(&b->text, data, size);
    return b->status == 0;
}

static enum MHD_Result take_part(void *context, enum MHD_ValueKind kind, const char *key, const char *filename, const char *type, const char *encoding,
        const char *data, uint64_t offset, size_t size) {
    Body *b = context;
    (void) kind; (void) type; (void) encoding;
    if (!filename)
        return take_field(b, key, data, offset, size) ? MHD_YES : MHD_NO;
    end_field(b);
    return take_upload(b, key, filename, data, offset, size) ? MHD_YES : MHD_NO;
}

/* ---- any ---- */

int body_begin(Body *b, Conversation *c, const char *folder, int64_t length, struct MHD_Connection *connection) {
    *b = (Body){ .c = c, .folder = folder, .upload_fd = -1 };
    if (length == 0)
        return 0;
    if (c->method == GET)               /* nothing of ours gives it a meaning, and two servers may differ on where it ends */
        return 400;
    b->kind = kind_of(c->content_type);
    if (b->kind == BODY_UNKNOWN || (b->kind == BODY_MULTIPART && !connection))
        return 415;
    if (length > dispatch_body_most(c))
        return 413;
    if (b->kind == BODY_MULTIPART) {
        b->post = MHD_create_post_processor(connection, 64 * 1024, take_part, b);
        return b->post ? 0 : 400;       /* no boundary */
    }
    b->text = str_new(c->mem, length > 0 && length < BODY_FIRST ? (size_t) length : BODY_FIRST);
    return 0;
}

bool body_take(Body *b, const char *data, size_t size) {
    int64_t most = dispatch_body_most(b->c);
    b->received += (int64_t) size;
    if (b->received > most)
        refuse(b, 413);
    if (b->status)
        return b->received <= most + BODY_OVERRUN;
    if (b->post && MHD_post_process(b->post, data, size) != MHD_YES)
        refuse(b, 400);
    else if (!b->post)
        str_add_n(&b->text, data, size);
    return true;
}

int body_end(Body *b) {
    Conversation *c = b->c;
    if (b->post) {
        if (MHD_destroy_post_processor(b->post) != MHD_YES)
            refuse(b, 400);             /* it broke off inside a part */
        b->post = NULL;
        end_field(b);
    }
    if (b->status || b->received == 0 || b->kind == BODY_MULTIPART)
        return b->status;
    bool good = b->kind == BODY_FORM ? urlencoded_read(c->mem, b->text.data, b->text.size, &c->form) :
        json_form_read(c->mem, b->text.data, b->text.size, &c->form);
    return good ? 0 : 400;
}

void body_free(Body *b) {
    if (b->post)
        MHD_destroy_post_processor(b->post);
    for (size_t i = 0; b->c && i < b->c->uploads.count; i++) {
        const char *path = b->c->uploads.items[i].path;
        int64_t fd;
        if (str_starts(path, OPEN_FILE) && str_int(path + strlen(OPEN_FILE), 0, INT32_MAX, &fd))
            close((int) fd);
    }
}
