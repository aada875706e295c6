-- Signed heads of the tree over the log: what was written up to there is what was written.

SET LOCAL ROLE perennial_owner;

CREATE TABLE log.checkpoint (
    -- The checkpoint stands over the events at positions 1 to tree_size.
    tree_size bigint PRIMARY KEY CHECK (tree_size > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    -- The roots of the complete subtrees, the largest first: the next head costs new events only.
    frontier bytea[] NOT NULL,
    -- What was published outside of the database, byte for byte.
    note text NOT NULL,
    key_id text NOT NULL,
    signed_at timestamptz NOT NULL
);

-- refuse_change_of_checkpoint
-- A checkpoint is as final as what it stands over.
CREATE FUNCTION log.refuse_change_of_checkpoint() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Checkpoints are append-only: % is refused.', tg_op
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change_of_checkpoint();
ALTER TABLE log.checkpoint ENABLE ALWAYS TRIGGER append_only;

GRANT SELECT, INSERT ON log.checkpoint TO perennial_sealer;

RESET ROLE;
