"""A small firm in the middle of its year: objectives are agreed, looked at, and changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import JsonValue

from domain.content import ContentRef
from domain.cycle.events import CycleLaunched, LaunchResult, PeopleTakenIn
from domain.definition.cycle import CycleDefinition
from domain.definition.words import FieldKind
from domain.goals import Goal
from domain.ids import CycleId, PersonId, ReviewId
from domain.people import Organisation
from domain.people_events import PersonEvent, differences
from domain.progress.changes import read_changes
from domain.progress.reading import read_progress
from storage.archive import Archive
from storage.projections.projector import Projector
from tests.played_cycle import (
    LAUNCHED_AT,
    PROMPT,
    Batch,
    Habit,
    Stage,
    Story,
    launch_of,
    organisation,
)
from tests.storage.reading import record
from tests.storage.steered import story
from tests.unit.progress_facts import FASTER, GOALS, said, written

ABOUT = "Some confidential words about "
BEFORE_MID_YEAR = datetime(2026, 5, 15, tzinfo=UTC)
AFTER_MID_YEAR = datetime(2026, 9, 1, tzinfo=UTC)
REASON = "The merger moved the desk."
SERVED = tuple(
    goal.model_copy(update={"serves_none_because": "It came with the merger."}) for goal in GOALS
)
HEAVIER = SERVED[0].model_copy(update={"weight": Decimal(70)})


@dataclass(frozen=True)
class Firm:
    """Who is in review, in which cycle."""

    people: Organisation
    launch: CycleLaunched
    stories: tuple[Story, ...]

    @property
    def cycle(self) -> CycleId:
        return self.launch.cycle

    @property
    def reviewee(self) -> PersonId:
        return self.stories[0].state.planned.reviewee

    @property
    def review(self) -> ReviewId:
        return self.stories[0].review


async def firm(
    archive: Archive,
    live: Projector,
    until: datetime,
    *,
    count: int = 1,
    habit: Habit = PROMPT,
    sign_in_on_links: bool = False,
) -> Firm:
    """Let the reviews of so many people go on until then, and fold them into the read models."""
    people = organisation(max(20, count + 4))
    stage = speaking(archive.vault.stage, launch_of(people, []).definition)
    stories = tuple(story(stage, 5 + number, habit) for number in range(count))
    for each in stories:
        await each.go_on(until)
    launch = launch_of(people, [each.state.planned.reviewee for each in stories])
    rules = {"sign_in_on_links": sign_in_on_links}
    definition = launch.definition.model_copy(update=rules)
    launch = launch.model_copy(update={"definition": definition})
    batches = [*_opening(launch, people, stories), *(b for each in stories for b in each.batches)]
    await record(archive.journal, batches)
    await live.catch_up()
    return Firm(people, launch, stories)


def _opening(
    launch: CycleLaunched, people: Organisation, stories: tuple[Story, ...]
) -> list[Batch]:
    joined: list[PersonEvent] = [
        event for one in people.values() for event in differences(None, 0, one, LAUNCHED_AT)
    ]
    results = tuple(
        LaunchResult(
            person=each.state.planned.reviewee, outcome="opened", review=each.review, session=None
        )
        for each in stories
    )
    taken_in = PeopleTakenIn(at=LAUNCHED_AT, page=0, results=results)
    return [
        *(Batch(event.person, 0, (event,)) for event in joined),
        Batch(launch.cycle, 0, (launch, taken_in)),
    ]


def speaking(stage: Stage, definition: CycleDefinition) -> Stage:
    """Put the words of objectives in the place of those that the story makes up."""
    words = {
        f"{ABOUT}{step.id}.": {
            field.id: ANSWERS[field.kind]()
            for field in definition.forms[step.form].fields
            if field.kind in ANSWERS
        }
        for step in definition.steps
        if step.form
    }

    async def staged(content: UUID, subject: UUID, told: Mapping[str, JsonValue]) -> ContentRef:
        return await stage(content, subject, words.get(str(told.get("text"))) or told)

    return staged


def _goals() -> JsonValue:
    return [written(goal) for goal in SERVED]


def _progress() -> JsonValue:
    told: dict[str, JsonValue] = {
        "faster": said(value=6),
        "rollout": said(done=["trial"]),
        "trust": said(level=1, obstacle="The team is dissolved."),
    }
    return read_progress(told, SERVED, datetime(2026, 6, 9, tzinfo=UTC).date())


def _changes() -> JsonValue:
    answer: list[JsonValue] = [
        {"goal": "trust", "change": "dropped", "reason": "The team is dissolved."},
        {"goal": "faster", "change": "changed", "reason": REASON, "becomes": written(HEAVIER)},
    ]
    definition = launch_of(organisation(5), []).definition
    return read_changes(answer, SERVED, definition.goals.model_copy(update={"minimum": 1}))


ANSWERS: dict[FieldKind, Callable[[], JsonValue]] = {
    FieldKind.GOALS: _goals,
    FieldKind.GOAL_PROGRESS: _progress,
    FieldKind.GOAL_CHANGES: _changes,
}
WAS: Goal = FASTER.model_copy(update={"serves_none_because": "It came with the merger."})
