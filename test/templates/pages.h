/* Made by templategen from the .reply and .html files under src/. */
#pragma once

#include "web/route.h"

extern ReplyType REPLY_SAMPLE_PERSON_LINE;
extern ReplyType REPLY_SAMPLE_ROLL;
extern const Page PAGE_SAMPLE_ROLL;
extern const Page PAGE_SAMPLE_PERSON_LINE;

/* All of them, NULL-ended, for sweeps and tables. */
extern const Page *const pages[];
