-- The log: every fact once, in the order in which it was committed, for ever as it was written.

SET LOCAL ROLE perennial_owner;

CREATE TABLE log.event (
    -- Dense and in commit order: who reads "everything after p" misses nothing.
    position bigint PRIMARY KEY,
    stream_id uuid NOT NULL,
    version integer NOT NULL,
    event_id uuid NOT NULL UNIQUE,
    tenant_id uuid NOT NULL,
    type text NOT NULL,
    schema_version integer NOT NULL,
    -- Text, because the exact bytes are hashed.
    data text NOT NULL,
    meta text NOT NULL,
    sealed bytea,
    recorded_at timestamptz NOT NULL,
    leaf_hash bytea NOT NULL,
    UNIQUE (stream_id, version),
    -- The casts also refuse \u0000, which IS JSON lets by.
    CONSTRAINT event_data_and_meta_are_json_objects CHECK (
        jsonb_typeof(data::jsonb) = 'object' AND jsonb_typeof(meta::jsonb) = 'object'
    )
);
ALTER TABLE log.event ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- refuse_change
-- Nobody rewrites the past, the owner and the superuser included.
CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'The log is append-only: % is refused.', tg_op
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.event
FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.event ENABLE ALWAYS TRIGGER append_only;

-- Holding this empty table is holding the right to append. An advisory lock could be taken by
-- anybody who is connected; this one only by the owner, in whose name the append function runs.
CREATE TABLE log.sequencer ();

-- leaf_hash_v1
-- What the audit tree is built on: RFC 6962 leaf over fixed-width fields. The sealed part counts
-- as ciphertext, so that proofs outlive an erasure; 32 zero bytes stand for "nothing sealed".
CREATE FUNCTION log.leaf_hash_v1(
    p_position bigint, p_stream_id uuid, p_version integer, p_event_id uuid, p_tenant_id uuid,
    p_recorded_at timestamptz, p_schema_version integer, p_type text, p_data text, p_meta text,
    p_sealed bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(
    '\x00'::bytea || int8send(p_position) || uuid_send(p_stream_id) || int4send(p_version)
    || uuid_send(p_event_id) || uuid_send(p_tenant_id) || timestamptz_send(p_recorded_at)
    || int4send(p_schema_version) || sha256(convert_to(p_type, 'UTF8'))
    || sha256(convert_to(p_data, 'UTF8')) || sha256(convert_to(p_meta, 'UTF8'))
    || coalesce(sha256(p_sealed), decode(repeat('00', 32), 'hex'))
);

-- write_v1
-- Number and store events after position `p_head`. `p_versions` are the versions the streams stand
-- at, `p_counts` how many of the events, in order, belong to each. Answers how many were stored.
CREATE FUNCTION log.write_v1(
    p_head bigint, p_at timestamptz, p_streams uuid[], p_versions integer[], p_counts integer[],
    p_event_ids uuid[], p_tenants uuid[], p_types text[], p_schema_versions integer[],
    p_data text[], p_meta text[], p_sealed bytea[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    written bigint;
BEGIN
    INSERT INTO log.event (
        position, stream_id, version, event_id, tenant_id, type, schema_version,
        data, meta, sealed, recorded_at, leaf_hash
    )
    SELECT
        p_head + e.nth, s.stream_id, s.version, e.event_id, e.tenant_id, e.type, e.schema_version,
        e.data, e.meta, e.sealed, p_at,
        log.leaf_hash_v1(
            p_head + e.nth, s.stream_id, s.version, e.event_id, e.tenant_id, p_at,
            e.schema_version, e.type, e.data, e.meta, e.sealed
        )
    FROM unnest(
        p_event_ids, p_tenants, p_types, p_schema_versions, p_data, p_meta, p_sealed
    ) WITH ORDINALITY AS e (
        event_id, tenant_id, type, schema_version, data, meta, sealed, nth
    )
    JOIN (
        SELECT
            r.stream_id, r.version + n AS version, row_number() OVER (ORDER BY r.nth, n) AS nth
        FROM unnest(p_streams, p_versions, p_counts)
            WITH ORDINALITY AS r (stream_id, version, count, nth)
        CROSS JOIN LATERAL generate_series(1, r.count) AS n
    ) AS s USING (nth);
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> cardinality(p_event_ids) THEN
        RAISE EXCEPTION 'The counts do not add up to the events.'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN written;
END
$$;
REVOKE ALL ON FUNCTION log.write_v1 FROM PUBLIC;

-- append_v1
-- Append many requests, each all or nothing: request i adds `p_counts[i]` events to `p_streams[i]`
-- if that stream stands at version `p_expected[i]` (NULL: wherever it stands). If all do, only the
-- head before the append is answered and the caller counts on from there. Otherwise, and whenever
-- `p_careful` is set, each request gets an outcome (appended, duplicate, conflict), a version (the
-- last one written; for a conflict, where the stream stands) and the position of its last event.
CREATE FUNCTION log.append_v1(
    p_streams uuid[], p_expected integer[], p_counts integer[],
    p_event_ids uuid[], p_tenants uuid[], p_types text[], p_schema_versions integer[],
    p_data text[], p_meta text[], p_sealed bytea[], p_careful boolean,
    OUT head bigint, OUT outcomes text[], OUT versions integer[], OUT positions bigint[]
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- A plan made while the log was empty must not become a scan of the whole log.
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    at timestamptz;
    next_head bigint;
    as_expected boolean;
    first integer := 1;
    last integer;
    stands_at integer;
    seen record;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Append under READ COMMITTED: other levels do not see what came before.'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;

    -- A statement of its own: what follows sees all that was committed before the lock was ours.
    LOCK TABLE log.sequencer IN EXCLUSIVE MODE;
    SELECT coalesce(max(e.position), 0) INTO head FROM log.event AS e;
    at := clock_timestamp();

    IF NOT p_careful THEN
        -- A stream that is named twice passes here and fails on its versions: be careful then.
        SELECT bool_and(coalesce(r.expected = v.version, FALSE)) INTO as_expected
        FROM unnest(p_streams, p_expected) AS r (stream_id, expected)
        CROSS JOIN LATERAL (
            SELECT coalesce(max(e.version), 0) AS version
            FROM log.event AS e WHERE e.stream_id = r.stream_id
        ) AS v;
        IF as_expected THEN
            PERFORM log.write_v1(
                head, at, p_streams, p_expected, p_counts, p_event_ids, p_tenants, p_types,
                p_schema_versions, p_data, p_meta, p_sealed
            );
            PERFORM pg_notify('perennial_log', '');
            RETURN;
        END IF;
    END IF;

    next_head := head;
    FOR i IN 1 .. cardinality(p_streams) LOOP
        last := first + p_counts[i] - 1;
        SELECT coalesce(max(e.version), 0) INTO stands_at
        FROM log.event AS e WHERE e.stream_id = p_streams[i];
        -- Where the first of these events would stand if all of them are there already, in order.
        SELECT
            count(*) AS known,
            bool_and(e.stream_id = p_streams[i]) AS here,
            min(e.version - w.nth) AS base,
            max(e.version - w.nth) AS top_base,
            max(e.version) AS version,
            max(e.position) AS position
        INTO seen
        FROM unnest(p_event_ids[first:last]) WITH ORDINALITY AS w (event_id, nth)
        JOIN log.event AS e ON e.event_id = w.event_id;

        IF seen.known = 0 AND coalesce(p_expected[i] = stands_at, TRUE) THEN
            next_head := next_head + log.write_v1(
                next_head, at, ARRAY[p_streams[i]], ARRAY[stands_at], ARRAY[p_counts[i]],
                p_event_ids[first:last], p_tenants[first:last], p_types[first:last],
                p_schema_versions[first:last], p_data[first:last], p_meta[first:last],
                p_sealed[first:last]
            );
            outcomes := outcomes || 'appended'::text;
            versions := versions || (stands_at + p_counts[i]);
            positions := positions || next_head;
        ELSIF
            seen.known = p_counts[i] AND seen.here AND seen.base = seen.top_base
            AND coalesce(p_expected[i] = seen.base, TRUE)
        THEN
            outcomes := outcomes || 'duplicate'::text;
            versions := versions || seen.version;
            positions := positions || seen.position;
        ELSE
            outcomes := outcomes || 'conflict'::text;
            versions := versions || stands_at;
            positions := positions || NULL::bigint;
        END IF;
        first := last + 1;
    END LOOP;
    IF next_head > head THEN
        PERFORM pg_notify('perennial_log', '');
    END IF;
END
$$;
REVOKE ALL ON FUNCTION log.append_v1 FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append_v1 TO perennial_writer;

-- For people with psql: the same facts with their JSON opened.
CREATE VIEW log.readable_event WITH (security_invoker = true) AS
SELECT
    position, stream_id, version, event_id, tenant_id, type, schema_version,
    data::jsonb AS data, meta::jsonb AS meta, sealed IS NOT NULL AS has_sealed_part, recorded_at
FROM log.event;

GRANT SELECT ON log.event, log.readable_event
TO perennial_writer, perennial_projector, perennial_sealer;
GRANT EXECUTE ON FUNCTION log.leaf_hash_v1 TO perennial_sealer;

RESET ROLE;
