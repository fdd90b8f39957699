/* The table of contents: features in order, each may include the headers of earlier ones only. */
#include "web/feature.h"

extern const Feature web_feature, lists_feature, structures_feature, people_feature, families_feature, access_feature, accounts_feature, second_feature, rights_feature, twins_feature, calendar_feature, jobs_feature, reads_feature, contacts_feature, history_feature, imports_feature, files_feature, exports_feature, desk_feature, sheets_feature;

const Feature *const features[] = { &web_feature, &lists_feature, &structures_feature, &people_feature, &families_feature, &access_feature, &accounts_feature, &second_feature, &rights_feature, &twins_feature, &calendar_feature, &jobs_feature, &reads_feature, &contacts_feature, &history_feature, &imports_feature, &files_feature, &exports_feature, &desk_feature, &sheets_feature, NULL };
