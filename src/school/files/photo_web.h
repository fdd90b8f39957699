/* Photos on the screens of other features, which have looked who may see whom. */
#pragma once

#include "school/files/files.h"
#include "web/feature.h"

/* At the desk (desk.lists) the photo FILE of PERSON stands here; its address changes with the photo. */
const char *photo_address(Arena *mem, int64_t person, int64_t file);
/* The bytes themselves, kept in no cache; what is gone from the disk answers as what is missing. */
Reply photo_reply(Request *rq, const char *sealed, int64_t size);
