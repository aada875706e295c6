"""A change as a program asks for it, read by the same rules as the form of the console."""

from typing import Annotated, Final

from pydantic import Field

from domain.definition.words import Role
from domain.value import Value
from gateway.api.persons import Named
from gateway.api.problems import FieldRefused, NotAcceptedYet
from gateway.api.shapes import Day, Line, Words
from gateway.concerned import MOST_NAMES, Whom
from gateway.console.changes_asked import Asked, asked_in
from gateway.console.changes_kinds import ChangeKind
from gateway.console.scope import Scope
from gateway.site.posted import Posted

Days = Annotated[int, Field(ge=1, le=260)]
_FIELDS: Final = {"department": "group", "location": "group", "manager": "group"}


class AsksChange(Value):
    """What HR wants changed, for whom, and why; each kind of change takes what it needs of it."""

    whom: Whom = Field(default="people", description="Whom it is for.")
    group: Line | None = Field(
        default=None, description="The department, the location, or the manager by id."
    )
    people: tuple[Named, ...] = Field(default=(), max_length=MOST_NAMES)
    reason: Words = Field(default="", description="Why; of a nudge the personal line.")
    stage: Line | None = Field(default=None, description="Of `extend`.")
    until: Day | None = Field(default=None, description="Of `extend`: the new last day,")
    days: Days | None = Field(default=None, description="or a number of working days.")
    step: Line | None = Field(default=None, description="Of `reopen` and `nudge`.")
    late: bool = Field(default=False, description="Of `nudge`: only what is overdue.")
    role: Role | None = Field(default=None, description="Of `reassign`: the part.")
    held_by: Named | None = Field(default=None, description="Of `reassign`: who has it now.")
    to: Named | None = Field(default=None, description="Of `reassign`: who gets it.")


def asked_of(sent: AsksChange, kind: ChangeKind, scope: Scope, request: str) -> Asked:
    """Read what is asked for; `request` makes carrying it out twice carrying it out once.

    Raises:
        NotAcceptedYet: names everything that has to be mended first.
    """
    asked = asked_in(_as_form(sent, request), kind, scope.cycle.definition)
    if asked.problems:
        errors = tuple(
            FieldRefused(field=_FIELDS.get(field, field), detail=sentence)
            for field, sentence in asked.problems
        )
        raise NotAcceptedYet("This change cannot be made as it is asked for.", errors)
    return asked


def _as_form(sent: AsksChange, request: str) -> Posted:
    plain = {
        "request": request,
        "whom": sent.whom,
        "people": "\n".join(sent.people),
        sent.whom if sent.whom not in ("people", "everybody") else "group": sent.group,
        "reason": sent.reason,
        "stage": sent.stage,
        "until": sent.until,
        "days": sent.days,
        "step": sent.step,
        "late": "yes" if sent.late else None,
        "role": sent.role,
        "held_by": sent.held_by,
        "to": sent.to,
    }
    return Posted([(name, str(value)) for name, value in plain.items() if value])
