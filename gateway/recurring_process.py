"""Which process comes again: a template, the version a cycle was launched with, or a file."""

from typing import ClassVar

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_names, template_text
from domain.definition.cycle import CycleDefinition
from domain.definition.problem import Severity
from domain.errors import ReviewError
from domain.ids import cycle_id
from storage.archive import Archive
from storage.read_models.cycles import cycle_of

Process = tuple[CycleDefinition, str]
"""A definition, and where it came from."""


class ProcessNotUsable(ReviewError):
    """No cycle can come again with this process."""

    code: ClassVar[str] = "process_not_usable"


def from_template(name: str) -> Process:
    """Take a template that is shipped.

    Raises:
        ProcessNotUsable: there is none of that name.
    """
    if name not in template_names():
        known = ", ".join(template_names())
        raise ProcessNotUsable(f"There is no template '{name[:80]}'; there are {known}.")
    return from_source(template_text(name), f"template {name}")


async def from_cycle(archive: Archive, key: str) -> Process:
    """Take the version a cycle was launched with.

    Raises:
        ProcessNotUsable: no cycle of that key was launched.
    """
    found = await cycle_of(archive.readers, cycle_id(archive.organisation, key))
    if found is None:
        raise ProcessNotUsable(
            f"No cycle '{key[:80]}' was launched whose process could come again."
        )
    return found.definition, f"cycle {key}"


def from_source(source: str | bytes, origin: str) -> Process:
    """Take a definition as it is written.

    Raises:
        ProcessNotUsable: it has faults; the first is named.
    """
    found = read_cycle(source)
    if found.definition is not None:
        return found.definition, origin
    faults = [each for each in found.problems if each.severity is Severity.ERROR]
    first = faults[0]
    raise ProcessNotUsable(
        f"No cycle can be launched with {origin}; it has {len(faults)} faults, the first in line"
        f" {first.line}: {first.sentence}"
    )
