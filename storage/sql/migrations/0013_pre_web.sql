-- The room of the pages: what belongs to a browser and is no fact of any review.

DO $$
DECLARE
    set_or_member text := CASE
        WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER'
    END;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'perennial_host') THEN
        BEGIN
            CREATE ROLE perennial_host NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
    IF NOT pg_catalog.pg_has_role(current_user, 'perennial_host', set_or_member) THEN
        BEGIN
            GRANT perennial_host TO CURRENT_USER;
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;

CREATE SCHEMA web AUTHORIZATION perennial_owner;
GRANT USAGE ON SCHEMA web TO perennial_host;

SET LOCAL ROLE perennial_owner;
ALTER DEFAULT PRIVILEGES IN SCHEMA web
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO perennial_host;
RESET ROLE;
