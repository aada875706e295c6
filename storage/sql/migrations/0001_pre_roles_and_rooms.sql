-- The walls of the database: one role per task, none of which can log in, and a schema per room.

-- Roles belong to the whole cluster, so another database may be creating the same ones right now.
DO $$
DECLARE
    name text;
    set_or_member text := CASE
        WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER'
    END;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'perennial_owner', 'perennial_writer', 'perennial_projector',
        'perennial_reader', 'perennial_keeper', 'perennial_sealer'
    ] LOOP
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

CREATE SCHEMA log AUTHORIZATION perennial_owner;
CREATE SCHEMA keeper AUTHORIZATION perennial_owner;
CREATE SCHEMA vault AUTHORIZATION perennial_owner;

GRANT USAGE ON SCHEMA log TO perennial_writer, perennial_projector, perennial_sealer;
GRANT USAGE ON SCHEMA keeper TO perennial_keeper;
GRANT USAGE ON SCHEMA vault TO perennial_writer;

-- The projector makes its own tables, and readers read whatever it makes.
ALTER DEFAULT PRIVILEGES FOR ROLE perennial_projector GRANT USAGE ON SCHEMAS TO perennial_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE perennial_projector GRANT SELECT ON TABLES TO perennial_reader;
