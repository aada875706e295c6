-- Who sits at which calibration board just now, and which row lies open before them.

SET LOCAL ROLE perennial_owner;

-- Nothing is lost with it: whoever still looks is back within seconds.
CREATE UNLOGGED TABLE web.presence (
    session uuid NOT NULL,
    person uuid NOT NULL,
    review uuid,
    opened_at timestamptz,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (session, person)
);
CREATE INDEX presence_by_age ON web.presence (seen_at);

RESET ROLE;
