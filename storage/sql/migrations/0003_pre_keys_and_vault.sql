-- One key per person, and the words that wait in the vault until an event takes them in.

SET LOCAL ROLE perennial_owner;

CREATE TABLE keeper.subject_key (
    subject uuid PRIMARY KEY,
    -- Which master key wraps it; both are gone once the person is erased, the row stays so that
    -- no late write makes that person a new key.
    master_key_id text,
    wrapped bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)),
    CHECK ((wrapped IS NULL) = (master_key_id IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON keeper.subject_key TO perennial_keeper;

CREATE TABLE vault.content (
    id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    sha256 text NOT NULL,
    sealed bytea NOT NULL,
    staged_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, DELETE ON vault.content TO perennial_writer;

RESET ROLE;
