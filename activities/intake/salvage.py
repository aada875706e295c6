"""Puts something in the place of what is wrong, so that the rest can still be judged."""

from copy import deepcopy
from typing import Final

from pydantic import JsonValue
from pydantic_core import ErrorDetails

from activities.intake.expected import expected_at, meant
from domain.definition.problem import EACH, Path

_STAND_INS: Final[dict[str, JsonValue]] = {
    "date": "2000-01-01",
    "time": "12:00",
    "number": 0,
    "boolean": False,
}


class Salvage:
    """A copy of a definition in which faulty values are replaced, and which ones those are."""

    def __init__(self, value: JsonValue) -> None:
        self.value = deepcopy(value)
        self.replaced: set[Path] = set()
        self._count = 0

    def replace(self, error: ErrorDetails, path: Path) -> None:
        """Take out what pydantic refused at a path, and stand something in for it if need be."""
        holder = self._holder(path)
        if error["type"] == "extra_forbidden":
            self._forget(holder, path)
            guess = meant(str(path[-1]), tuple(expected_at(path[:-1]).get("properties", {})))
            if guess is not None:
                self.replaced.add((*path[:-1], guess))
            return
        self.replaced.add(path)
        if error["loc"][-1:] == ("[key]",):
            self._forget(holder, path)
        elif not path:
            self.value = self._stand_in(path)
        elif isinstance(holder, list) and isinstance(path[-1], int):
            holder[path[-1]] = self._stand_in(path)
        elif isinstance(holder, dict):
            holder[str(path[-1])] = self._stand_in(path)

    def leaves_alone(self, *places: Path) -> bool:
        """Whether none of the places, nor anything in or around them, was replaced."""
        return not any(_touch(place, other) for place in places for other in self.replaced)

    def _holder(self, path: Path) -> JsonValue:
        held = self.value
        for part in path[:-1]:
            if isinstance(held, list) and isinstance(part, int):
                held = held[part]
            elif isinstance(held, dict):
                held = held.get(str(part))
            else:
                return None
        return held

    @staticmethod
    def _forget(holder: JsonValue, path: Path) -> None:
        if isinstance(holder, dict):
            holder.pop(str(path[-1]), None)

    def _stand_in(self, path: Path) -> JsonValue:
        """Make up the smallest value that the schema accepts at a place."""
        schema, self._count = expected_at(path), self._count + 1
        kind = str(schema.get("format", schema.get("type")))
        if "default" in schema or "enum" in schema:
            chosen: JsonValue = deepcopy(schema.get("default", schema.get("enum", [None])[0]))
        elif schema.get("title") == "When":
            chosen = {"working_days": 5}
        elif kind == "integer":
            chosen = int(schema.get("minimum", 0))
        elif kind == "array":
            chosen = [self._stand_in((*path, index)) for index in range(schema["minItems"])]
        elif kind == "object":
            chosen = {name: self._stand_in((*path, name)) for name in schema.get("required", ())}
        else:
            chosen = _STAND_INS.get(kind, f"unnamed{self._count}")
        return chosen


def _touch(place: Path, other: Path) -> bool:
    """Whether one of two places holds the other, or both are the same."""
    pairs = zip(place, other, strict=False)
    return all(EACH in (one, two) or str(one) == str(two) for one, two in pairs)
