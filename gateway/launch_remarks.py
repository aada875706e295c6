"""What HR should know of before a launch, although nothing keeps the cycle from being launched."""

from collections.abc import Iterator
from typing import Final

from domain.alignment.above import Above
from domain.definition.cycle import CycleDefinition
from domain.expectations.profile import ProfileSet

NOTHING_ABOVE: Final = (
    "This cycle asks of every goal which objective above it serves, and no objectives above are"
    " loaded. Load them with `perennial goals load`; until then all have to say why theirs serves"
    " none."
)
NO_PROFILES_YET: Final = "This cycle asks what roles expect, and no role profiles are loaded; "
LEFT_OUT: Final = "without them everybody is left out. Load them with `perennial profiles load`."
NOT_SHOWN: Final = (
    "forms stand without them. Load them with `perennial profiles load`; a cycle keeps the"
    " profiles as they stood at its launch."
)


def launch_remarks(
    definition: CycleDefinition, profiles: ProfileSet, above: Above
) -> tuple[str, ...]:
    """Give in sentences what a cycle asks for that is not there yet; no reason to refuse it.

    Args:
        definition: the cycle that is to be launched.
        profiles: the role profiles as they stand.
        above: the objectives above as they stand; looked at only where goals are to be aligned.
    """
    return tuple(_remarks(definition, profiles, above))


def _remarks(definition: CycleDefinition, profiles: ProfileSet, above: Above) -> Iterator[str]:
    if definition.goals.aligned and not above.open:
        yield NOTHING_ABOVE
    if definition.expectations is not None and not profiles:
        yield NO_PROFILES_YET + (LEFT_OUT if definition.expectations.required else NOT_SHOWN)
