-- What was asked of a workflow remembers in which trace it was asked, where somebody follows.

SET LOCAL ROLE perennial_owner;

-- W3C traceparent: random ids and nothing of the person; NULL where nobody follows.
ALTER TABLE vault.under_way ADD COLUMN trace text;

RESET ROLE;
