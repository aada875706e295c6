"""Rows that repeat: those that are written, some empty ones, and a spare one to copy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from gateway.fields.controls import Part, Rows
from gateway.fields.facts import FieldFacts
from gateway.fields.naming import below

_SIGN: Final = "{row"

Draw = Callable[[str, JsonValue, str], Part]
"""Draws a row: its path, what is written in it, and its number as people count."""


@dataclass(frozen=True)
class Asking:
    """What fields are drawn from; `room` is how many rows are shown at least, by path."""

    facts: FieldFacts
    room: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of rows: what adds one, how few are shown and how many there may be."""

    more: str
    least: int
    most: int


def repeating(
    path: str, items: Sequence[JsonValue], kind: Kind, asking: Asking, draw: Draw
) -> Rows:
    """Draw a row for each item, empty ones up to what is asked for, and a spare one."""
    wanted = min(max(kind.least, asking.room.get(path, 0)), kind.most)
    count = max(len(items), wanted)
    padded = (*items, *[None] * (count - len(items)))
    depth = path.count(_SIGN)
    place, number = f"{_SIGN}{depth}}}", f"{{number{depth}}}"
    return Rows(
        name=path,
        rows=tuple(draw(below(path, at), item, str(at + 1)) for at, item in enumerate(padded)),
        spare=draw(below(path, place), None, number),
        more=kind.more if count < kind.most else "",
        most=kind.most,
        place=place,
        number=number,
    )
