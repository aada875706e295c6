"""Everything that lies before one person, and everything of their own: the page they begin at."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.definition.words import Role
from domain.ids import ActionId, CycleId, PersonId, ReviewId, StageId, StepId
from domain.visibility import Viewer
from gateway.looked_at import About, What, note_seen
from gateway.present import present_of
from storage.archive import Archive
from storage.read_models.action_words import words_of_many
from storage.read_models.actions import ActionWords
from storage.read_models.cycles import Cycle, all_cycles
from storage.read_models.development import PlanLine, plans_of
from storage.read_models.inbox import Inbox, inbox
from storage.read_models.people import Names, names_of
from storage.read_models.reviews import ReviewLine, StepLine, reviews_of_person
from storage.read_models.team import (
    QuietReport,
    TeamLine,
    quiet_reports,
    steps_waiting,
    team_of,
)
from storage.read_models.timeline_seen import open_to

_AS_MANAGER = Viewer(roles=frozenset({Role.MANAGER}))


@dataclass(frozen=True)
class Reported:
    """Somebody of the team, and the steps in their review that wait, as a manager may know."""

    line: TeamLine
    waits: tuple[StepLine, ...]
    at: datetime
    """The present of the cycle of the review."""


@dataclass(frozen=True)
class MyWork:
    """What a page shows of one person's work; names are told to that person."""

    person: PersonId
    inbox: Inbox
    words: Mapping[ActionId, ActionWords]
    reviews: tuple[ReviewLine, ...]
    plans: tuple[PlanLine, ...]
    team: tuple[Reported, ...]
    quiet: tuple[QuietReport, ...]
    cycles: Mapping[CycleId, Cycle]
    names: Names

    def step_title(self, cycle: CycleId | None, step: StepId) -> str:
        """Give what a step is called; by its id where nobody knows."""
        known = self.cycles.get(cycle) if cycle else None
        steps = known.definition.steps if known else ()
        return next((each.title for each in steps if each.id == step), str(step))

    def stage_title(self, cycle: CycleId | None, stage: StageId | None) -> str:
        """Give what a stage is called; by its id where nobody knows."""
        known = self.cycles.get(cycle) if cycle else None
        stages = known.definition.stages if known else ()
        return next((each.title for each in stages if each.id == stage), str(stage or ""))

    def cycle_title(self, cycle: CycleId) -> str:
        """Give what a cycle is called."""
        known = self.cycles.get(cycle)
        return known.title if known else ""


async def my_work(archive: Archive, person: PersonId, at: datetime) -> MyWork:
    """Gather what lies before a person; `at` is the real present."""
    pool = archive.readers
    cycles, found, reviews, plans, (team, quiet) = await asyncio.gather(
        all_cycles(pool, archive.organisation),
        inbox(pool, person, at),
        reviews_of_person(pool, person),
        plans_of(pool, person),
        _led(archive, person),
    )
    known = {cycle.cycle: cycle for cycle in cycles}
    waits, words = await asyncio.gather(
        steps_waiting(pool, [line.review for line in team if line.review and line.state == "open"]),
        words_of_many(archive, [action.action for action in found.actions], person),
    )
    reported = tuple(_reported(line, waits, known, person, at) for line in team)
    if words:
        await note_seen(archive, person, What.ACTIONS, "owner", About(person))
    names = await names_of(pool, _people_in(found, reported, quiet), reader=person)
    return MyWork(
        person=person,
        inbox=found,
        words=words,
        reviews=tuple(reviews),
        plans=tuple(plans),
        team=reported,
        quiet=tuple(quiet),
        cycles=known,
        names=names,
    )


async def _led(archive: Archive, person: PersonId) -> tuple[list[TeamLine], list[QuietReport]]:
    """Give whom somebody leads; nothing more is asked for whoever leads nobody."""
    team = await team_of(archive.readers, person)
    return team, await quiet_reports(archive.readers, person) if team else []


def _reported(
    line: TeamLine,
    waits: Mapping[ReviewId, list[StepLine]],
    cycles: Mapping[CycleId, Cycle],
    reader: PersonId,
    at: datetime,
) -> Reported:
    cycle = cycles.get(line.cycle) if line.cycle else None
    if cycle is None or line.review is None:
        return Reported(line, (), at)
    now = present_of(cycle)
    steps = open_to(waits.get(line.review, []), cycle.definition, _AS_MANAGER, reader)
    return Reported(line, tuple(step for step in steps if step.opens_at <= now), now)


def _people_in(
    found: Inbox, team: Iterable[Reported], quiet: Iterable[QuietReport]
) -> set[PersonId]:
    steps = (*found.to_do, *found.upcoming, *found.blocked)
    people = {step.reviewee for step in steps} | {duty.reviewee for duty in found.plans}
    for action in found.actions:
        people |= {action.subject, action.owner, action.tasked_by}
    for each in team:
        people |= {who for step in each.waits for who in (step.assignee, step.owner) if who}
    return people | {each.reviewee for each in quiet}
