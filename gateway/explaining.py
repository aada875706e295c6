"""Why one process waits: what the log says, what was sent, and where Temporal stands."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError

from activities import starting
from activities.outgoing import outgoing_of
from activities.rebuilding.server import OVER, standing_of
from domain.definition.words import Role
from domain.ids import PersonId
from domain.review.events import ReviewCancelled, ReviewEvent
from domain.review.explaining import Call, Ended, Explanation, explain, moment
from gateway.process_meant import CycleMeant, ReviewMeant, process_meant
from gateway.stuck_in_temporal import StuckInTemporal, failing_in
from storage.acting import acting_as_process
from storage.archive import Archive
from storage.read_models.asking import NothingToShowYet
from storage.read_models.ledger import LedgerLine, ledger_of_review
from storage.read_models.progress import blocked_steps, overdue_steps
from storage.read_models.reviews import count_open
from storage.read_models.waiting_notices import WaitsToBeTold, waiting_about

PATIENCE: Final = timedelta(seconds=5)
_BOTH: Final = '--by NUMBER --reason "..."'


@dataclass(frozen=True, slots=True)
class Explained:
    """A process explained: `possible` are commands."""

    workflow: str
    at: datetime
    sentences: tuple[str, ...]
    possible: tuple[str, ...]

    def told(self) -> dict[str, object]:
        """Tell it for programs."""
        return {
            "workflow": self.workflow,
            "at": self.at.isoformat(),
            "sentences": list(self.sentences),
            "possible": list(self.possible),
        }


async def explained(
    archive: Archive, client: Client | None, words: str, call: Call = str
) -> Explained:
    """Explain a review or a cycle to an operator; `call` names people, by their ids if need be.

    Raises:
        NoSuchProcess: nothing of that name was launched here.
        LogOutOfReach: the database did not answer.
    """
    with acting_as_process():  # states, ids and dates alone come out of it
        meant = await process_meant(archive, words)
        now = datetime.now(UTC)
        at = meant.tempo.virtual(now)
        if isinstance(meant, CycleMeant):
            told = await _cycle(archive, meant, at)
        else:
            told = explain(meant.state, at, call, await _ending(archive, meant))
        beside = [each async for each in _beside(archive, meant, call)]
        temporal = await _temporal(archive, client, meant, now)
    head = f"It is {moment(at)} in {meant.workflow}."
    sentences = (head, *told.sentences, *beside, *temporal)
    return Explained(meant.workflow, at, sentences, told.possible)


async def _ending(archive: Archive, meant: ReviewMeant) -> Ended:
    stream = meant.state.planned.review
    found = await archive.journal.read_many([stream], ("ReviewCancelled",))
    events = (each.event for each in found if isinstance(each.event, ReviewEvent))
    return next((e.cause for e in events if isinstance(e, ReviewCancelled)), "completed")


async def _cycle(archive: Archive, meant: CycleMeant, at: datetime) -> Explanation:
    """Say how a cycle stands: what of it waits, and when it ends."""
    state, cycle, readers = meant.state, meant.cycle, archive.readers
    if state.is_closed:
        return Explanation(stands=("It is closed; nothing in it changes any more.",))
    number, ends = await count_open(readers, cycle), meant.launch.definition.ends
    stands = [f"It runs until {ends}: {state.opened} reviews were opened, {number} are open."]
    if state.is_paused:
        stands.append("All of it is paused: no clock runs, and nothing can be handed in.")
    blocked, late = await blocked_steps(readers, cycle), await overdue_steps(readers, cycle, at)
    stands.append(f"{len(blocked)} steps are blocked and {len(late)} are overdue.")
    change = "resume" if state.is_paused else "pause"
    acts = [change] if state.is_paused else ["nudge", change]
    key = meant.launch.definition.key
    return Explanation(
        stands=tuple(stands),
        next=(f"It closes by itself once no review is open, or is looked at again after {ends}.",),
        possible=tuple(f"perennial ops {act} {key} {_BOTH}" for act in acts),
    )


async def _beside(
    archive: Archive, meant: ReviewMeant | CycleMeant, call: Call
) -> AsyncIterator[str]:
    """Say what was sent last, what waits to be sent, and what was asked and not answered."""
    async for each in _requests(archive, meant.workflow):
        yield each
    standing = await outgoing_of(archive)
    if standing.paused_since is not None:
        yield f"An operator has stopped all messages, {moment(standing.paused_since)}."
    if isinstance(meant, CycleMeant):
        return
    review = meant.state.planned.review
    try:
        sent = await ledger_of_review(archive.readers, review)
        waiting = await waiting_about(archive.readers, review)
    except NothingToShowYet:
        yield "No projector has run yet, so nothing is known of messages."
        return
    hide = _peers(meant)
    yield _last(sent[0], call, hide) if sent else "Nobody was told anything of it yet."
    for notice in waiting:
        yield _waits(notice, call, hide)
    if sent and sent[0].state != "sent":
        yield f"`perennial ops resend {review} {_BOTH}` tells it again."


async def _requests(archive: Archive, workflow: str) -> AsyncIterator[str]:
    for asked, since in await archive.under_way.waiting_of(workflow):
        yield (
            f"The request {asked.asks} is on its way since {since:%Y-%m-%d %H:%M} UTC and has no "
            "definite answer yet; it is asked again until it has."
        )


def _peers(meant: ReviewMeant) -> frozenset[PersonId]:
    """Name those of whom it may have been promised that nobody knows that they were asked."""
    steps = [step for step in meant.state.planned.steps if step.role is Role.PEER]
    open_to = (o.assignee for o in meant.state.open if meant.state.spec(o.step).role is Role.PEER)
    seats = (seat.person for step in steps for seat in step.seats if seat is not None)
    return frozenset(person for person in (*open_to, *seats) if person is not None)


def _called(person: PersonId, call: Call, hidden: frozenset[PersonId]) -> str:
    return "a peer" if person in hidden else call(person)


def _last(line: LedgerLine, call: Call, hidden: frozenset[PersonId]) -> str:
    reasons = ", ".join(dict.fromkeys(each.reason.replace("_", " ") for each in line.told))
    ended = line.state if line.failure is None else f"{line.state}: {line.failure}"
    who = _called(line.recipient, call, hidden)
    return (
        f"The last message went to {who} {moment(line.at)} by {line.channel} ({reasons}); "
        f"{ended}. Its id is {line.message}."
    )


def _waits(each: WaitsToBeTold, call: Call, hidden: frozenset[PersonId]) -> str:
    who, reason = _called(each.recipient, call, hidden), each.reason.replace("_", " ")
    return f"{who} is to be told ({reason}), not before {moment(each.not_before)}."


async def _temporal(
    archive: Archive, client: Client | None, meant: ReviewMeant | CycleMeant, now: datetime
) -> list[str]:
    """Say whether Temporal stands where the log stands."""
    if client is None:
        return ["Temporal does not answer; all this is what the log says."]
    try:
        return [each async for each in _asked(archive, client, meant, now)]
    except RPCError:
        return ["Temporal did not answer; all this is what the log says."]


async def _asked(
    archive: Archive, client: Client, meant: ReviewMeant | CycleMeant, now: datetime
) -> AsyncIterator[str]:
    name = meant.workflow
    status = (await standing_of(client, [name]))[name]
    if status is None or status in OVER:
        if not meant.state.is_closed:
            how = "is not there" if status is None else f"was {status.name.lower()}"
            yield f"Its workflow {how} in Temporal: `perennial rebuild --missing` starts it again."
        return
    described = await StuckInTemporal(archive, client, now).described(name)
    for each in failing_in(name, described) if described else ():
        yield f"{each.what} {each.mend}"
    if isinstance(meant, ReviewMeant):
        yield await _standing(client, meant)


async def _standing(client: Client, meant: ReviewMeant) -> str:
    version = meant.state.version
    handle = client.get_workflow_handle(meant.workflow)
    try:
        answer: starting.Standing = await handle.query(
            starting.STANDING, result_type=starting.Standing, rpc_timeout=PATIENCE
        )
    except (RPCError, WorkflowQueryFailedError):
        return "Its workflow runs and does not answer: see that a worker runs."
    if answer.version == version:
        return f"Temporal stands where the log stands, at fact {version} of this review."
    return (
        f"Temporal stands at fact {answer.version} of this review, the log at {version}. Ask for "
        "anything in it, such as a nudge: it then reads the log again and goes on."
    )
