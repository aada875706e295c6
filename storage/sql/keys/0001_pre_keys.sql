-- The keys of persons in a database of their own: the room `keeper` as the main database has it.

DO $$
DECLARE
    name text;
    set_or_member text := CASE
        WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER'
    END;
BEGIN
    FOREACH name IN ARRAY ARRAY['perennial_owner', 'perennial_keeper'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        IF NOT pg_catalog.pg_has_role(current_user, name, set_or_member) THEN
            BEGIN
                EXECUTE format('GRANT %I TO CURRENT_USER', name);
            EXCEPTION WHEN unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END
$$;

CREATE SCHEMA keeper AUTHORIZATION perennial_owner;
GRANT USAGE ON SCHEMA keeper TO perennial_keeper;

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

CREATE TABLE keeper.master_key (
    id text PRIMARY KEY,
    first_used_at timestamptz NOT NULL DEFAULT now(),
    -- Since when another one wraps new keys. It opens what it wrapped until that is wrapped anew.
    superseded_at timestamptz
);
CREATE UNIQUE INDEX one_master_key_wraps ON keeper.master_key ((TRUE)) WHERE superseded_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON keeper.master_key TO perennial_keeper;

RESET ROLE;
