-- Role profiles are the sum of their events; this finds them among millions of others.

SET LOCAL ROLE perennial_owner;

CREATE INDEX event_of_profiles ON log.event (tenant_id, position)
WHERE type IN ('ProfilePublished', 'ProfileWithdrawn', 'ValuesPublished');

RESET ROLE;
