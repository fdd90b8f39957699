/* The code lists of SIECLE's Nomenclature (formats.md §1.3), as in a school's export. */
#pragma once

typedef struct Code { const char *code, *label_short, *label; } Code;
typedef struct CodeList { const char *list, *entry, *attribute; const Code *codes; } CodeList;
extern const CodeList demo_code_lists[];        /* ends with a NULL list */
