"""The shape of every event, in a digest each: `python -m tests.unit.event_shapes` writes them down.

A shape is what a fact may say: names, kinds of values, what must be there. It changes with every
change that facts in the log could feel, and with no change of a sentence.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from pydantic import JsonValue

from storage.event_types import EVENT_TYPES, EventType

FROZEN: Final = Path(__file__).parent / "golden_events" / "shapes.txt"
TOLD: Final = {"title", "description", "examples"}
BY_NAME: Final = {"properties", "$defs"}
"""Whose keys are names of fields and kinds, and never words about them."""

Shapes = dict[tuple[str, int], str]


def shapes_of_today(kinds: Mapping[str, EventType] = EVENT_TYPES) -> Shapes:
    """The digest of each kind of event in the version it is written in today."""
    return {(name, kind.version): _digest(kind) for name, kind in kinds.items()}


def frozen_shapes() -> Shapes:
    """The digest of each kind and version that was ever frozen."""
    return dict(_lines(FROZEN.read_text()))


def thawed(today: Shapes, frozen: Shapes) -> list[str]:
    """The kinds whose shape is another one than was frozen for their version, or never was."""
    return sorted(
        name for (name, version), one in today.items() if frozen.get((name, version)) != one
    )


def _digest(kind: EventType) -> str:
    schema: JsonValue = kind.adapter.json_schema()
    return sha256(json.dumps(_bare(schema), sort_keys=True).encode()).hexdigest()[:16]


def _bare(schema: JsonValue, *, names: bool = False) -> JsonValue:
    """A schema without the words that are told about it."""
    match schema:
        case dict():
            kept = schema.items() if names else ((k, v) for k, v in schema.items() if k not in TOLD)
            return {key: _bare(value, names=not names and key in BY_NAME) for key, value in kept}
        case list():
            return [_bare(each) for each in schema]
        case _:
            return schema


def _lines(text: str) -> Iterator[tuple[tuple[str, int], str]]:
    for line in text.splitlines():
        name, version, digest = line.split()
        yield (name, int(version)), digest


def freeze() -> list[str]:
    """Write down the shapes of today beside those of versions before; name what has changed."""
    frozen = frozen_shapes() if FROZEN.exists() else {}
    today = shapes_of_today()
    lines = (
        f"{name} {version} {one}\n" for (name, version), one in sorted((frozen | today).items())
    )
    FROZEN.write_text("".join(lines))
    return thawed(today, frozen)


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name} frozen\n" for name in freeze()))
