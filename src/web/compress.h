/* Answers over 1 KB are sent compressed to who accepts it. Private to src/web. */
#pragma once

#include "web/conversation.h"

void compress_answer(Conversation *c);
