-- Who saw what when: kept beside the log, since looking at something is no fact of a review.

SET LOCAL ROLE perennial_owner;

CREATE TABLE web.views (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    viewer uuid NOT NULL,
    cycle uuid,
    review uuid,
    what text NOT NULL,
    -- As what they might see it: their part, or their office.
    in_right text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX ON web.views (review, id DESC) WHERE review IS NOT NULL;
CREATE INDEX ON web.views (cycle, id DESC) WHERE cycle IS NOT NULL;
CREATE INDEX ON web.views (viewer, id DESC);

RESET ROLE;
