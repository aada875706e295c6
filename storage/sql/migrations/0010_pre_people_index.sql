-- The directory is the sum of the events of people; this finds them among millions of others.

SET LOCAL ROLE perennial_owner;

CREATE INDEX event_of_people ON log.event (tenant_id, position)
WHERE type IN ('PersonJoined', 'PersonChanged', 'PersonLeft', 'PersonReturned');

RESET ROLE;
