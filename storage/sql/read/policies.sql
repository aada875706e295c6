-- Who sees which rows, so that a bug in a page is not a leak. A reader says in whose name it reads
-- (storage/acting.py): as a process of the house, which sees all, or as a person, who sees what
-- stands in a relation to them. In nobody's name nothing is read. The relations are coarser than
-- the rights of domain/visibility.py, which pages go on asking, and never narrower.
--
-- Whoever owns the tables folds into them and is not held back. Functions with a relation in them
-- run in the name of the owner, and answer no more than the ids of what is near to who reads; each
-- is asked once in a query.

-- Is refused to whoever has not said in whose name they read.
CREATE FUNCTION reader_now() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF coalesce(current_setting('perennial.person', TRUE), '') = '' THEN
        RAISE EXCEPTION 'Nobody reads this: say in whose name first.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN current_setting('perennial.person');
END
$$;

-- The person who reads; none while a process does.
CREATE FUNCTION me() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN reader_now() <> 'process' THEN reader_now()::uuid END;

-- A process of the house reads. Who owns the tables is not held back by the views either.
CREATE FUNCTION is_process() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN row_security_active('ratings'::regclass) THEN reader_now() = 'process' ELSE TRUE
END;

-- Whether who reads holds an office.
CREATE FUNCTION holds(office text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN office = ANY (string_to_array(current_setting('perennial.capacity', TRUE), ','));

-- Who may follow everything that goes on, without what it came to.
CREATE FUNCTION follows_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN is_process() OR holds('hr_admin') OR holds('auditor');

-- Whom I lead, in the directory or as their manager in an open review.
CREATE FUNCTION people_led() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
BEGIN ATOMIC
    SELECT p.person FROM people AS p WHERE p.manager = (SELECT me())
    UNION
    SELECT r.reviewee FROM seats AS s JOIN reviews AS r ON r.review = s.review
    WHERE s.person = (SELECT me()) AND s.role = 'manager' AND r.state = 'open' AND r.reviewee <> (SELECT me());
END;

-- For whom I care in HR.
CREATE FUNCTION people_cared_for() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
BEGIN ATOMIC
    SELECT p.person FROM people AS p WHERE p.hr_partner = (SELECT me()) AND p.person <> (SELECT me());
END;

-- Whom I lead or care for, whoever they lead, and whose open reviews I have a part in that is not a
-- peer's.
CREATE FUNCTION people_near() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
BEGIN ATOMIC
    SELECT p.person FROM people AS p WHERE p.manager = (SELECT me())
    UNION
    SELECT p.person FROM people AS m JOIN people AS p ON p.manager = m.person
    WHERE m.manager = (SELECT me()) AND p.person <> (SELECT me())
    UNION
    SELECT p.person FROM people AS p WHERE p.hr_partner = (SELECT me()) AND p.person <> (SELECT me())
    UNION
    SELECT r.reviewee FROM seats AS s JOIN reviews AS r ON r.review = s.review
    WHERE s.person = (SELECT me()) AND s.role <> 'peer' AND r.state = 'open' AND r.reviewee <> (SELECT me())
    UNION
    SELECT r.reviewee FROM steps AS s JOIN reviews AS r ON r.review = s.review
    WHERE s.assignee = (SELECT me()) AND s.state = 'open' AND s.role <> 'peer' AND r.reviewee <> (SELECT me());
END;

-- The cycles HR launched in my name.
CREATE FUNCTION cycles_owned() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 2
BEGIN ATOMIC
    SELECT c.cycle FROM cycles AS c WHERE c.hr_owner = (SELECT me());
END;

-- The reviews about me.
CREATE FUNCTION reviews_own() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 3
BEGIN ATOMIC
    SELECT r.review FROM reviews AS r WHERE r.reviewee = (SELECT me());
END;

-- Those of them whose rating was shared with me, or in which nobody is to share it.
CREATE FUNCTION reviews_shared() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 2
BEGIN ATOMIC
    SELECT r.review FROM reviews AS r
    WHERE r.reviewee = (SELECT me()) AND (
        EXISTS (SELECT FROM steps AS s
                WHERE s.review = r.review AND s.act = 'share' AND s.state = 'done')
        OR NOT EXISTS (SELECT FROM seats AS s WHERE s.review = r.review AND s.act = 'share')
    );
END;

-- The reviews of those near to me, and those I had a part in that was not a peer's.
CREATE FUNCTION reviews_near() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
BEGIN ATOMIC
    SELECT r.review FROM people_near() AS near (person) JOIN reviews AS r ON r.reviewee = near.person
    UNION
    SELECT s.review FROM seats AS s JOIN reviews AS r ON r.review = s.review
    WHERE s.person = (SELECT me()) AND s.role <> 'peer' AND r.reviewee <> (SELECT me());
END;

-- The calibration sessions at which I sit.
CREATE FUNCTION sessions_sat_at() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 2
BEGIN ATOMIC
    SELECT s.session FROM sessions AS s
    WHERE s.facilitator = (SELECT me()) OR s.panel ? (SELECT me())::text OR s.co_facilitators ? (SELECT me())::text;
END;

-- The reviews that lie there before me, and the earlier ones of the same people.
CREATE FUNCTION reviews_at_table() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 50
BEGIN ATOMIC
    SELECT r.review FROM sessions_sat_at() AS s (session)
    JOIN session_members AS m ON m.session = s.session
    JOIN reviews AS r ON r.reviewee = m.reviewee
    WHERE NOT m.hidden_from ? (SELECT me())::text AND NOT m.is_withdrawn AND m.reviewee <> (SELECT me());
END;

-- The reviews whose course I may follow: mine, those near to me, those I give feedback in, those
-- before me at the table.
CREATE FUNCTION reviews_followed() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
BEGIN ATOMIC
    SELECT reviews_own()
    UNION
    SELECT reviews_near()
    UNION
    SELECT s.review FROM seats AS s WHERE s.person = (SELECT me())
    UNION
    SELECT s.review FROM steps AS s WHERE s.assignee = (SELECT me()) AND s.state = 'open'
    UNION
    SELECT reviews_at_table();
END;

-- The development plans that are mine, or that I stand beside.
CREATE FUNCTION plans_followed() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
BEGIN ATOMIC
    SELECT p.plan FROM plans AS p WHERE p.reviewee = (SELECT me())
    UNION
    SELECT p.plan FROM plans AS p WHERE p.manager = (SELECT me())
    UNION
    SELECT p.plan FROM people_led() AS near (person) JOIN plans AS p ON p.reviewee = near.person
    UNION
    SELECT p.plan FROM people_cared_for() AS near (person)
    JOIN plans AS p ON p.reviewee = near.person
    UNION
    SELECT p.plan FROM cycles_owned() AS c (cycle) JOIN plans AS p ON p.cycle = c.cycle;
END;

-- Whatever has a story of its own that I may follow: reviews, sessions, cycles, actions, plans.
CREATE FUNCTION streams_followed() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 200
BEGIN ATOMIC
    SELECT reviews_followed()
    UNION ALL
    SELECT sessions_sat_at()
    UNION ALL
    SELECT s.session FROM cycles_owned() AS c (cycle) JOIN sessions AS s ON s.cycle = c.cycle
    UNION ALL
    SELECT c.cycle FROM cycles AS c
    WHERE c.hr_owner = (SELECT me()) OR EXISTS (SELECT FROM people AS p WHERE p.hr_partner = (SELECT me()))
    UNION ALL
    SELECT a.action FROM actions AS a WHERE (SELECT me()) IN (a.owner, a.tasked_by, a.subject)
    UNION ALL
    SELECT a.action FROM people_near() AS near (person) JOIN actions AS a ON a.subject = near.person
    UNION ALL
    SELECT a.action FROM cycles_owned() AS c (cycle) JOIN actions AS a ON a.cycle = c.cycle
    UNION ALL
    SELECT plans_followed();
END;

-- Whether a message spoke of somebody for whom I care in HR.
CREATE FUNCTION speaks_of_cared_for(asked uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
RETURN EXISTS (
    SELECT FROM notices AS n LEFT JOIN reviews AS r ON r.review = n.review
    JOIN people AS p ON p.person = coalesce(n.subject, r.reviewee)
    WHERE n.message = asked AND p.hr_partner = (SELECT me()) AND p.person <> (SELECT me())
);

-- What the house knows of itself, to whoever is of it: names, cycles, who has which part.
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_known ON people FOR SELECT USING ((SELECT reader_now()) <> '');
ALTER TABLE cycles ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_known ON cycles FOR SELECT USING ((SELECT reader_now()) <> '');
ALTER TABLE scheduled_launches ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_known ON scheduled_launches FOR SELECT USING ((SELECT reader_now()) <> '');
ALTER TABLE reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_known ON reviews FOR SELECT USING ((SELECT reader_now()) <> '');
ALTER TABLE seats ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_known ON seats FOR SELECT USING ((SELECT reader_now()) <> '');
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_known ON sessions FOR SELECT USING ((SELECT reader_now()) <> '');

-- A rating: to who leads, cares for or has a part; to the panel; to HR; to the person once it is
-- shared, whatever else they are. An auditor reads none.
ALTER TABLE ratings ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON ratings FOR SELECT USING (
    (SELECT is_process())
    OR CASE
        WHEN review IN (SELECT reviews_own()) THEN review IN (SELECT reviews_shared())
        ELSE (SELECT holds('hr_admin'))
            OR cycle IN (SELECT cycles_owned())
            OR review IN (SELECT reviews_near())
            OR review IN (SELECT reviews_at_table())
    END
);

-- A step and how it ended: to whoever may follow the review, and to who has or did it.
ALTER TABLE steps ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON steps FOR SELECT USING (
    (SELECT follows_all())
    OR cycle IN (SELECT cycles_owned())
    OR (SELECT me()) IN (assignee, owner, actor)
    OR review IN (SELECT reviews_followed())
);

-- Why somebody was not taken into a cycle.
ALTER TABLE launch_results ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON launch_results FOR SELECT USING (
    (SELECT follows_all())
    OR person = (SELECT me())
    OR cycle IN (SELECT cycles_owned())
    OR person IN (SELECT people_near())
);

-- What lies before a panel: to those who sit there, but for the rows that are hidden from them.
ALTER TABLE session_members ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON session_members FOR SELECT USING (
    (SELECT follows_all())
    OR CASE
        WHEN reviewee = (SELECT me()) OR hidden_from ? (SELECT me())::text THEN FALSE
        ELSE session IN (SELECT sessions_sat_at())
            OR review IN (SELECT reviews_near())
            OR session IN (
                SELECT s.session FROM sessions AS s WHERE s.cycle IN (SELECT cycles_owned())
            )
    END
);

-- Actions: to who does them, who asked for them, whom they are for, and those near to that person.
ALTER TABLE actions ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON actions FOR SELECT USING (
    (SELECT is_process())
    OR (SELECT me()) IN (owner, tasked_by, subject)
    OR cycle IN (SELECT cycles_owned())
    OR subject IN (SELECT people_near())
);

ALTER TABLE follow_ups ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON follow_ups FOR SELECT USING (
    (SELECT follows_all())
    OR cycle IN (SELECT cycles_owned())
    OR review IN (SELECT reviews_followed())
);

-- Development plans: to the person, who leads them, and who cares for them in HR; HR has no right
-- of its own here.
ALTER TABLE plans ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON plans FOR SELECT USING (
    (SELECT is_process())
    OR (SELECT me()) IN (reviewee, manager, hr_partner, waits_for, closing_for)
    OR plan IN (SELECT plans_followed())
);
ALTER TABLE check_ins ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON check_ins FOR SELECT USING (
    (SELECT is_process())
    OR (SELECT me()) IN (waits_for, held_by)
    OR plan IN (SELECT plans_followed())
);

-- What people are told: to themselves, and to HR as far as it follows the review.
ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON notices FOR SELECT USING (
    (SELECT follows_all())
    OR (SELECT me()) IN (recipient, holder)
    OR cycle IN (SELECT cycles_owned())
    OR review IN (SELECT reviews_near())
);
ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON deliveries FOR SELECT USING (
    (SELECT follows_all())
    OR recipient = (SELECT me())
    OR cycle IN (SELECT cycles_owned())
    OR recipient IN (SELECT people_cared_for())
    OR speaks_of_cared_for(message)
);

-- Feedback: as its giver chose, and in HR to nobody.
ALTER TABLE feedback ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON feedback FOR SELECT USING (
    (SELECT is_process())
    OR giver = (SELECT me())
    OR (visible_to = 'everyone' AND withdrawn_at IS NULL)
    OR (visible_to IN ('receiver', 'both', 'everyone') AND receiver = (SELECT me()))
    OR (visible_to IN ('manager', 'both', 'everyone') AND receiver IN (SELECT people_led()))
);

-- That nobody gave feedback: to the manager who was told, and to those who may follow the review
-- beside the person it is about.
ALTER TABLE quiet_reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_is_near ON quiet_reviews FOR SELECT USING (
    (SELECT follows_all())
    OR manager = (SELECT me())
    OR cycle IN (SELECT cycles_owned())
    OR review IN (SELECT reviews_near())
);

-- What happened, to whoever may follow it. Feedback has readers of its own, whom only its stream
-- tells: here it is for the processes of the house.
CREATE VIEW timeline AS
SELECT t.position, t.stream, t.version, t.type, t.schema_version, t.facts
FROM whole_timeline AS t
WHERE (SELECT is_process()) OR CASE
    WHEN t.type IN ('FeedbackGiven', 'FeedbackWithdrawn', 'FeedbackMissed') THEN FALSE
    WHEN (SELECT follows_all()) THEN TRUE
    WHEN t.type = 'ReadingRecorded'
        THEN (t.facts::jsonb ->> 'review')::uuid IN (SELECT reviews_followed())
    ELSE t.stream IN (SELECT streams_followed())
        OR EXISTS (
            SELECT FROM reviews AS r
            WHERE r.review = t.stream AND r.cycle IN (SELECT cycles_owned())
        )
END;

-- Who reads needs the views and functions; what they stand on is nobody's to read.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA %I FROM PUBLIC', current_schema);
    EXECUTE format(
        'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA %I TO perennial_reader', current_schema
    );
END
$$;
REVOKE ALL ON whole_timeline FROM perennial_reader;
GRANT SELECT ON timeline TO perennial_reader;
