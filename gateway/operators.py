"""Who steers processes, why, and what came of it: the same for everything an operator does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final, Literal
from uuid import uuid5

from pydantic import JsonValue

from domain.content import ContentRef
from domain.errors import ReviewError
from domain.ids import PersonId
from domain.offices import Office
from domain.operations.events import Act, ProcessSteered, operations_stream
from gateway.offices import offices_of
from gateway.submitting import content_id
from storage.archive import Archive
from storage.journal import Entry

MAY_STEER: Final = frozenset({Office.OPS, Office.HR_ADMIN})
Clocks = Literal["pause", "resume"]
Outcome = Literal["done", "was_so", "on_its_way", "would_be_done"]


class NotAnOperator(ReviewError):
    """Only who holds the office ops or hr_admin steers processes."""

    code: ClassVar[str] = "not_an_operator"


class ReasonMissing(ReviewError):
    """Please say why: it is kept with what was done."""

    code: ClassVar[str] = "reason_missing"


class RequestTaken(ReviewError):
    """Something else was done under this request, or by somebody else. Take another."""

    code: ClassVar[str] = "request_taken"


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody in operations wants done.

    Attributes:
        by: who decided it.
        reason: why; kept sealed.
        request: asked again under the same name it is done once; None makes a name of what is
            asked, and of where the process stands.
        is_dry: say what would be done, and do nothing.
    """

    by: PersonId
    reason: str
    request: str | None = None
    is_dry: bool = False

    def named(self, archive: Archive, *about: object) -> str:
        """Name the request: as it was named, else after what is asked and who asks it why."""
        if self.request is not None:
            return self.request
        told = (*about, self.by, self.reason.strip())
        return str(uuid5(archive.organisation, ":".join(str(each) for each in told)))


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an order; `sentences` say what was done, or would be, in the open.

    `position` is where the last fact of it stands in the log, if there is a new one.
    """

    outcome: Outcome
    request: str
    sentences: tuple[str, ...]
    position: int | None = None

    def told(self) -> dict[str, object]:
        """Tell it for programs."""
        return {
            "outcome": self.outcome,
            "request": self.request,
            "sentences": list(self.sentences),
            "position": self.position,
        }


async def check_operator(archive: Archive, order: Order) -> None:
    """Let nobody steer who has not the office, nor without a reason.

    Raises:
        NotAnOperator: they hold neither the office ops nor hr_admin.
        ReasonMissing: there is no reason.
    """
    if not order.reason.strip():
        raise ReasonMissing
    if not MAY_STEER & await offices_of(archive, order.by):
        raise NotAnOperator(
            f"{order.by} holds neither the office ops nor hr_admin. "
            "`perennial office give NUMBER ops` gives it."
        )


async def staged_reason(archive: Archive, request: str, reason: str) -> ContentRef:
    """Seal why something is done under the key of the organisation: it is about the process.

    Raises:
        ContentAlreadyStaged: another reason was given under the same request.
    """
    words: dict[str, JsonValue] = {"reason": reason.strip()}
    name = content_id(f"operations:{request}")
    return await archive.vault.stage(name, archive.organisation, words)


async def note_steered(archive: Archive, order: Order, request: str, act: Act, about: str) -> None:
    """Keep who steered a process and why, where nothing else would; twice is once.

    Raises:
        RequestTaken: the log would go on saying that it was something else, or somebody else.
        ContentAlreadyStaged: another reason was given under the same request.
    """
    event = ProcessSteered(
        at=datetime.now(UTC),
        request=request,
        by=order.by,
        act=act,
        about=about,
        content=await staged_reason(archive, request, order.reason),
    )
    for kept in await _steered(archive, request):
        if (kept.by, kept.act, kept.about) != (event.by, event.act, event.about):
            raise RequestTaken
    stream = operations_stream(archive.organisation)
    await archive.journal.append(stream, None, [Entry(event)])


async def was_steered(archive: Archive, request: str) -> bool:
    """Whether something was done under that request, and kept."""
    return bool(await _steered(archive, request))


async def _steered(archive: Archive, request: str) -> list[ProcessSteered]:
    stream = operations_stream(archive.organisation)
    recorded = await archive.journal.read_many([stream], ("ProcessSteered",))
    events = (each.event for each in recorded if isinstance(each.event, ProcessSteered))
    return [event for event in events if event.request == request]
