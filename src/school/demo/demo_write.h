/* The invented school as files, one function each; UTF-8, encoded by the caller. */
#pragma once

#include "school/demo/demo_model.h"
#include "school/demo/demo_xml.h"

XmlOut write_nomenclature(const Demo *d);
XmlOut write_communs(const Demo *d);
XmlOut write_structures(const Demo *d);
XmlOut write_pupils(const Demo *d);
XmlOut write_guardians(const Demo *d);
XmlOut write_sts(const Demo *d);

/* Beginning and end of a SIECLE file; TIME of the export: HH:MM:SS. */
XmlOut siecle_begin(const Demo *d, const char *root, const char *version, const char *time, size_t expected);
void siecle_end(XmlOut *o, const char *root);
const char *export_day(const Demo *d);
void write_address(XmlOut *o, const Address *a, int number);
