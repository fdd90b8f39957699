/* Request scripts: a file NAME.http beside a feature says what its addresses answer, to whom. Each is run as HTML and as JSON, on both engines, and in
 * torture mode (test/requests.h). The language, whole:
 *
 *     # a comment
 *     as restricted  GET /bureau/eleves/{pupil}              who asks, how, for what; {name} is a value
 *       expect 200                                           the status; «expect 303 json 403» where the printings differ
 *       html "DUPONT Léa"                                    words of the page (blanks count as one, whatever their kind)
 *       html input[name="label"][aria-invalid="true"]        an element: tag #id .class [attribute] [attribute="value"]
 *       html h1 "DUPONT"                                     words inside such an element
 *       html not "Téléphone"                                 nowhere
 *       json sex = "f"                                       a value, as JSON writes it: "text" 12 true null
 *       json guardians.0.id                                  there is one
 *       json not ine                                         there is none
 *       json guardians.# = 2                                 so many items of a list
 *       header Cache-Control: no-store                       the header holds this
 *       header Location = /bureau                            the header is this
 *       keep sibling = siblings.0.id                         a value of the JSON answer, {sibling} from here on
 *       keep there = header Location
 *       keep code = codes.@{asked}.code                      the one of that number, counted from 1
 *       keep code = totp {key} 1                             what an application with that key shows, so many steps of thirty seconds from now
 *       keep code = mailed                                   the code in the last letter, those that wait being sent
 *       keep report = texted                                 the address, without what is reported, of the last text message, those that wait being sent
 *       keep incoming = gateway                              the address, without what came in, that a gateway brings messages to
 *       keep client = passkey client get {challenge}         what the scripts' device says: credential; client create|get CHALLENGE; attestation; data COUNTER;
 *                                                            signature COUNTER CHALLENGE (test/authenticator.h)
 *     as staff  POST /bureau/imports  accept="on" files=@siecle/Structures.xml
 *     jobs                                                   what waits to be done in the background is done now: jobs, and lines of who read what
 *
 *     clock 2025-11-14 10:00                                 it is then, for all requests that follow (jobs have their own clock); «clock on»: now again
 *
 * What follows the address are fields of the form: name=word or name="several words"; name=@FILE sends a sample of test/samples/fictif. They are sent
 * urlencoded when run as HTML, as a JSON body when run as JSON. A line indented deeper than its request, or beginning with a name=, goes on with fields.
 *
 * Who: the people of test/ready_school.h. Any other name is a browser that begins without cookies; every browser keeps the cookies it gets.
 * Values known from the start: {pupil} {other_pupil}, and so on for each thing of ready_school.h; {pupil_session} of each person, {asset}, {password}, {first_secret}. */
#pragma once

#include "base/map.h"
#include "base/vec.h"
#include "test/ready_school.h"

typedef struct ScriptField { const char *name, *value; } ScriptField;
typedef struct ScriptStep {
    int line;
    bool jobs, clock;                   /* no request: run the jobs; the clock stands */
    Instant still;                      /* 0: it goes on */
    const char *who, *method, *target;
    VEC(ScriptField) fields;
    struct { struct ScriptCheck { int line; const char *verb, *rest; } *items; size_t count, capacity; } checks;
} ScriptStep;
typedef struct Script { const char *path; VEC(ScriptStep) steps; } Script;

/* Every src/…/NAME.http, in order of path. What is not understood is a failed check, with file and line. */
typedef struct Scripts { Script *items; size_t count, capacity; } Scripts;
Scripts scripts_read(Arena *mem);

/* One script on its way over one school. */
typedef struct ScriptRun { ReadySchool *school; const Script *script; bool json; Arena *mem; Map kept, cookies; } ScriptRun;
ScriptRun script_start(ReadySchool *school, const Script *script, bool json);

/* Asks; the answer lives in MEM. Nothing of it is kept yet. */
Exchange script_ask(ScriptRun *run, const ScriptStep *step, bool json, Arena *mem);

/* A line that asks nothing is done: jobs, the clock. False: it is a request. */
bool script_aside(ScriptRun *run, const ScriptStep *step);

/* Checks the answer, keeps values and cookies. script_keep keeps only. */
void script_check(ScriptRun *run, const ScriptStep *step, const Exchange *answer);
void script_keep(ScriptRun *run, const ScriptStep *step, const Exchange *answer);

/* {names} replaced. */
const char *script_text(const ScriptRun *run, Arena *mem, const char *text);
