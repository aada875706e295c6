"""What the published schema expects at a place of a definition, and which word was meant there."""

from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from domain.definition.cycle import CycleDefinition
from domain.definition.problem import Path

Json = dict[str, Any]

_LONGEST_GUESS: Final = 80


@cache
def _schema() -> Json:
    return CycleDefinition.model_json_schema()


def expected_at(path: Path) -> Json:
    """Give the part of the JSON schema that speaks of a place; empty where there is none."""
    found = _schema()
    for part in path:
        inner = _inner(found, part)
        if not isinstance(inner, dict):
            return {}
        found = _resolved(inner)
    return found


def _inner(schema: Json, part: str | int) -> object:
    """Step into a list, a group with fixed names, or a group whose names people choose."""
    if isinstance(part, int) and "items" in schema:
        return schema["items"]
    named = schema.get("properties", {}).get(part)
    chosen = (*schema.get("patternProperties", {}).values(), schema.get("additionalProperties"))
    return named or chosen[0]


def _resolved(schema: Json) -> Json:
    """Follow references, and take the alternative that is not 'nothing'."""
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            return {**_resolved(choice), **schema}
    if "$ref" in schema:
        target: Json = _schema()["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        return {**target, **{name: part for name, part in schema.items() if name != "$ref"}}
    return schema


def meant(word: str, known: tuple[str, ...]) -> str | None:
    """Guess which of the known words was meant by a misspelt one."""
    close = get_close_matches(word[:_LONGEST_GUESS].lower(), known, n=1, cutoff=0.6)
    return close[0] if close else None
