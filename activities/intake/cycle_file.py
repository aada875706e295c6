"""Reads a cycle definition from YAML and tells HR everything that keeps it from being used."""

import json
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import ClassVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from activities.intake.expected import expected_at, meant
from activities.intake.plain_words import in_plain_words
from activities.intake.salvage import Salvage
from activities.intake.yaml_tree import LARGEST_FILE, Mark, YamlTree, read_yaml
from domain.definition.check import problems
from domain.definition.cycle import CycleDefinition
from domain.definition.problem import Path, Severity
from domain.errors import ReviewError

_ROUNDS = 5


@dataclass(frozen=True, order=True)
class FileProblem:
    """What is wrong at one place of a file, and how to mend it.

    Lines and columns count from 1; `path` is the way there in a definition, as in
    `stages[0].steps[1].form`, and empty for the file as a whole.
    """

    line: int
    column: int
    path: str
    sentence: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True)
class CycleFile:
    """A definition that can be launched, or None; and every problem of the file, in order.

    With a definition the problems are warnings at most.
    """

    definition: CycleDefinition | None
    problems: tuple[FileProblem, ...]


class CycleFileUnreadable(ReviewError):
    """The cycle definition cannot be opened."""

    code: ClassVar[str] = "cycle_file_unreadable"


def source_of(path: FilePath) -> bytes:
    """Give what a file holds, though never much more than a definition may.

    Raises:
        CycleFileUnreadable: there is no such file, or it may not be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except OSError as error:
        said = error.strerror or str(error)
        raise CycleFileUnreadable(f"The file {path} cannot be read: {said}.") from None


def read_cycle(source: str | bytes) -> CycleFile:
    """Read and check a definition; whatever the file holds, nothing is raised.

    Every problem is reported at once: what cannot be read, what a value may not be, and what does
    not fit together. Problems that only follow from another one are left out.
    """
    text = source if isinstance(source, str) else _decoded(source)
    if isinstance(text, FileProblem):
        return CycleFile(None, (text,))
    if len(text) > LARGEST_FILE:
        return CycleFile(None, (_whole_file("too large"),))
    tree = read_yaml(text.removeprefix("\ufeff"))
    if tree.value is None:
        found = _oddities(tree) or [_whole_file("empty")]
        return CycleFile(None, tuple(found))
    definition, refused = _judge(tree)
    found = sorted({*_oddities(tree), *refused})
    is_usable = all(problem.severity is Severity.WARNING for problem in found)
    return CycleFile(definition if is_usable else None, tuple(found))


def _decoded(source: bytes) -> str | FileProblem:
    if len(source) > LARGEST_FILE:
        return _whole_file("too large")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        sentence = "This character is not UTF-8; save the file with the encoding UTF-8."
        return FileProblem(line, column, "", sentence)


def _whole_file(fault: str) -> FileProblem:
    mend = {
        "too large": f"The file exceeds {LARGEST_FILE // 1024} KiB; remove what is repeated.",
        "empty": "The file holds no definition; start from one of `perennial cycle templates`.",
    }
    return FileProblem(1, 1, "", mend[fault])


def _oddities(tree: YamlTree) -> list[FileProblem]:
    return [
        FileProblem(odd.mark.line, odd.mark.column, written(odd.path), odd.sentence)
        for odd in tree.oddities
    ]


def _judge(tree: YamlTree) -> tuple[CycleDefinition | None, list[FileProblem]]:
    """Check values first; then, with stand-ins for what was refused, how the rest fits."""
    salvage, found = Salvage(tree.value), list[FileProblem]()
    for _ in range(_ROUNDS):
        try:
            definition = CycleDefinition.model_validate_json(json.dumps(salvage.value), strict=True)
        except ValidationError as error:
            found += _refused(error, salvage, tree)
        else:
            return definition, found + _unfitting(definition, salvage, tree)
    return None, found


def _refused(error: ValidationError, salvage: Salvage, tree: YamlTree) -> list[FileProblem]:
    details = [each for each in error.errors(include_url=False) if not _only_follows(each)]
    guessed = {path for each in details if (path := _guessed(each)) is not None}
    found = [
        _told(each, path, tree)
        for each in details
        if (path := _path(each)) not in guessed and salvage.leaves_alone(path)
    ]
    for each in details:
        salvage.replace(each, _path(each))
    return found


def _only_follows(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because its entries were refused."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _path(error: ErrorDetails) -> Path:
    return tuple(part for part in error["loc"] if part != "[key]")


def _guessed(error: ErrorDetails) -> Path | None:
    """Name the field that a misspelt one was meant to be, so that it is not called missing."""
    if error["type"] != "extra_forbidden":
        return None
    path = _path(error)
    guess = meant(str(path[-1]), tuple(expected_at(path[:-1]).get("properties", {})))
    return None if guess is None else (*path[:-1], guess)


def _told(error: ErrorDetails, path: Path, tree: YamlTree) -> FileProblem:
    is_name = error["type"] == "extra_forbidden" or error["loc"][-1:] == ("[key]",)
    mark = tree.name_of(path) if is_name else tree.place_of(path)
    return FileProblem(mark.line, mark.column, written(path), in_plain_words(error, path))


def _unfitting(definition: CycleDefinition, salvage: Salvage, tree: YamlTree) -> list[FileProblem]:
    return [
        FileProblem(mark.line, mark.column, written(each.path), each.sentence, each.severity)
        for each in problems(definition)
        if salvage.leaves_alone(each.path, *each.rests_on)
        for mark in (_mark(each.path, tree),)
    ]


def _mark(path: Path, tree: YamlTree) -> Mark:
    """Find where a fault shows: in a group whose names people choose, it is the name."""
    is_chosen = bool(path) and str(path[-1]) not in expected_at(path[:-1]).get("properties", ())
    return tree.name_of(path) if is_chosen else tree.place_of(path)


def written(path: Path) -> str:
    """Write a path as programmers do: stages[0].steps[1].form."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")
