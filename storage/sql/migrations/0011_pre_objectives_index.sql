-- The tree of objectives is the sum of the events of objectives; this finds them among millions of
-- others.

SET LOCAL ROLE perennial_owner;

CREATE INDEX event_of_objectives ON log.event (tenant_id, position)
WHERE type IN ('ObjectiveSet', 'ObjectiveChanged', 'ObjectiveRetired', 'ObjectiveRead');

RESET ROLE;
