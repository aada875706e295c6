"""`perennial plan show`, `talks` and `waiting`: what plans say, and what waits in them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from domain.development.refusals import NoPlan
from domain.development.state import CheckIn, PlanState
from domain.ids import PersonId
from domain.people import Organisation, Person
from domain.views.telling import day_in_words
from gateway.looked_at import About, What, note_seen_at_shell
from gateway.present import present_of
from storage.archive import Archive
from storage.read_models.cycles import Cycle, cycle_of
from storage.read_models.development import (
    ComingTalk,
    PlanLine,
    coming_talks,
    opened_plan,
    plans_of,
    plans_waiting,
)
from workers.attach import reading
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

NOBODY = "somebody erased"


@dataclass(frozen=True)
class FoundPlan:
    """The latest plan of a person, and the present of its cycle."""

    line: PlanLine
    cycle: Cycle | None
    whose: Person

    @property
    def now(self) -> datetime:
        """Give the present moment by which the plan lives."""
        return present_of(self.cycle) if self.cycle else datetime.now(UTC)


async def the_plan(archive: Archive, whose: Person) -> FoundPlan:
    """Find the plan of a person: the one that is open, else the latest.

    Raises:
        NoPlan: they have none yet.
    """
    plans = await plans_of(archive.readers, whose.id)
    if not plans:
        raise NoPlan(f"{whose.display_full_name} has no development plan yet.")
    line = next((each for each in plans if each.state == "open"), plans[0])
    return FoundPlan(line, await cycle_of(archive.readers, line.cycle), whose)


async def show_plan(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whose plan it is.")],
    *,
    from_person: Annotated[
        str | None,
        typer.Option("--from", metavar="NUMBER", help="Who reads it; without, no words are shown."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a development plan: for whom it waits, and to those it concerns, what it says.

    Example: perennial plan show 1042 --from 1003
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        found = await the_plan(archive, one(person, people))
        state = None
        if from_person is not None:
            reader = one(from_person, people).id
            state = await opened_plan(archive.journal, found.line, reader)
            about = About(found.whose.id, found.line.cycle, found.line.review)
            await note_seen_at_shell(archive, reader, What.PLAN, about)
    if as_json:
        said = {"plan": state.plan, "check_ins": state.check_ins} if state else {}
        say_json({"line": asdict(found.line)} | said)
        return
    for told in _page(found, state, people):
        console.print(told, markup=False)


async def show_talks(
    person: Annotated[str, typer.Argument(metavar="MANAGER", help="Who leads the talks.")],
    *,
    as_json: AsJson = False,
) -> None:
    """List the next talk about the plan of everybody a manager stands beside.

    Example: perennial plan talks 1003
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        talks = await coming_talks(archive.readers, archive.journal, one(person, people).id)
    if as_json:
        say_json([_as_json(talk) for talk in talks])
        return
    table = Table(box=None)
    for column in ("due", "with", "talk"):
        table.add_column(column)
    for talk in talks:
        day = day_in_words(talk.check_in.due)
        table.add_row(day, _name(people, talk.reviewee), str(talk.check_in.number))
    console.print(table if talks else "  No talks to come.")


async def show_waiting(*, as_json: AsJson = False) -> None:
    """List the plans that were changed and wait until somebody acknowledges them.

    Example: perennial plan waiting
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        lines = await plans_waiting(archive.readers, archive.organisation)
    if as_json:
        say_json([asdict(line) for line in lines])
        return
    table = Table(box=None)
    for column in ("since", "plan of", "waits for"):
        table.add_column(column)
    for line in lines:
        since = day_in_words(line.waits_since.date()) if line.waits_since else ""
        table.add_row(since, _name(people, line.reviewee), _name(people, line.waits_for))
    console.print(table if lines else "  No plan waits for anybody.")


def _as_json(talk: ComingTalk) -> dict[str, object]:
    return {
        "plan": talk.plan,
        "reviewee": talk.reviewee,
        "number": talk.check_in.number,
        "due": talk.check_in.due,
    }


def _page(found: FoundPlan, state: PlanState | None, people: Organisation) -> Iterator[str]:
    line = found.line
    yield f"\n{found.whose.display_full_name}, development plan: {line.state}"
    yield f"  begun {day_in_words(line.begun_at.date())}, with {_name(people, line.manager)}"
    if line.waits_for is not None:
        yield f"  paused until {_name(people, line.waits_for)} acknowledges it"
    if line.closing_for is not None:
        yield f"  to be closed if {_name(people, line.closing_for)} agrees"
    if state is not None:
        yield from _words(state, people)


def _words(state: PlanState, people: Organisation) -> Iterator[str]:
    plan = state.plan
    yield f"  strengths: {plan.strengths}"
    for aim in plan.aims:
        skill = f" ({aim.skill})" if aim.skill else ""
        yield f"  aim {aim.id}{skill}: {aim.what}; seen by: {aim.seen_by}"
    for goal in plan.goals:
        yield f"  goal {goal.id}: {goal.what}; seen by: {goal.seen_by}"
    for action in plan.actions:
        owner = _name(people, action.owner)
        yield f"  action {action.id}: {action.what}; {owner} by {day_in_words(action.due)}"
    yield f"  support: {plan.support}"
    yield f"  rhythm: {plan.rhythm}"
    if state.agreed.reason:
        yield f"  decided: {state.agreed.decision}; {state.agreed.reason}"
    for check_in in state.check_ins:
        yield f"  talk {check_in.number}, due {day_in_words(check_in.due)}: {_talk(check_in)}"


def _talk(check_in: CheckIn) -> str:
    if check_in.held_by is None:
        return "to come"
    aims = check_in.words.aims.items() if check_in.words else ()
    stands = "".join(f"; aim {aim} {progress.replace('_', ' ')}" for aim, progress in aims)
    notes = check_in.words.notes if check_in.words else "erased"
    return f"noted by the {check_in.held_by}: {notes}{stands}"


def _name(people: Organisation, person: PersonId | None) -> str:
    known = people.get(person) if person else None
    return known.display_full_name if known else NOBODY if person else "nobody"
