-- Other programs that are told of what happens, and how far each of them has been told.

SET LOCAL ROLE perennial_owner;

-- The secret is not here: it follows from the id and the organisation's own key.
CREATE TABLE web.webhook (
    id uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    url text NOT NULL,
    types text[] NOT NULL,
    made_at timestamptz NOT NULL,
    position bigint NOT NULL,
    failing_since timestamptz,
    tries integer NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL,
    last_answer text,
    ended_at timestamptz
);

RESET ROLE;
