"""A launch as a program asks for it, and the plan it comes to, or everything that is wrong."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from domain.definition.deadlines import When
from domain.definition.problem import Severity
from domain.ids import PersonId
from domain.value import Value
from gateway.api.caller import Caller
from gateway.api.persons import Named, person_named
from gateway.api.problems import FieldRefused, NotAcceptedYet
from gateway.api.shapes import Line, storable
from gateway.launch_plan import LaunchPlan, date_problems, definition_of, named_anew, read
from gateway.site.front import Front
from storage.read_models.people import named_people

LARGEST_PROCESS: Final = 200_000
MOST_NAMED: Final = 10_000
Process = Annotated[str, Field(min_length=1, max_length=LARGEST_PROCESS), AfterValidator(storable)]


class ForWhom(Value):
    """The people of a cycle: everybody, some departments, or those who are named."""

    whom: Literal["everybody", "departments", "named"] = "everybody"
    departments: tuple[Line, ...] = Field(default=(), max_length=1_000)
    named: tuple[Named, ...] = Field(default=(), max_length=MOST_NAMED)


class Launches(Value):
    """A cycle to be launched.

    `source` is the definition as YAML; `dates` change its days, by what they belong to: `begins`,
    `ends`, `stage.<id>`, `step.<id>`, `employed_since`, `calibration`.
    """

    source: Process
    key: Line | None = None
    title: Line | None = None
    people: ForWhom = ForWhom()
    hr_owner: Named | None = Field(default=None, description="Who leads it in HR; else oneself.")
    dates: dict[Line, When] = Field(default_factory=dict, max_length=500)


class Begins(Launches):
    """A cycle to be launched now, or at a moment to come."""

    begins_at: AwareDatetime | None = Field(default=None, description="None launches now.")


async def plan_of(front: Front, caller: Caller, sent: Launches) -> LaunchPlan:
    """Put together what is to be launched.

    Raises:
        NotAcceptedYet: the definition has faults, or somebody who is named is not known.
    """
    source = named_anew(sent.source, sent.key or "", sent.title or "")
    faults = tuple(
        FieldRefused(field=f"source:{each.line}", detail=each.sentence)
        for each in read(source).problems
        if each.severity is Severity.ERROR
    )
    if faults:
        raise NotAcceptedYet("This definition cannot be launched as it is.", faults)
    owner = await person_named(front, sent.hr_owner) if sent.hr_owner else None
    plan = LaunchPlan(
        whom=sent.people.whom,
        departments=sent.people.departments,
        named=await _named(front, sent.people.named),
        hr_owner=owner.id if owner else caller.id,
        source=source,
        dates=dict(sent.dates),
    )
    _check_dates(plan)
    return plan


def _check_dates(plan: LaunchPlan) -> None:
    definition = definition_of(plan)
    told = date_problems(definition) if definition else {}
    errors = tuple(
        FieldRefused(field=f"dates.{name}", detail=each.sentence)
        for name, problems in told.items()
        for each in problems
        if each.severity is Severity.ERROR
    )
    if errors:
        raise NotAcceptedYet("These dates do not fit together.", errors)


async def _named(front: Front, words: tuple[str, ...]) -> tuple[PersonId, ...]:
    archive = front.archive
    found = await named_people(archive.readers, archive.organisation, words)
    errors = tuple(
        FieldRefused(field=f"people.named.{place}", detail="Nobody in the directory is called so.")
        for place, word in enumerate(words)
        if word not in found
    )
    if errors:
        raise NotAcceptedYet("Some of these people are not in the directory.", errors)
    return tuple(dict.fromkeys(found[word] for word in words))
