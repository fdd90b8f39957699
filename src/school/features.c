/* The table of contents: features in order, each may include the headers of earlier ones only. */
#include "web/feature.h"

#define FEATURES(FEATURE) \
    FEATURE(web_feature) \
    FEATURE(lists_feature) \
    FEATURE(structures_feature) \
    FEATURE(people_feature) \
    FEATURE(families_feature) \
    FEATURE(access_feature) \
    FEATURE(accounts_feature) \
    FEATURE(second_feature) \
    FEATURE(recovery_feature) \
    FEATURE(rights_feature) \
    FEATURE(twins_feature) \
    FEATURE(calendar_feature) \
    FEATURE(jobs_feature) \
    FEATURE(reads_feature) \
    FEATURE(contacts_feature) \
    FEATURE(support_feature) \
    FEATURE(pickups_feature) \
    FEATURE(history_feature) \
    FEATURE(imports_feature) \
    FEATURE(files_feature) \
    FEATURE(exports_feature) \
    FEATURE(texting_feature) \
    FEATURE(mailing_feature) \
    FEATURE(letters_feature) \
    FEATURE(proposals_feature) \
    FEATURE(certificates_feature) \
    FEATURE(meals_feature) \
    FEATURE(spaces_feature) \
    FEATURE(register_feature) \
    FEATURE(start_feature) \
    FEATURE(help_feature) \
    FEATURE(desk_feature) \
    FEATURE(sheets_feature)

#define DECLARED(name) extern const Feature name;
#define LISTED(name) &name,

FEATURES(DECLARED)
const Feature *const features[] = { FEATURES(LISTED) NULL };
