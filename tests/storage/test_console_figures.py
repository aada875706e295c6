"""What the console draws is what the log says: counted in another way, with the same result."""

from datetime import datetime

import asyncpg
import pytest

from domain.ids import StageId
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.projections.projector import Projector
from storage.read_models.console_needs import reviews_by_state, what_needs_hr
from storage.read_models.console_people import Filter, Trouble, people_of_cycle
from storage.read_models.console_progress import (
    GroupedBy,
    GroupLine,
    done_by_day,
    spread_of_ratings,
    standing,
    workloads,
)
from storage.read_models.progress import (
    Counts,
    blocked_steps,
    by_stage,
    overdue_steps,
    progress,
    total,
)
from storage.read_models.ratings import ratings_of_cycle
from storage.read_models.reviews import steps_of_review
from storage.staging import Vault
from tests.played_cycle import (
    DISPUTING,
    LATE,
    LAUNCHED_AT,
    MET_AT,
    PROMPT,
    RETURNED,
    SILENT,
    PlayedCycle,
    play,
)
from tests.storage.reading import journal_of, record


@pytest.fixture
async def played(store: EventStore, keys: KeyRing, vault: Vault, live: Projector) -> PlayedCycle:
    """A year of five people, of whom some are late and some never answer."""
    year = await play(5, vault.stage, (PROMPT, RETURNED, DISPUTING, LATE, SILENT))
    await record(journal_of(store, keys, vault), year.batches())
    await live.catch_up()
    return year


@pytest.mark.parametrize("at", [LAUNCHED_AT, MET_AT])
async def test_steps_are_counted_as_ever(
    played: PlayedCycle, readers: asyncpg.Pool, at: datetime
) -> None:
    cycle = played.launch.cycle
    lines = await progress(readers, cycle, at)
    for by in GroupedBy:
        counted = await standing(readers, cycle, at, by=by)
        assert _stages(counted) == by_stage(lines)
    grouped = {(each.group, each.stage): each.counts for each in await standing(readers, cycle, at)}
    assert grouped == {(each.department, each.stage): each.counts for each in lines}


async def test_what_was_done_day_by_day_adds_up(played: PlayedCycle, readers: asyncpg.Pool) -> None:
    cycle = played.launch.cycle
    days = await done_by_day(readers, cycle, "Europe/Berlin")
    assert sum(each.steps for each in days) == total(await progress(readers, cycle, MET_AT)).done
    assert len({each.day for each in days}) > 5


async def test_what_needs_hr_is_what_is_overdue_and_blocked(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    cycle = played.launch.cycle
    needs = await what_needs_hr(readers, cycle, MET_AT)
    assert needs.overdue == len(await overdue_steps(readers, cycle, MET_AT))
    assert needs.blocked == len(await blocked_steps(readers, cycle))
    late = await people_of_cycle(readers, cycle, MET_AT, Filter(trouble=Trouble.LATE))
    found = await overdue_steps(readers, cycle, MET_AT)
    assert {line.review for line in late.lines} == {step.review for step in found}
    assert sum(line.overdue for line in late.lines) == needs.overdue


async def test_loads_are_the_open_steps_of_managers(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    cycle = played.launch.cycle
    loads = await workloads(readers, cycle, MET_AT)
    lines = [line for s in played.stories for line in await steps_of_review(readers, s.review)]
    theirs = [line for line in lines if line.state == "open" and "manager" in line.role]
    assert sum(each.open for each in loads) == len(theirs)
    assert sum(each.overdue for each in loads) == sum(
        line.due is not None and line.due < MET_AT for line in theirs
    )
    assert {each.person for each in loads} == {line.assignee for line in theirs}


async def test_ratings_are_counted_without_saying_whose(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    cycle = played.launch.cycle
    counted = await spread_of_ratings(readers, cycle)
    ratings = [each for each in await ratings_of_cycle(readers, cycle) if each.proposed]
    told = {(each.proposed, each.final): each.reviews for each in counted}
    assert told == {
        pair: sum((each.proposed, each.final) == pair for each in ratings)
        for pair in {(each.proposed, each.final) for each in ratings}
    }
    assert (await reviews_by_state(readers, cycle)).reviews == 5


def _stages(lines: list[GroupLine]) -> dict[StageId, Counts]:
    stages: dict[StageId, Counts] = {}
    for line in lines:
        stages[line.stage] = stages.get(line.stage, Counts()).plus(line.counts)
    return stages
