-- Which master keys there are, and which of them wraps new keys: the database says it for all.

SET LOCAL ROLE perennial_owner;

CREATE TABLE keeper.master_key (
    id text PRIMARY KEY,
    first_used_at timestamptz NOT NULL DEFAULT now(),
    -- Since when another one wraps new keys. It opens what it wrapped until that is wrapped anew.
    superseded_at timestamptz
);
CREATE UNIQUE INDEX one_master_key_wraps ON keeper.master_key ((TRUE)) WHERE superseded_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON keeper.master_key TO perennial_keeper;

INSERT INTO keeper.master_key (id, first_used_at, superseded_at)
SELECT
    master_key_id, min(created_at),
    CASE WHEN row_number() OVER (ORDER BY max(created_at) DESC, master_key_id) > 1 THEN now() END
FROM keeper.subject_key
WHERE master_key_id IS NOT NULL
GROUP BY master_key_id;

RESET ROLE;
