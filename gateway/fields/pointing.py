"""Where on a page something is wrong: sentences are put to the part they are about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.fields.controls import Entry, Group, Part, Picks, Rows, Words, first_element

_TELLS: Final = {
    "say who does it": "owner",
    "nobody here is known as": "owner",
    "say what is to be done": "what",
    "say what to grow in": "what",
    "say what is to be reached": "what",
    "say by which day": "due",
    "is not a day to come": "due",
    "how one will see it": "seen_by",
    "name the evidence": "evidence",
    "your confidence": "confidence",
    "give the reason": "reason",
    "say the change": "change",
    "names no objective above": "serves",
    "the measure ": "measure",
}
"""Words of a sentence that say which part of a row it is about, where it does not name it."""


@dataclass(frozen=True)
class Placed:
    """Parts with what is wrong in them, and what is wrong with no part in particular."""

    parts: tuple[Part, ...]
    elsewhere: tuple[str, ...]


def placed_problems(parts: Sequence[Part], problems: Sequence[str]) -> Placed:
    """Put each sentence that begins with the name of a group into that group."""
    titles = {group.called for group in _groups(parts) if group.called}
    by_group = {title: _about(title, titles, problems) for title in titles}
    told = {sentence for about in by_group.values() for sentence in about}
    return Placed(
        parts=tuple(_with_errors(part, by_group) for part in parts),
        elsewhere=tuple(sentence for sentence in problems if sentence not in told),
    )


def faults_in(parts: Iterable[Part]) -> tuple[tuple[str, str], ...]:
    """Give what is wrong in groups, each with the element that takes the focus."""
    return tuple(
        (_meant(group, sentence) or first_element((group,)) or group.id, _whole(group, sentence))
        for group in _groups(parts)
        for sentence in group.errors
    )


def _whole(group: Group, sentence: str) -> str:
    return f"{group.called}: {sentence}"


def _about(title: str, titles: Iterable[str], problems: Sequence[str]) -> tuple[str, ...]:
    """Give the sentences about a group, and not about one with a longer title that begins so."""
    longer = tuple(f"{each}: " for each in titles if len(each) > len(title))
    return tuple(
        sentence
        for sentence in problems
        if sentence.startswith(f"{title}: ") and not sentence.startswith(longer)
    )


def _groups(parts: Iterable[Part]) -> Iterator[Group]:
    for part in parts:
        if isinstance(part, Group):
            yield part
            yield from _groups(part.parts)
        elif isinstance(part, Rows):
            yield from _groups(part.rows)


def _with_errors(part: Part, errors: Mapping[str, Sequence[str]]) -> Part:
    """Put sentences about a group into it, without its title, and mark the fields they mean."""
    match part:
        case Rows():
            return replace(part, rows=tuple(_with_errors(each, errors) for each in part.rows))
        case Group():
            said = errors.get(part.called, ()) if part.called else ()
            mine = tuple(sentence.removeprefix(f"{part.called}: ") for sentence in said)
            within = tuple(_with_errors(each, errors) for each in part.parts)
            group = replace(part, errors=mine, parts=within)
            meant = {_meant(group, sentence) for sentence in mine} - {""}
            return replace(group, parts=tuple(_marked(each, meant, group.id) for each in within))
        case _:
            return part


def _marked(part: Part, meant: Iterable[str], group: str) -> Part:
    """Mark the fields that are meant as wrong by what is told at their group."""
    match part:
        case Entry() | Words():
            return replace(part, wrong_by=group) if part.id in meant else part
        case Group():
            return replace(part, parts=tuple(_marked(each, meant, group) for each in part.parts))
        case _:
            return part


def _meant(group: Group, sentence: str) -> str:
    """Name the element of the field that a sentence is about; "" where it does not say."""
    for part in _fields(group.parts):
        name = part.name.rpartition(".")[2]
        words = [told for told, meant in _TELLS.items() if meant == name]
        if any(told in sentence for told in (f"the {name} ", *words)):
            return first_element((part,))
    return ""


def _fields(parts: Iterable[Part]) -> Iterator[Entry | Words | Picks]:
    for part in parts:
        if isinstance(part, Entry | Words | Picks):
            yield part
        elif isinstance(part, Group):
            yield from _fields(part.parts)
