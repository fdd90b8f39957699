/* Common names of many origins: facts, of nobody in particular. Places do not exist. Each list ends with NULL; family names are in capitals, as
 * SIECLE writes them. */
#pragma once

extern const char *const girls[], *const boys[], *const families[], *const streets[];

typedef struct Town { const char *name, *postcode, *insee; } Town;
extern const Town towns[];                      /* ends with a NULL name */

typedef struct ForeignPlace { const char *street, *city, *country, *country_code, *phone; } ForeignPlace;
extern const ForeignPlace foreign_places[];     /* ends with a NULL street */
