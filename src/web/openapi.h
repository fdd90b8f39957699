/* GET /openapi.json: the route tables, forms and replies as OpenAPI 3.1, so that nobody has to write them down twice. Made when first asked
 * for, then kept as long as the dispatcher. Private to src/web. */
#pragma once

#include "web/routing.h"

typedef struct OpenApi OpenApi;

OpenApi *openapi_new(const Site *site, const Routing *routing, Arena *mem);

/* Any thread. ETAG with its quotes. */
typedef struct OpenApiText { const char *text, *etag; size_t size; } OpenApiText;
OpenApiText openapi_text(OpenApi *api);
