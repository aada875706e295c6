-- What pages show, folded from the log. Built in a schema of its own by whoever projects: the
-- search path says in which. Names stand in people, ratings in ratings, and words nowhere.

-- How far the log has been folded into these tables, and by which shape of them.
CREATE TABLE checkpoint (
    only_one boolean PRIMARY KEY DEFAULT TRUE CHECK (only_one),
    position bigint NOT NULL,
    shape text NOT NULL,
    built_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE people (
    person uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    version integer NOT NULL,
    manager uuid,
    hr_partner uuid,
    employee_number text NOT NULL,
    display_full_name text NOT NULL,
    work_email text NOT NULL,
    -- An index on lower(work_email) is of no use under row-level security, one on a column is.
    address text GENERATED ALWAYS AS (lower(work_email)) STORED,
    department text NOT NULL,
    job_title text NOT NULL,
    job_family text,
    level text,
    location text NOT NULL,
    country text,
    time_zone text NOT NULL,
    start_date date NOT NULL,
    termination_date date,
    employment_status text NOT NULL,
    employment_type text,
    language text,
    leaves jsonb NOT NULL
);

-- The planner keeps samples of what it counts; of who somebody is it shall keep none.
ALTER TABLE people ALTER employee_number SET STATISTICS 0;
ALTER TABLE people ALTER display_full_name SET STATISTICS 0;
ALTER TABLE people ALTER work_email SET STATISTICS 0;
ALTER TABLE people ALTER job_title SET STATISTICS 0;
ALTER TABLE people ALTER address SET STATISTICS 0;

CREATE TABLE cycles (
    cycle uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    definition text NOT NULL, -- JSON in the order of the file: jsonb would forget what is first
    tempo jsonb NOT NULL,
    hr_owner uuid,
    people integer NOT NULL,
    state text NOT NULL,
    launched_at timestamptz NOT NULL,
    closed_at timestamptz
);

-- When a cycle is to be launched by itself, and whether it was, or was called off.
CREATE TABLE scheduled_launches (
    cycle uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    people integer NOT NULL,
    begins_at timestamptz NOT NULL,
    request text NOT NULL,
    scheduled_by uuid,
    scheduled_at timestamptz NOT NULL,
    state text NOT NULL
);

CREATE TABLE launch_results (
    cycle uuid NOT NULL,
    person uuid NOT NULL,
    outcome text NOT NULL,
    reason text,
    review uuid,
    session uuid,
    blocked integer NOT NULL,
    PRIMARY KEY (cycle, person)
);

CREATE TABLE reviews (
    review uuid PRIMARY KEY,
    cycle uuid NOT NULL,
    organisation uuid NOT NULL,
    reviewee uuid NOT NULL,
    session uuid,
    stage text,
    stage_opens timestamptz,
    stages_done integer NOT NULL,
    state text NOT NULL,
    cause text,
    signature text,
    returned_step text,
    reopened_step text,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    paused_at timestamptz,
    version integer NOT NULL
);

-- Who is to act where, as the plan of the review stands after every change of hands. A seat that is
-- not named yet has somebody who was put forward for it, or waits for that.
CREATE TABLE seats (
    review uuid NOT NULL,
    step text NOT NULL,
    seat integer NOT NULL,
    stage text NOT NULL,
    role text NOT NULL,
    act text NOT NULL,
    is_conditional boolean NOT NULL,
    is_opened boolean NOT NULL,
    is_named boolean NOT NULL,
    person uuid,
    follows text NOT NULL,
    PRIMARY KEY (review, step, seat)
);

-- Every step that ever opened, once for each seat and round.
CREATE TABLE steps (
    review uuid NOT NULL,
    step text NOT NULL,
    seat integer NOT NULL,
    round integer NOT NULL,
    cycle uuid NOT NULL,
    stage text NOT NULL,
    role text NOT NULL,
    act text NOT NULL,
    state text NOT NULL,
    assignee uuid,
    owner uuid,
    opens_at timestamptz NOT NULL,
    due timestamptz,
    done_at timestamptz,
    verdict text,
    submission text,
    actor uuid,
    reminders integer NOT NULL,
    rungs integer NOT NULL,
    times integer NOT NULL,
    PRIMARY KEY (review, step, seat, round)
);

CREATE TABLE ratings (
    review uuid PRIMARY KEY,
    cycle uuid NOT NULL,
    session uuid,
    proposed integer,
    proposed_by uuid,
    on_board integer,
    calibrated integer,
    amended integer,
    final integer,
    is_moved boolean NOT NULL,
    moved_by uuid,
    reason_code text
);

CREATE TABLE sessions (
    session uuid PRIMARY KEY,
    cycle uuid NOT NULL,
    organisation uuid NOT NULL,
    facilitator uuid NOT NULL,
    panel jsonb NOT NULL,
    co_facilitators jsonb NOT NULL,
    opens_at timestamptz NOT NULL,
    due timestamptz NOT NULL,
    state text NOT NULL,
    moves integer NOT NULL,
    reminders integer NOT NULL,
    rungs integer NOT NULL,
    missing integer NOT NULL,
    locked_at timestamptz,
    locked_by uuid,
    version integer NOT NULL
);

CREATE TABLE session_members (
    session uuid NOT NULL,
    review uuid NOT NULL,
    reviewee uuid NOT NULL,
    hidden_from jsonb NOT NULL,
    is_withdrawn boolean NOT NULL,
    moves integer NOT NULL,
    last_move uuid,
    PRIMARY KEY (session, review)
);

-- Actions, without their words: who does what for whom by when, and how it ended.
CREATE TABLE actions (
    action uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    subject uuid NOT NULL,
    owner uuid NOT NULL,
    tasked_by uuid NOT NULL,
    origin text NOT NULL,
    cycle uuid,
    review uuid,
    asked_in uuid,
    due_on date NOT NULL,
    due timestamptz NOT NULL,
    state text NOT NULL,
    reminders integer NOT NULL,
    rungs integer NOT NULL,
    times integer NOT NULL,
    tasked_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    tempo jsonb NOT NULL,
    version integer NOT NULL
);

-- What reviews asked for that follows outside of them, and whether it was set going.
CREATE TABLE follow_ups (
    event uuid PRIMARY KEY,
    review uuid NOT NULL,
    cycle uuid NOT NULL,
    kind text NOT NULL,
    stage text,
    step text,
    seat integer,
    at timestamptz NOT NULL,
    state text NOT NULL
);

-- Development plans: between whom, and whose word they wait for. What they say, how often the two
-- talk and how a plan is to end is sealed in the log and stands in no table.
CREATE TABLE plans (
    plan uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    cycle uuid NOT NULL,
    review uuid NOT NULL,
    reviewee uuid NOT NULL,
    manager uuid,
    hr_partner uuid,
    begun_at timestamptz NOT NULL,
    edition integer NOT NULL,
    waits_for uuid,
    waits_since timestamptz,
    closing_for uuid,
    state text NOT NULL,
    cause text,
    closed_at timestamptz,
    version integer NOT NULL
);

-- Talks about a plan that were announced or noted; those to come stand in no table.
CREATE TABLE check_ins (
    plan uuid NOT NULL,
    number integer NOT NULL,
    due date,
    state text NOT NULL,
    held_at timestamptz,
    held_by uuid,
    waits_for uuid,
    acknowledged_at timestamptz,
    reminders integer NOT NULL,
    PRIMARY KEY (plan, number)
);

-- The outbox: who is to be told of what, from when on, and what came of it. What belongs to no
-- cycle has a kind (action, plan, feedback) and the organisation in the place of the cycle.
CREATE TABLE notices (
    notice uuid PRIMARY KEY,
    position bigint NOT NULL,
    cycle uuid NOT NULL,
    recipient uuid NOT NULL,
    stream uuid NOT NULL,
    review uuid,
    session uuid,
    kind text,
    about uuid,
    subject uuid,
    holder uuid,
    step text,
    seat integer,
    round integer,
    reason text NOT NULL,
    not_before timestamptz NOT NULL,
    due timestamptz,
    made_at timestamptz NOT NULL,
    state text NOT NULL,
    message uuid,
    settled_at timestamptz
);

-- The delivery ledger: every message and what became of it.
CREATE TABLE deliveries (
    message uuid PRIMARY KEY,
    cycle uuid NOT NULL,
    recipient uuid NOT NULL,
    channel text NOT NULL,
    at timestamptz NOT NULL,
    notices jsonb NOT NULL,
    state text NOT NULL,
    failure text
);

-- Feedback any time of the year: who gave it to whom, and when. The words are in the log alone.
CREATE TABLE feedback (
    feedback uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    giver uuid NOT NULL,
    receiver uuid NOT NULL,
    kind text NOT NULL,
    visible_to text NOT NULL,
    at timestamptz NOT NULL,
    withdrawn_at timestamptz
);

-- Which reviews without feedback were pointed out to the manager last, and since when they were.
CREATE TABLE quiet_reviews (
    review uuid PRIMARY KEY,
    cycle uuid NOT NULL,
    manager uuid NOT NULL,
    quiet_since date,
    at timestamptz NOT NULL
);

-- What happened in each review and session: the log itself, seen as far as the tables above go and
-- without its sealed parts. Pages see the view timeline on it, which shows each reader their own.
CREATE VIEW whole_timeline AS
SELECT position, stream_id AS stream, version, type, schema_version, data AS facts
FROM log.event
WHERE position <= (SELECT c.position FROM checkpoint AS c)
  AND type IN (
    'ReviewOpened', 'StageOpened', 'StageCompleted', 'StepOpened', 'StepBlocked', 'StepSubmitted',
    'StepSentBack', 'PeersNominated', 'PeersNamed', 'AssigneeReminded', 'RungReached', 'StepExpired', 'StepHandedOver',
    'PartHandedOver', 'DeadlineMoved', 'StageExtended', 'LeaveRecorded', 'CalibrationSettled',
    'ReviewPaused', 'ReviewResumed', 'ReviewCancelled', 'ReviewCompleted',
    'StepReopened', 'StepNudged', 'MoreTimeAsked', 'StageDeadlineMoved', 'ChangeOrdered', 'PeopleAdded',
    'CycleClosed',
    'SessionOpened', 'RatingMoved', 'FacilitatorReminded', 'SessionRungReached',
    'MemberWithdrawn', 'CoFacilitatorNamed', 'CoFacilitatorReleased', 'SessionLocked',
    'ReadingRecorded',
    'ActionTasked', 'ActionReminded', 'ActionRungReached', 'ActionMoved', 'ActionHandedOver',
    'ActionDone', 'ActionDropped',
    'PlanBegun', 'PlanEdited', 'PlanAcknowledged', 'AcknowledgementReminded', 'StandstillReported',
    'CheckInAnnounced', 'CheckInReminded', 'CheckInHeld', 'CheckInAcknowledged', 'PlanClosingAsked', 'PlanClosed',
    'PlanHandedOver',
    'FeedbackGiven', 'FeedbackWithdrawn', 'FeedbackMissed'
  );
