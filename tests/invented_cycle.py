"""A cycle of any size as the read models would show it, put there without a log."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import asyncpg

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_text
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, OrganisationId, PersonId
from storage.projections import generation

ORGANISATION: Final = OrganisationId(UUID(int=7))
CYCLE: Final = CycleId(UUID(int=0xC))
NOW: Final = datetime(2026, 7, 1, 10, tzinfo=UTC)
TEAM: Final = 8
PARTNERS: Final = 20

# invent_people: people in teams under managers, in departments, places and units of HR.
INVENT_PEOPLE: Final = """
INSERT INTO read.people (
    person, organisation, version, manager, hr_partner, employee_number, display_full_name,
    work_email, department, job_title, location, time_zone, start_date, employment_status, leaves)
SELECT lpad(to_hex(n), 32, '0')::uuid, $1, 1,
       CASE WHEN n >= $3 THEN lpad(to_hex(n / $3), 32, '0')::uuid END,
       lpad(to_hex(n % $4 + 1), 32, '0')::uuid,
       n::text, 'Person ' || substr(md5(n::text), 1, 8), 'p' || n || '@halden.example',
       'Department ' || n % 24, 'Engineer', 'Place ' || n % 7, 'Europe/Berlin', '2020-01-01',
       'active', '[]'
FROM generate_series(1, $2) AS n
"""

# invent_reviews: one review each, two stages done.
INVENT_REVIEWS: Final = """
INSERT INTO read.reviews (
    review, cycle, organisation, reviewee, stage, stages_done, state, opened_at, version)
SELECT (lpad(to_hex(n), 8, '0') || lpad('1', 24, '0'))::uuid, $3, $1,
       lpad(to_hex(n), 32, '0')::uuid, $4, 2, 'open', '2026-01-05', 9
FROM generate_series(1, $2) AS n
"""

# invent_seats: every seat of the plan; so many steps of it have opened.
INVENT_SEATS: Final = """
INSERT INTO read.seats (
    review, step, seat, stage, role, act, is_conditional, is_opened, is_named, person, follows)
SELECT r.review, s.step, 0, s.stage, s.role, s.act, FALSE, s.place <= $4, TRUE,
       CASE WHEN s.role = 'reviewee' THEN r.reviewee ELSE p.manager END, 'manager'
FROM read.reviews AS r
JOIN read.people AS p ON p.person = r.reviewee
CROSS JOIN unnest($1::text[], $2::text[], $3::text[], $5::text[])
    WITH ORDINALITY AS s (step, stage, role, act, place)
WHERE r.cycle = $6
"""

# invent_steps: what has opened is done, but for the last, which is open, late or blocked.
INVENT_STEPS: Final = """
INSERT INTO read.steps (
    review, step, seat, round, cycle, stage, role, act, state, assignee, opens_at, due, done_at,
    reminders, rungs, times)
SELECT review, step, 0, 1, $1, stage, role, act,
       CASE WHEN NOT is_last THEN 'done' WHEN chance < 30 THEN 'done'
            WHEN chance < 32 THEN 'blocked' ELSE 'open' END,
       CASE WHEN is_last AND chance BETWEEN 30 AND 31 THEN NULL ELSE person END,
       '2026-01-05'::timestamptz + place * interval '14 days',
       '2026-01-15'::timestamptz + place * interval '14 days'
           + CASE WHEN is_last THEN chance * interval '1 day' ELSE interval '0' END,
       CASE WHEN NOT is_last OR chance < 30
            THEN '2026-01-06'::timestamptz + place * interval '14 days'
                 + chance * interval '3 hours' END,
       0, 0, 1
FROM (
    SELECT t.*, s.place, s.place = $3 AS is_last, abs(hashtext(t.review::text || t.step)) % 100
        AS chance
    FROM read.seats AS t
    JOIN read.reviews AS r ON r.review = t.review AND r.cycle = $1
    JOIN unnest($2::text[]) WITH ORDINALITY AS s (step, place) USING (step)
    WHERE t.is_opened
) AS opened
"""

# invent_ratings: three in four have been rated, one in ten was moved.
INVENT_RATINGS: Final = """
INSERT INTO read.ratings (review, cycle, proposed, proposed_by, calibrated, final, is_moved)
SELECT review, cycle, 1 + chance % 5, reviewee, 1 + (chance + (chance % 10) / 9) % 5,
       1 + (chance + (chance % 10) / 9) % 5, chance % 10 = 9
FROM (SELECT *, abs(hashtext(review::text)) % 100 AS chance FROM read.reviews) AS invented
WHERE cycle = $1 AND chance < 75
"""

# invent_cycle: the cycle itself.
INVENT_CYCLE: Final = """
INSERT INTO read.cycles (
    cycle, organisation, key, title, definition, tempo, people, state, launched_at)
VALUES ($1, $2, $3, $4, $5, '{"segments": []}', $6, 'running', '2026-01-05')
"""


def definition() -> CycleDefinition:
    """Give the process the invented cycle follows."""
    found = read_cycle(template_text("annual-six-stage")).definition
    if found is None:
        raise AssertionError("the template is sound")
    return found


def partner(number: int = 1) -> PersonId:
    """Give one of those in HR who have a unit."""
    return PersonId(UUID(int=number))


async def invent(connection: asyncpg.Connection, people: int = 10_000, opened: int = 9) -> CycleId:
    """Fill the read models with one cycle for so many people; `opened` steps of each have opened.

    Whoever connects may build schemas: an owner or a superuser.
    """
    process = definition()
    steps = [step for step in process.steps if step.only_if is None]
    stage_of = {step.id: stage.id for stage in process.stages for step in stage.steps}
    names = [step.id for step in steps]
    stages = [stage_of[step.id] for step in steps]
    roles = [step.role.value for step in steps]
    acts = [step.act.value for step in steps]
    if not await generation.exists(connection, generation.LIVE):
        await generation.create(connection, generation.LIVE)
        await connection.execute(f"SET search_path = {generation.LIVE}")
        await connection.execute(generation.indexes_sql())
        await connection.execute("RESET search_path")
        await connection.execute("GRANT USAGE ON SCHEMA read TO perennial_reader")
        await connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA read TO perennial_reader")
    text = process.model_dump_json()
    await connection.execute(
        INVENT_CYCLE, CYCLE, ORGANISATION, process.key, process.title, text, people
    )
    await connection.execute(INVENT_PEOPLE, ORGANISATION, people, TEAM, PARTNERS)
    await connection.execute(INVENT_REVIEWS, ORGANISATION, people, CYCLE, stages[opened - 1])
    await connection.execute(INVENT_SEATS, names, stages, roles, opened, acts, CYCLE)
    await connection.execute(INVENT_STEPS, CYCLE, names, opened)
    await connection.execute(INVENT_RATINGS, CYCLE)
    await generation.count_rows(connection)
    return CYCLE
