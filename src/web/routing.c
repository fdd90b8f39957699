#include "web/routing.h"

#include "base/str.h"

#include <string.h>

const char *const method_words[] = { "GET", "POST", "PUT", "DELETE" };

const char *const portal_words[] = { "open", "desk", "pupil", "parent", "teacher", "pupil_life", "management", NULL };

const char *routing_guard_name(const Feature *const *of, Guard guard) {
    if (guard == guard_open || guard == guard_signed_in)
        return guard == guard_open ? "open" : "signed_in";
    for (; *of; of++)
        for (const GuardName *g = (*of)->guards; g && g->guard; g++)
            if (g->guard == guard)
                return g->name;
    return "object";
}

typedef struct Node Node;
typedef struct Branch { const char *text; size_t size; Node *node; } Branch;
struct Node {
    VEC(Branch) branches;               /* segments that are spelled out */
    Node *any;                          /* ":name" */
    const RouteEntry *entries[METHOD_COUNT];
};

struct Routing { Arena *mem; Node *root; VEC(const RouteEntry *) all; };

Routing *routing_new(Arena *mem) {
    Routing *r = NEW(mem, Routing);
    *r = (Routing){ .mem = mem, .root = NEW(mem, Node) };
    return r;
}

const RouteEntry *routing_at(const Routing *routing, size_t i) {
    return i < routing->all.count ? routing->all.items[i] : NULL;
}

/* ---- adding ---- */

/* OFF-09. What may stay in browsers is read, in a Space: nothing of class D3, nothing that is told to whom it concerns or asked for with a proof. */
static bool may_stay(const Route *r) {
    return r->method == GET && r->mode == READ && r->page && !r->reads && !r->step_up && !r->behind && r->portals & PORTAL_ANY & ~(unsigned) PORTAL_DESK
        && !reply_holds_told(r->page->type);
}

static const char *mistake_in(const Route *r) {
    bool writes = r->mode == WRITE || r->mode == SLOW_WRITE;
    if (!r->guard || !r->portals)
        return "no guard";
    if (!r->handler)
        return "no handler";
    if (r->path[0] != '/')
        return "a path begins with /";
    if (r->method == GET && writes)
        return "GET changes nothing (P-20)";
    if (r->method != GET && r->mode == NONE)
        return "without a transaction nobody knows who asks";
    if ((r->before != NULL) != (r->mode == SLOW_WRITE))
        return "`before` goes with SLOW_WRITE";
    if (r->offline && !may_stay(r))
        return "its page may not stay in browsers (offline)";
    return NULL;
}

static Node *literal(const Node *node, const char *text, size_t size) {
    for (size_t i = 0; i < node->branches.count; i++) {
        const Branch *b = &node->branches.items[i];
        if (b->size == size && memcmp(b->text, text, size) == 0)
            return b->node;
    }
    return NULL;
}

static Node *grown(Routing *r, Node *node, const char *text, size_t size) {
    if (size && text[0] == ':') {
        node->any = node->any ? node->any : NEW(r->mem, Node);
        return node->any;
    }
    Node *child = literal(node, text, size);
    if (child)
        return child;
    child = NEW(r->mem, Node);
    *VEC_ADD(r->mem, &node->branches) = (Branch){ text, size, child };
    return child;
}

const char *routing_add(Routing *r, const RouteEntry *entry) {
    const Route *route = entry->route;
    const char *mistake = mistake_in(route);
    Node *node = r->root;
    int depth = 0;
    for (const char *at = route->path; !mistake && *at; depth++) {
        size_t size = strcspn(at + 1, "/");
        node = grown(r, node, at + 1, size);
        at += 1 + size;
    }
    if (!mistake && depth > SEGMENTS_MOST)
        mistake = "too deep";
    if (!mistake && node->entries[route->method])
        mistake = arena_printf(r->mem, "%s answers there already", node->entries[route->method]->route->path);
    if (mistake)
        return arena_printf(r->mem, "route %s %s: %s", method_words[route->method], route->path, mistake);
    node->entries[route->method] = arena_copy(r->mem, entry, sizeof *entry);
    *VEC_ADD(r->mem, &r->all) = node->entries[route->method];
    return NULL;
}

/* ---- finding ---- */

typedef struct Piece { const char *text; size_t size; } Piece;
typedef struct Search { Method method; unsigned methods; Piece pieces[SEGMENTS_MOST]; const RouteEntry *found; } Search;

/* Where a spelled-out segment leads nowhere, the other one is tried: what a table says is always reached. */
static bool search(Search *s, const Node *node, const char *at, int depth) {
    if (!*at) {
        for (int m = 0; m < METHOD_COUNT; m++)
            s->methods |= node->entries[m] ? 1u << m : 0;
        s->found = node->entries[s->method];
        return s->found != NULL;
    }
    if (depth == SEGMENTS_MOST)
        return false;
    size_t size = strcspn(at + 1, "/");
    const Node *child = literal(node, at + 1, size);
    s->pieces[depth] = (Piece){ at + 1, size };
    if (child && search(s, child, at + 1 + size, depth + 1))
        return true;
    s->pieces[depth] = (Piece){ at + 1, size };
    return node->any && size && search(s, node->any, at + 1 + size, depth + 1);
}

const RouteEntry *routing_find(const Routing *routing, Method method, const char *path, Arena *mem, Pairs *values, unsigned *methods) {
    Search s = { .method = method };
    values->count = 0;
    bool found = path[0] == '/' && search(&s, routing->root, path, 0);
    *methods = s.methods;
    if (!found)
        return NULL;
    int depth = 0;
    for (const char *at = s.found->route->path; *at; depth++) {
        size_t size = strcspn(at + 1, "/");
        if (at[1] == ':')
            pairs_add(mem, values, arena_text_n(mem, at + 2, size - 1), arena_text_n(mem, s.pieces[depth].text, s.pieces[depth].size));
        at += 1 + size;
    }
    return s.found;
}

/* ---- who is at home where ---- */

Verdict portal_verdict(const Actor *actor, unsigned portals) {
    static const unsigned spaces[] = { [MODE_SCHOOL_LIFE] = PORTAL_PUPIL_LIFE, [MODE_TEACHER] = PORTAL_TEACHER, [MODE_GUARDIAN] = PORTAL_PARENT, [MODE_PUPIL] = PORTAL_PUPIL };
    bool works = actor->mode == MODE_ADMINISTRATIVE || actor->mode == MODE_SCHOOL_LIFE || actor->mode == MODE_TEACHER;
    if (actor->kind == KIND_PROGRAM || (portals & PORTAL_ANY) == PORTAL_ANY || (works && portals & PORTAL_DESK))
        return ALLOW;
    if (!(portals & (actor->mode == MODE_ADMINISTRATIVE ? actor->rank ? PORTAL_MANAGEMENT : 0 : spaces[actor->mode])))
        return FORBIDDEN;
    return actor->closed ? CLOSED : ALLOW;
}
