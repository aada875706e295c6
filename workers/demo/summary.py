"""What came of the year, as numbers: for the terminal, and as the one JSON object of scripts."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import computed_field

from domain.ids import CycleId
from domain.review.verdict import Verdict
from domain.value import Fact
from storage.read_models.open_steps import open_steps
from storage.read_models.ratings import before_and_after, ratings_of_cycle
from storage.read_models.reviews import reviews_of_cycle
from workers.demo.checked import Checked
from workers.demo.histories import actions_afterwards, actions_around, length_of_reviews
from workers.demo.tally import Tally
from workers.office import Office

ONE_DAY: Final = timedelta(days=1)


class StageCount(Fact):
    """How many reviews came to a stage and how many completed it."""

    stage: str
    title: str
    entered: int
    completed: int


class LevelCount(Fact):
    """How many reviews stood at a level before the panels met, and at the end."""

    level: int
    label: str
    before: int
    after: int


class WaitingFor(Fact):
    """A step that was open at the end of the year, and the number of who holds it."""

    step: str
    number: str
    due: datetime


class Summary(Fact):
    """The year in numbers. Times are real seconds, `blocked_days` are days of the cycle's time."""

    cycle: str
    cycle_id: CycleId
    seed: int
    people: int
    reviews: int
    completed: int
    cancelled: int
    open: int
    stages: tuple[StageCount, ...]
    submissions: int
    sent_back: int
    late_refused: int
    reminders: int
    escalations: int
    expired: int
    handed_over: int
    deadlines_moved: int
    blocked: int
    blocked_now: int
    blocked_days: float
    disputes: int
    amended: int
    declined: int
    witnessed: int
    sessions_locked: int
    ratings_moved: int
    ratings: tuple[LevelCount, ...]
    waiting: tuple[WaitingFor, ...]
    readings: int
    feedback: int
    recognised: int
    quiet: int
    turned_down: int
    actions_tasked: int
    actions_done: int
    actions_dropped: int
    plans: int
    notices: int
    messages: int
    messages_failed: int
    events: int
    actions: int | None
    actions_per_review: float | None
    cycle_actions: int | None
    cycle_actions_share: float | None
    later_actions: int | None
    history_events_per_review: float
    history_bytes_per_review: float
    seconds: float
    checked: Checked | None = None

    @computed_field
    def ratings_before(self) -> dict[int, int]:
        """Give the number of reviews at each level before the panels met."""
        return {level.level: level.before for level in self.ratings}

    @computed_field
    def ratings_after(self) -> dict[int, int]:
        """Give the number of reviews at each level at the end."""
        return {level.level: level.after for level in self.ratings}


@dataclass(frozen=True)
class Measured:
    """What is measured outside the log: the server's count of actions, and the real time."""

    actions: int | None
    seconds: float
    refused: int
    seed: int


async def summarise(office: Office, cycle: CycleId, tally: Tally, measured: Measured) -> Summary:
    """Put the year together from the log, the read models and the server's own count."""
    definition = tally.definition
    reviews = await reviews_of_cycle(office.archive.readers, cycle)
    ended = Counter(line.state for line in reviews)
    length = await length_of_reviews(office.client, cycle, [line.review for line in reviews])
    around = await actions_around(office.client)
    later = await actions_afterwards(office.client)
    scale = definition.rating_scale.levels if definition.rating_scale else ()
    labels = {level.value: level.label for level in scale}
    ratings = before_and_after(await ratings_of_cycle(office.archive.readers, cycle), labels)
    known = {
        "cycle": definition.key,
        "cycle_id": cycle,
        "seed": measured.seed,
        "people": tally.events["PersonJoined"],
        "reviews": len(reviews),
        "completed": ended["completed"],
        "cancelled": ended["cancelled"],
        "open": ended["open"],
        "stages": _stages(tally),
        "ratings": tuple(
            LevelCount(level=r.level, label=labels[r.level], before=r.before, after=r.after)
            for r in ratings
        ),
        "late_refused": measured.refused,
        "waiting": await _waiting(office, cycle),
        "history_events_per_review": length.events,
        "history_bytes_per_review": length.size,
        "seconds": round(measured.seconds, 1),
    }
    return Summary.model_validate(
        known | _happened(tally) | _actions(measured.actions, around, later, len(reviews))
    )


async def _waiting(office: Office, cycle: CycleId) -> tuple[WaitingFor, ...]:
    people = await office.archive.people()
    waiting = await open_steps(office.archive.readers, cycle)
    holders = [(each, people.get(each.assignee)) for each in waiting if each.assignee]
    return tuple(
        WaitingFor(step=each.step, number=holder.employee_number, due=each.due)
        for each, holder in holders
        if holder is not None
    )


def _stages(tally: Tally) -> tuple[StageCount, ...]:
    return tuple(
        StageCount(
            stage=stage.id,
            title=stage.title,
            entered=tally.entered[stage.id],
            completed=tally.left[stage.id],
        )
        for stage in tally.definition.stages
    )


def _happened(tally: Tally) -> dict[str, object]:
    events, verdicts = tally.events, tally.verdicts
    lengths = tally.unblocked
    days = sum(lengths, timedelta(0)) / ONE_DAY / len(lengths) if lengths else 0.0
    return {
        "submissions": events["StepSubmitted"] + events["StepSentBack"],
        "sent_back": events["StepSentBack"],
        "reminders": tally.reminders,
        "escalations": tally.escalations,
        "expired": events["StepExpired"],
        "handed_over": events["StepHandedOver"],
        "deadlines_moved": events["DeadlineMoved"],
        "blocked": len(tally.blocked) + len(lengths),
        "blocked_now": len(tally.blocked),
        "blocked_days": round(days, 1),
        "disputes": verdicts[Verdict.DISPUTED],
        "amended": verdicts[Verdict.AMENDED],
        "declined": verdicts[Verdict.DECLINED],
        "witnessed": verdicts[Verdict.WITNESSED],
        "sessions_locked": events["SessionLocked"],
        "ratings_moved": events["RatingMoved"],
        **_said(tally),
        "notices": tally.notices,
        "messages": events["MessageSent"],
        "messages_failed": events["MessageFailed"],
        "events": sum(events.values()),
    }


def _said(tally: Tally) -> dict[str, object]:
    """Count what people told each other, set themselves and did between the steps."""
    events, verdicts = tally.events, tally.verdicts
    return {
        "readings": events["ReadingRecorded"],
        "feedback": events["FeedbackGiven"],
        "recognised": tally.recognised,
        "quiet": events["FeedbackMissed"],
        "turned_down": verdicts[Verdict.TURNED_DOWN],
        "actions_tasked": events["ActionTasked"],
        "actions_done": events["ActionDone"],
        "actions_dropped": events["ActionDropped"],
        "plans": events["PlanBegun"],
    }


def _actions(whole: int | None, around: int, later: int, reviews: int) -> dict[str, object]:
    """Share Temporal's actions out: of the reviews, of the cycle, of actions and plans."""
    if whole is None or not reviews:
        names = ("actions", "actions_per_review", "cycle_actions", "cycle_actions_share")
        return dict.fromkeys((*names, "later_actions"))
    return {
        "actions": whole,
        "actions_per_review": round((whole - around - later) / reviews, 1),
        "cycle_actions": around,
        "cycle_actions_share": round(around / whole, 3) if whole else 0.0,
        "later_actions": later,
    }
