/* The same for STSWEB: its elements are others, so it begins from other seeds. */
#include "siecle_fuzz.c"
