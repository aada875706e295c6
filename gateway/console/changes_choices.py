"""What the fields of a change offer: stages, steps, groups and parts of the cycle at hand."""

from dataclasses import dataclass

from domain.definition.words import Act, Role
from domain.views.telling import ROLES
from gateway.console.changes_kinds import ChangeKind
from gateway.console.scope import Scope
from storage.archive import Archive
from storage.read_models.groups import Groups, groups_of_cycle

Choice = tuple[str, str]
"""The value of a choice, and its words."""

_FIRST: Choice = ("", "Choose")


@dataclass(frozen=True)
class Choices:
    """The choices of every field a change may have."""

    stages: tuple[Choice, ...]
    steps: tuple[Choice, ...]
    departments: tuple[Choice, ...]
    locations: tuple[Choice, ...]
    managers: tuple[Choice, ...]
    roles: tuple[Choice, ...]


async def choices_of(archive: Archive, scope: Scope, kind: ChangeKind) -> Choices:
    """Gather what can be chosen in a cycle, as far as the visitor looks after it."""
    definition = scope.cycle.definition
    groups = Groups()
    if kind.reach == "reviews":
        groups = await groups_of_cycle(archive.readers, scope.cycle.cycle, scope.unit)
    never = {Act.CALIBRATE, Act.RESOLVE, Act.WITNESS} if kind.kind == "reopen" else {Act.CALIBRATE}
    steps = [(str(s.id), s.title) for s in definition.steps if s.act not in never]
    anything = ("", "Any step") if kind.kind == "nudge" else _FIRST
    held = {step.role for step in definition.steps} - {Role.REVIEWEE, Role.PANEL}
    return Choices(
        stages=(_FIRST, *((str(each.id), each.title) for each in definition.stages)),
        steps=(anything, *steps),
        departments=(_FIRST, *((each, each) for each in groups.departments)),
        locations=(_FIRST, *((each, each) for each in groups.locations)),
        managers=(_FIRST, *((str(who), name) for who, name in groups.managers)),
        roles=(_FIRST, *((role.value, ROLES[role]) for role in Role if role in held)),
    )
