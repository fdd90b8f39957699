/* A browser's name for people, from what it says of itself: enough to tell one's telephone from the computer of the staff room. */
#include "school/accounts/accounts.h"

#include "gen/texts.h"

#include <string.h>

typedef struct Sign { const char *has, *name; } Sign;

/* The order matters: every browser also names those that came before it. */
static const Sign browsers[] = { { "Edg", "Edge" }, { "OPR/", "Opera" }, { "Firefox/", "Firefox" }, { "FxiOS/", "Firefox" }, { "CriOS/", "Chrome" },
    { "Chromium/", "Chromium" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" }, { "curl/", "curl" }, { NULL, NULL } };
static const Sign systems[] = { { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Android", "Android" }, { "Windows", "Windows" }, { "CrOS", "ChromeOS" },
    { "Mac OS", "Mac" }, { "Linux", "Linux" }, { NULL, NULL } };

static const char *found(const Sign *signs, const char *agent) {
    for (; signs->has; signs++)
        if (strstr(agent, signs->has))
            return signs->name;
    return NULL;
}

const char *accounts_device(Arena *mem, const char *user_agent) {
    const char *browser = found(browsers, user_agent ? user_agent : ""), *system = found(systems, user_agent ? user_agent : "");
    if (browser && system)
        return words(mem, T_SESSIONS_DEVICE_WORDS, WITH(ARG_TEXT("browser", browser), ARG_TEXT("system", system)));
    return browser ? browser : system ? system : words(mem, T_SESSIONS_SOME_DEVICE, NULL);
}
