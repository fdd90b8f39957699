/* Files inside the program: style sheets, scripts, icons, fonts; made by tools/assetgen (gen/assets.c). Their address holds the hash of their content, so
 * browsers keep them for ever. */
#pragma once

#include <stddef.h>

typedef struct Asset {
    const char *name, *path, *type;     /* "desk.css" "/assets/desk-1f3a….css" "text/css; charset=utf-8" */
    const unsigned char *plain, *gzip, *brotli;
    size_t plain_size, gzip_size, brotli_size;
} Asset;

extern const Asset assets[];            /* ends with a NULL name */

const Asset *asset_named(const char *name);             /* NULL: none */
const Asset *asset_at(const char *path);
