"""Brings events as they were once written to the shape they have today.

An upcaster leads from one (type, version) to a later one and is chained with those after it. It is
pure, and stays for as long as there is a log that may hold the old shape.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from pydantic import JsonValue

from domain.errors import ReviewError

Shape = tuple[str, int]
"""The type of an event and the version of its schema."""

Data = dict[str, JsonValue]


class UpcastersLoop(ReviewError):
    """The steps that bring old facts up to date lead in a circle. Mend domain/upcasting.py."""

    code: ClassVar[str] = "upcasters_loop"


@dataclass(frozen=True, slots=True)
class Upcaster:
    """Leads from an old shape to a later one."""

    to: Shape
    change: Callable[[Data], Data]


UPCASTERS: Final[Mapping[Shape, Upcaster]] = {}
"""What leads on from each old shape; each has a golden sample in the tests."""


def upcast(
    shape: Shape, data: Data, upcasters: Mapping[Shape, Upcaster] = UPCASTERS
) -> tuple[Shape, Data]:
    """Give the event in the latest shape that the upcasters lead to.

    Raises UpcastersLoop when they never end.
    """
    passed = {shape}
    while (upcaster := upcasters.get(shape)) is not None:
        shape, data = upcaster.to, upcaster.change(data)
        if shape in passed:
            raise UpcastersLoop
        passed.add(shape)
    return shape, data | {"type": shape[0]}
