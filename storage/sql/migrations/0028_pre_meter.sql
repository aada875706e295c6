-- What is counted for those who keep an installation running: numbers, and nothing they are made of.

DO $$
DECLARE
    set_or_member text := CASE
        WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER'
    END;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'perennial_meter') THEN
        BEGIN
            CREATE ROLE perennial_meter NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
    IF NOT current_setting('is_superuser')::boolean
        AND NOT pg_catalog.pg_has_role(current_user, 'perennial_meter', set_or_member) THEN
        BEGIN
            GRANT perennial_meter TO CURRENT_USER;
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;

-- perennial_meter enters this room alone, and finds functions in it that answer with counts. They
-- are written in PL/pgSQL, which looks for the read models when it is called: those are built later,
-- and replaced by others.
CREATE SCHEMA meter AUTHORIZATION perennial_owner;
GRANT USAGE ON SCHEMA meter TO perennial_meter;
GRANT USAGE, CREATE ON SCHEMA meter TO perennial_projector;

SET LOCAL ROLE perennial_projector;

-- tempos_v1
-- How time runs in each cycle that is not closed, so that whoever asks can say what time it is there.
CREATE FUNCTION meter.tempos_v1() RETURNS TABLE (cycle uuid, tempo jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT c.cycle, c.tempo FROM read.cycles AS c WHERE c.state = 'running';
END
$$;

-- steps_v1
-- Open and blocked steps by what is to be done, given the present of each cycle: how many there
-- are, how many are late, and how many have nobody who looks after them.
CREATE FUNCTION meter.steps_v1(cycles uuid[], moments timestamptz[])
RETURNS TABLE (act text, state text, steps bigint, late bigint, unowned bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT s.act, s.state, count(*), count(*) FILTER (WHERE s.due <= p.now),
           count(*) FILTER (WHERE s.assignee IS NULL AND s.owner IS NULL)
    FROM unnest(cycles, moments) AS p (cycle, now)
    JOIN read.steps AS s ON s.cycle = p.cycle
    WHERE s.state IN ('open', 'blocked')
    GROUP BY s.act, s.state;
END
$$;

-- reviews_late_v1
-- Reviews that should show as overdue: something in them is late, nothing is blocked or paused.
CREATE FUNCTION meter.reviews_late_v1(cycles uuid[], moments timestamptz[]) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN (
        SELECT count(DISTINCT s.review)
        FROM unnest(cycles, moments) AS p (cycle, now)
        JOIN read.steps AS s ON s.cycle = p.cycle AND s.state = 'open' AND s.due <= p.now
        JOIN read.reviews AS r ON r.review = s.review
        WHERE r.state = 'open' AND r.paused_at IS NULL AND s.act <> 'calibrate'
          AND NOT EXISTS (
            SELECT FROM read.steps AS b WHERE b.review = s.review AND b.state = 'blocked'
          )
    );
END
$$;

-- processes_v1
-- How many cycles, reviews, sessions, actions and plans there are in each state.
CREATE FUNCTION meter.processes_v1() RETURNS TABLE (kind text, state text, number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT 'cycle', c.state, count(*) FROM read.cycles AS c GROUP BY c.state
    UNION ALL
    SELECT 'review', r.state, count(*) FROM read.reviews AS r GROUP BY r.state
    UNION ALL
    SELECT 'session', s.state, count(*) FROM read.sessions AS s GROUP BY s.state
    UNION ALL
    SELECT 'action', a.state, count(*) FROM read.actions AS a GROUP BY a.state
    UNION ALL
    SELECT 'plan', p.state, count(*) FROM read.plans AS p GROUP BY p.state;
END
$$;

-- outbox_v1
-- Notices that may go out and have not, given the present of each cycle, and for how long the oldest
-- of them waits; what belongs to no cycle lives by the clock on the wall.
CREATE FUNCTION meter.outbox_v1(cycles uuid[], moments timestamptz[])
RETURNS TABLE (waiting bigint, oldest double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT count(*), coalesce(max(extract(epoch FROM coalesce(p.now, now()) - n.not_before)), 0)
           ::double precision
    FROM read.notices AS n
    LEFT JOIN unnest(cycles, moments) AS p (cycle, now) ON p.cycle = n.cycle
    WHERE n.state = 'waiting' AND n.not_before <= coalesce(p.now, now())
      AND (p.cycle IS NOT NULL OR n.kind IS NOT NULL);
END
$$;

-- log_v1
-- How long the log is, how far the pages are, for how long the first fact waits that they do not
-- show, and how many follow-ups nobody has set going.
CREATE FUNCTION meter.log_v1()
RETURNS TABLE (head bigint, shown bigint, lag double precision, follow_ups bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT (SELECT coalesce(max(e.position), 0) FROM log.event AS e), c.position,
           coalesce((
               SELECT extract(epoch FROM now() - e.recorded_at)
               FROM log.event AS e WHERE e.position = c.position + 1
           ), 0)::double precision,
           (SELECT count(*) FROM read.follow_ups AS f WHERE f.state = 'waiting')
    FROM read.checkpoint AS c;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA meter FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA meter TO perennial_meter;
RESET ROLE;

SET LOCAL ROLE perennial_owner;
REVOKE USAGE, CREATE ON SCHEMA meter FROM perennial_projector;

-- requests_v1
-- What was asked of workflows and has no definite answer, and for how long the oldest of it waits.
CREATE FUNCTION meter.requests_v1() RETURNS TABLE (waiting bigint, oldest double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT count(*), coalesce(max(extract(epoch FROM now() - u.written_at)), 0)::double precision
    FROM vault.under_way AS u;
END
$$;
REVOKE ALL ON FUNCTION meter.requests_v1 FROM PUBLIC;
GRANT EXECUTE ON FUNCTION meter.requests_v1 TO perennial_meter;
RESET ROLE;
