-- Each task its own rights and no more: who migrates has a role, the log belongs to nobody who works
-- here, and nothing is open to everybody.

-- perennial_migrator may change the shape of the database. perennial_archivist owns the log; nobody
-- is a member of it, so that no owner can switch off what keeps the log append-only. A migration
-- that has to change log.event or log.checkpoint is run by a superuser, or by a login that was made
-- a member of perennial_archivist for as long as it runs.
DO $$
DECLARE
    name text;
    is_superuser boolean := current_setting('is_superuser')::boolean;
    set_or_member text := CASE
        WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER'
    END;
BEGIN
    FOREACH name IN ARRAY ARRAY['perennial_migrator', 'perennial_archivist'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        IF NOT is_superuser AND NOT pg_catalog.pg_has_role(current_user, name, set_or_member) THEN
            BEGIN
                EXECUTE format('GRANT %I TO CURRENT_USER', name);
            EXCEPTION WHEN unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
    IF NOT pg_catalog.pg_has_role('perennial_migrator', 'perennial_owner', set_or_member) THEN
        BEGIN
            GRANT perennial_owner TO perennial_migrator;
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;
    END IF;
    EXECUTE format(
        'GRANT CREATE ON DATABASE %I TO perennial_migrator, perennial_archivist', current_database()
    );
END
$$;

ALTER SCHEMA migration OWNER TO perennial_migrator;
ALTER TABLE migration.applied OWNER TO perennial_migrator;

-- The log changes hands. Its functions stay with perennial_owner, in whose name facts are appended.
ALTER SCHEMA log OWNER TO perennial_archivist;
ALTER TABLE log.event OWNER TO perennial_archivist;
ALTER TABLE log.checkpoint OWNER TO perennial_archivist;
ALTER FUNCTION log.refuse_change() OWNER TO perennial_archivist;
ALTER FUNCTION log.refuse_change_of_checkpoint() OWNER TO perennial_archivist;
SET LOCAL ROLE perennial_archivist;
GRANT USAGE, CREATE ON SCHEMA log TO perennial_owner;
GRANT SELECT, INSERT ON log.event TO perennial_owner;
REVOKE ALL ON FUNCTION log.refuse_change, log.refuse_change_of_checkpoint FROM PUBLIC;
RESET ROLE;

SET LOCAL ROLE perennial_owner;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON log.readable_event FROM perennial_owner;
REVOKE ALL ON FUNCTION log.leaf_hash_v1 FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE perennial_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
RESET ROLE;
SET LOCAL ROLE perennial_projector;
ALTER DEFAULT PRIVILEGES FOR ROLE perennial_projector REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
RESET ROLE;

-- The right to build was needed to hand the log over.
DO $$
BEGIN
    EXECUTE format('REVOKE CREATE ON DATABASE %I FROM perennial_archivist', current_database());
    IF NOT current_setting('is_superuser')::boolean THEN
        REVOKE perennial_archivist FROM CURRENT_USER;
    END IF;
END
$$;
