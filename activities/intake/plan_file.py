"""Reads a development plan from a file somebody has written or changed."""

from pathlib import Path
from typing import ClassVar, Final

from pydantic import JsonValue

from activities.intake.yaml_tree import LARGEST_FILE, read_yaml
from domain.errors import ReviewError

PLAN: Final = "plan"


class PlanFileUnreadable(ReviewError):
    """The file of the development plan cannot be read."""

    code: ClassVar[str] = "plan_file_unreadable"


def read_plan_file(path: Path) -> JsonValue:
    """Give what a YAML or JSON file says of a plan: all of it, or its part named 'plan'.

    Numbers stand for themselves, so that an employee number needs no quotes.

    Raises:
        PlanFileUnreadable: says where, and what to do.
    """
    try:
        source = path.read_bytes()
        if len(source) > LARGEST_FILE:
            raise PlanFileUnreadable(f"{path} is longer than {LARGEST_FILE // 1024} KiB.")
        text = source.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanFileUnreadable(f"{path} cannot be read: {error}.") from None
    tree = read_yaml(text)
    if tree.oddities:
        first = tree.oddities[0]
        raise PlanFileUnreadable(f"{path}, line {first.mark.line}: {first.sentence}")
    return _in_words(_plan_in(tree.value))


def _plan_in(value: JsonValue) -> JsonValue:
    return value[PLAN] if isinstance(value, dict) and PLAN in value else value


def _in_words(value: JsonValue) -> JsonValue:
    match value:
        case bool() | None:
            return value
        case int() | float():
            return str(value)
        case list():
            return [_in_words(each) for each in value]
        case dict():
            return {name: _in_words(each) for name, each in value.items()}
        case _:
            return value
