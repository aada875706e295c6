-- Launches that HR is preparing: what was chosen so far, and the people file that waits to be taken
-- in; both sealed under the key of the organisation.

SET LOCAL ROLE perennial_owner;

CREATE TABLE web.launch_drafts (
    draft uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    -- Counts what was saved; who saves says which one they had before them.
    version integer NOT NULL,
    begun_by uuid NOT NULL,
    saved_at timestamptz NOT NULL,
    sealed bytea NOT NULL,
    file bytea
);
CREATE INDEX ON web.launch_drafts (organisation, saved_at);

RESET ROLE;
