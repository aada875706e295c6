-- What somebody has begun to write on a step, sealed under the key of the person it is about.

SET LOCAL ROLE perennial_owner;

CREATE TABLE web.drafts (
    review uuid NOT NULL,
    step text NOT NULL,
    seat integer NOT NULL,
    round integer NOT NULL,
    person uuid NOT NULL,
    way text NOT NULL,
    -- Counts what was saved; who saves says which one they had before them.
    version integer NOT NULL,
    -- Under which id it is handed in, so that handing it in twice is handing it in once.
    submission uuid NOT NULL,
    subject uuid NOT NULL,
    sealed bytea NOT NULL,
    saved_at timestamptz NOT NULL,
    -- Since when it is on its way into the review, and which record lay before the person; it is not
    -- changed any more then. Gone again when it was refused.
    asked_at timestamptz,
    shown_sha256 text,
    PRIMARY KEY (review, step, seat, round, person, way)
);
CREATE INDEX drafts_on_their_way ON web.drafts (asked_at) WHERE asked_at IS NOT NULL;
CREATE INDEX drafts_by_subject ON web.drafts (subject);

RESET ROLE;
