"""`/hr/cycles/{cycle}/audit`: what happened in a cycle, by whom, and who saw what when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from domain.answers import NotAnAnswer, date_of
from domain.ids import PersonId, ReviewId
from domain.visibility import Capacity, Deed
from gateway.console.kept_back import views_of_many
from gateway.console.scope import Scope, scope_of
from gateway.looked_at import About, What, note_seen
from gateway.reasons_of_changes import reasons_of_changes
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.visitor import Visitor, signed_in
from storage.read_models.audit import LATEST, AuditFilter, audit_of_cycle
from storage.read_models.people import named_people, names_of
from storage.read_models.reviews import reviews_of_cycle
from storage.views import KeptView, views_of_cycle

router = APIRouter()
Here = Annotated[Visitor, Depends(signed_in)]
Place = Annotated[int, Query(ge=0, le=LATEST)]

A_PAGE: Final = 50
OVERFETCH: Final = 4
_FIRST, _LAST = date(1900, 1, 1), date(9000, 1, 1)

KINDS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "hr": (
        "What HR changed",
        (
            *("StageDeadlineMoved", "ChangeOrdered", "PeopleAdded", "CycleClosed"),
            *("StageExtended", "PartHandedOver", "StepReopened", "StepNudged", "ReviewPaused"),
            *("ReviewResumed", "ReviewCancelled"),
        ),
    ),
    "done": ("What people handed in", ("StepSubmitted", "StepSentBack", "MoreTimeAsked")),
    "steps": (
        "Steps that opened, were blocked or ran out",
        ("StepOpened", "StepBlocked", "StepExpired", "StepHandedOver", "StageOpened"),
    ),
    "reminders": ("Reminders and escalations", ("AssigneeReminded", "RungReached")),
    "calibration": (
        "Calibration",
        (
            *("SessionOpened", "RatingMoved", "SessionLocked", "CalibrationSettled"),
            *("CoFacilitatorNamed", "CoFacilitatorReleased", "MemberWithdrawn"),
        ),
    ),
}


@dataclass(frozen=True)
class Typed:
    """What somebody typed into the filter; `unknown` says which name nobody has."""

    person: str = ""
    actor: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    unknown: tuple[tuple[str, str], ...] = ()

    def query(self, **more: str) -> str:
        """Write the filter as it stands in an address."""
        named = {"kind": self.kind, "since": self.since, "until": self.until}
        people = {"person": self.person, "actor": self.actor}
        return urlencode({k: v for k, v in {**named, **people, **more}.items() if v})


@router.get("/hr/cycles/{cycle}/audit")
async def audit(
    request: Request, cycle: UUID, visitor: Here, before: Place = LATEST, saw: Place = LATEST
) -> Response:
    """Tell what happened in a cycle, as far as the filter lets it through."""
    front = front_of(request)
    scope = await scope_of(front, visitor, cycle, Deed.READ_AUDIT)
    typed, seen = await filter_of(front, scope, dict(request.query_params), before)
    entries = await audit_of_cycle(
        front.archive.readers, scope.cycle.cycle, scope.cycle.definition, seen, A_PAGE + 1
    )
    views = await views_seen(front, scope, seen.actor, saw)
    names = await names_of(front.archive.readers, _people_of(views))
    about = About(cycle=scope.cycle.cycle)
    await note_seen(front.archive, visitor.id, What.AUDIT, right_of(scope), about)
    return await page(
        request,
        "console/audit.html.j2",
        scope=scope,
        typed=typed,
        kinds=[("", "Everything"), *((key, words) for key, (words, _) in KINDS.items())],
        entries=entries[:A_PAGE],
        reasons=await reasons_of_changes(front.archive, entries[:A_PAGE], visitor.id),
        earlier=entries[A_PAGE - 1].position if len(entries) > A_PAGE else None,
        views=views[:A_PAGE],
        views_earlier=views[A_PAGE - 1].id if len(views) > A_PAGE else None,
        names=names,
        reviewees=await reviewees_of(front, scope),
    )


def right_of(scope: Scope) -> str:
    """Say in a word as what somebody looks at a cycle."""
    order = (
        (Capacity.HR_ADMIN, "HR admin"),
        (Capacity.CYCLE_OWNER, "HR, leading the cycle"),
        (Capacity.HR_PARTNER, "HR partner"),
        (Capacity.AUDITOR, "auditor"),
    )
    capacities = scope.visitor.capacities
    return next((words for capacity, words in order if capacity in capacities), "HR")


async def filter_of(
    front: Front, scope: Scope, query: dict[str, str], before: int
) -> tuple[Typed, AuditFilter]:
    """Read what somebody asks for; a name that nobody has lets nothing through."""
    words = [query.get(name, "").strip()[:320] for name in ("person", "actor")]
    known = await named_people(
        front.archive.readers, front.archive.organisation, [each for each in words if each]
    )
    unknown = tuple(
        (name, f"Nobody in the directory goes by {typed}.")
        for name, typed in zip(("person", "actor"), words, strict=True)
        if typed and typed not in known
    )
    kind = query.get("kind", "") if query.get("kind", "") in KINDS else ""
    since, until = _day(query.get("since", "")), _day(query.get("until", ""))
    typed = Typed(
        person=words[0],
        actor=words[1],
        kind=kind,
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
        unknown=unknown,
    )
    nobody = PersonId(UUID(int=0))
    zone = scope.visitor.zone
    return typed, AuditFilter(
        before=before,
        unit=scope.unit,
        but=None if Capacity.AUDITOR in scope.visitor.capacities else scope.visitor.id,
        reviewee=known.get(words[0], nobody) if words[0] else None,
        actor=known.get(words[1], nobody) if words[1] else None,
        types=KINDS[kind][1] if kind else (),
        since=_begin(since, zone) if since else None,
        until=_begin(until + timedelta(days=1), zone) if until else None,
    )


def _day(words: str) -> date | None:
    try:
        found = date_of(words)
    except NotAnAnswer:
        return None
    return found if _FIRST <= found <= _LAST else None


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


async def views_seen(
    front: Front, scope: Scope, viewer: PersonId | None, before: int
) -> list[KeptView]:
    """List who saw what; an HR partner sees of this what is of their people."""
    found = await views_of_cycle(
        front.archive.hosts, scope.cycle.cycle, A_PAGE * OVERFETCH, before, viewer
    )
    kept = await views_of_many(front.archive, found, scope)
    if scope.unit is None:
        return kept
    own = await reviewees_of(front, scope)
    return [each for each in kept if each.view.review in own]


async def reviewees_of(front: Front, scope: Scope) -> dict[ReviewId, str]:
    """Name whom each review is about, of those in this scope."""
    lines = await reviews_of_cycle(front.archive.readers, scope.cycle.cycle)
    people = await front.archive.people() if scope.unit else None
    names = await names_of(front.archive.readers, {line.reviewee for line in lines})
    return {
        line.review: names.name_of(line.reviewee)
        for line in lines
        if people is None
        or ((one := people.get(line.reviewee)) is not None and one.hr_partner == scope.unit)
    }


def _people_of(views: Sequence[KeptView]) -> set[PersonId]:
    return {each.view.viewer for each in views}
