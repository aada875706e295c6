"""What one review and one submission cost, by what loads have measured."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from domain.value import Value
from workers.load.figures import LoadFigures
from workers.load.habits import Window, habit_of, moment

SUBMISSIONS: Final = 6
"""What is handed in for a review of the annual process."""

PARTS: Final = ("worker", "site", "projector", "postgres", "temporal")
DRAWS: Final = 4000
_OPENS: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
_WINDOW: Final = Window(_OPENS, _OPENS + timedelta(days=14, hours=13))
_REMINDED: Final = _WINDOW.due - timedelta(days=5)
"""Three working days before the deadline, from a Monday to a Monday."""

_HOUR: Final = 3600


class Habits(Value):
    """How people of a load spread over the two weeks that they have for a step.

    Attributes:
        busiest_hour: the part of them that hands in within the busiest hour.
        not_yet: the part of them that is reminded three working days before the deadline.
    """

    busiest_hour: float
    not_yet: float


class Units(Value):
    """Costs of one review of six submissions, and of one submission. Seconds are of one core.

    Attributes:
        actions: of Temporal, a review.
        transitions_open: state transitions of opening a review.
        transitions_step: state transitions of a submission, its reminders included.
        open_seconds: by part, to open a review.
        step_seconds: by part, of a submission with the looks and drafts before it.
        review_bytes: what the database keeps of a review, by schema.
        written_bytes: what is written ahead for a submission.
        temporal_bytes: what Temporal keeps of a review, its history at least.
        history_bytes: the history of a completed review.
        messages: how many go out for a review.
        facts: how many a review leaves in the log.
        opens_per_second: how fast a launch went.
        worker_megabytes: a worker at most, with as many reviews as it keeps at hand.
        site_megabytes: a site at most.
        projector_megabytes: a projector at most.
    """

    actions: float
    transitions_open: float
    transitions_step: float
    open_seconds: dict[str, float]
    step_seconds: dict[str, float]
    review_bytes: dict[str, float]
    written_bytes: float
    temporal_bytes: float
    history_bytes: float
    messages: float
    facts: float
    opens_per_second: float
    worker_megabytes: float
    site_megabytes: float
    projector_megabytes: float


def units_of(whole: LoadFigures, largest: LoadFigures) -> Units:
    """Share out what two loads have measured: one of six submissions a review, and the largest.

    What a review leaves behind comes from the first, where nothing has to be scaled; how fast it
    goes, and what it takes of processors and memory, from the largest.
    """
    steps, reviews = max(largest.played.submissions, 1), largest.asked.reviews
    temporal, opened = whole.temporal, whole.temporal.transitions_at_launch or 0
    many = max(whole.played.submissions, 1)
    return Units(
        actions=whole.per_review(temporal.actions or 0),
        transitions_open=whole.per_review(opened),
        transitions_step=((temporal.transitions or 0) - opened) / many,
        open_seconds=_shared(largest, "cpu_seconds_of_launch", reviews),
        step_seconds=_shared(largest, "cpu_seconds_of_play", steps),
        review_bytes={
            name: whole.per_review(size) for name, size in whole.database.schemas.items()
        },
        written_bytes=largest.database.written_ahead / steps,
        # A small load is lost in what an SQLite file has in reserve; a history is kept in any case.
        temporal_bytes=max(
            whole.per_review(temporal.persistence_bytes or 0), temporal.history_bytes
        ),
        history_bytes=temporal.history_bytes,
        messages=whole.per_review(whole.events_of("MessageSent")),
        facts=whole.per_review(whole.database.events),
        opens_per_second=largest.launched.per_second,
        worker_megabytes=_most(largest, "worker"),
        site_megabytes=_most(largest, "site"),
        projector_megabytes=_most(largest, "projector"),
    )


def habits_drawn() -> Habits:
    """Draw many people, and see when they hand in."""
    zone, chance = ZoneInfo("Europe/Berlin"), Random("sizing")  # noqa: S311 - a draw, no secret
    at = sorted(moment(habit_of(chance), _WINDOW, zone, chance) for _ in range(DRAWS))
    hours: dict[int, int] = {}
    for each in at:
        hour = int(each.timestamp()) // _HOUR
        hours[hour] = hours.get(hour, 0) + 1
    return Habits(
        busiest_hour=max(hours.values()) / DRAWS,
        not_yet=sum(each > _REMINDED for each in at) / DRAWS,
    )


def _shared(found: LoadFigures, what: str, among: int) -> dict[str, float]:
    told: Mapping[str, float] = {
        name: float(getattr(found.parts[name], what)) for name in PARTS if name in found.parts
    }
    return {name: max(each, 0.0) / among for name, each in told.items()}


def _most(found: LoadFigures, part: str) -> float:
    return found.parts[part].megabytes_at_most if part in found.parts else 0.0
