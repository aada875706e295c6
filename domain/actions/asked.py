"""Reads the actions that somebody asks for in a form: what, who, and by when."""

from collections.abc import Callable
from datetime import date
from typing import Final

from pydantic import JsonValue

from domain.answers import NotAnAnswer, date_of, is_blank, shown, text_of
from domain.ids import PersonId

Find = Callable[[str], PersonId | None]
"""Gives the person that a number, an address or an id names, if there is one."""

MOST: Final = 20
LONGEST: Final = 120
"""Most actions in one answer, and most words in one of them."""

_PARTS: Final = frozenset({"id", "what", "owner", "due"})


def read_actions(answer: JsonValue, find: Find, today: date) -> JsonValue:
    """Give the actions as they are kept: a list of objects with id, what, owner and due.

    The owner is kept by id, whatever names them in the answer; the due date is a day after today,
    as 2026-03-31. An action without an id of its own is numbered.

    Raises:
        NotAnAnswer: says of every action what is wrong with it.
    """
    if not isinstance(answer, list):
        raise NotAnAnswer("Please give a list of actions.")
    if len(answer) > MOST:
        raise NotAnAnswer(f"There are {len(answer)} actions; please keep to {MOST}.")
    kept: list[JsonValue] = []
    problems: list[str] = []
    names: set[str] = set()
    for number, item in enumerate(answer, start=1):
        try:
            action = _read(item, number, find, today)
            kept.append(action)
            problems.extend(_repeated(str(action["id"]), names))
        except NotAnAnswer as refusal:
            problems.extend(f"Action {number}: {sentence}" for sentence in refusal.sentences)
    if problems:
        raise NotAnAnswer(*problems)
    return kept


def _repeated(name: str, names: set[str]) -> list[str]:
    if name in names:
        return [f"Two actions have the id '{shown(name)}'; give each its own."]
    names.add(name)
    return []


def _read(item: JsonValue, number: int, find: Find, today: date) -> dict[str, JsonValue]:
    if not isinstance(item, dict):
        raise NotAnAnswer("say what is to be done, who does it and by when.")
    unknown = sorted(set(item) - _PARTS)
    if unknown:
        raise NotAnAnswer(f"'{shown(unknown[0])}' is not part of an action.")
    readers: dict[str, Callable[[JsonValue], str]] = {
        "id": lambda answer: _id(answer, number),
        "what": _what,
        "owner": lambda answer: _owner(answer, find),
        "due": lambda answer: _due(answer, today),
    }
    found: dict[str, JsonValue] = {}
    problems: list[str] = []
    for part, read in readers.items():
        try:
            found[part] = read(item.get(part))
        except NotAnAnswer as refusal:
            problems.extend(refusal.sentences)
    if problems:
        raise NotAnAnswer(*problems)
    return found


def _id(answer: JsonValue, number: int) -> str:
    return str(number) if is_blank(answer) else text_of(answer, 1)


def _what(answer: JsonValue) -> str:
    if is_blank(answer):
        raise NotAnAnswer("say what is to be done.")
    return text_of(answer, LONGEST)


def _owner(answer: JsonValue, find: Find) -> str:
    if not isinstance(answer, str) or is_blank(answer):
        raise NotAnAnswer("say who does it, by employee number or work address.")
    owner = find(answer.strip())
    if owner is None:
        raise NotAnAnswer(f"nobody here is known as '{shown(answer.strip())}'.")
    return str(owner)


def _due(answer: JsonValue, today: date) -> str:
    if is_blank(answer):
        raise NotAnAnswer("say by which day it is to be done.")
    due = date_of(answer)
    if due <= today:
        raise NotAnAnswer(f"{due.isoformat()} is not a day to come; name a later one.")
    return due.isoformat()
