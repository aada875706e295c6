-- How pages find their rows. Made last when the tables are filled from the whole log, and cut at its
-- semicolons so that two can be made at a time.

CREATE INDEX ON people (organisation, employee_number);
CREATE INDEX ON people (organisation, address);
CREATE INDEX ON people (manager);
CREATE INDEX ON people (hr_partner);

CREATE INDEX ON cycles (organisation, key);
CREATE INDEX ON cycles (hr_owner);

CREATE INDEX ON reviews (cycle, state);
CREATE INDEX ON reviews (reviewee);

CREATE INDEX ON seats (person) WHERE person IS NOT NULL;

CREATE INDEX ON steps (assignee) WHERE state = 'open';
CREATE INDEX ON steps (owner) WHERE state = 'blocked';
CREATE INDEX ON steps (cycle, stage);
CREATE INDEX ON steps (cycle, due) INCLUDE (review) WHERE state = 'open';
CREATE INDEX ON steps (cycle, review) WHERE state = 'blocked';

CREATE INDEX ON ratings (cycle);
CREATE INDEX ON ratings (session);

CREATE INDEX ON sessions (cycle);
CREATE INDEX ON sessions (facilitator) WHERE state = 'open';
CREATE INDEX ON session_members (review);

CREATE INDEX ON actions (owner) WHERE state = 'open';
CREATE INDEX ON actions (subject);
CREATE INDEX ON actions (review) WHERE review IS NOT NULL;
CREATE INDEX ON follow_ups (review);
CREATE INDEX ON follow_ups (at) WHERE state = 'waiting';

CREATE INDEX ON plans (reviewee);
CREATE INDEX ON plans (manager);
CREATE INDEX ON plans (waits_for) WHERE state = 'open';
CREATE INDEX ON plans (review);
CREATE INDEX ON check_ins (plan) WHERE state = 'announced';
CREATE INDEX ON check_ins (waits_for) WHERE waits_for IS NOT NULL;

CREATE INDEX ON notices (cycle, not_before) WHERE state = 'waiting';
CREATE INDEX ON notices (stream);
CREATE INDEX ON notices (cycle) WHERE reason = 'more_time_asked';
CREATE INDEX ON notices (recipient);
CREATE INDEX ON notices (message) WHERE message IS NOT NULL;

CREATE INDEX ON feedback (receiver, at);
CREATE INDEX ON feedback (giver, at);
CREATE INDEX ON feedback (organisation, at);

CREATE INDEX ON deliveries (recipient, at);
CREATE INDEX ON deliveries (cycle, at);
