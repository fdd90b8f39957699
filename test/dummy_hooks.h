/* What comes with the tests' own tables: words and columns that follow the name, as search words and sort keys do. */
#pragma once

#include "test/store_fixture.h"

void dummy_hooks_set(StoreFixture *f);          /* and the audit may name their tables */
