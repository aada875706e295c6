#!/bin/sh
# Brings the two databases of Temporal to the schema of this version; nothing to do is success.
set -eu
for kind in temporal visibility; do
    database=temporal
    test "$kind" = temporal || database=temporal_visibility
    # Only making it fails when it is there; every other step of the tool goes on where it stands.
    temporal-sql-tool --db "$database" create || true
    temporal-sql-tool --db "$database" setup-schema -v 0.0
    temporal-sql-tool --db "$database" update-schema -d "/etc/temporal/schema/postgresql/v12/$kind/versioned"
done
