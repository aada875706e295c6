"""Reads role profiles from YAML or CSV and tells HR everything that keeps them from being used."""

import json
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import ClassVar, Final

from pydantic import JsonValue, ValidationError
from pydantic_core import ErrorDetails

from activities.intake.cycle_file import FileProblem, written
from activities.intake.expected import meant
from activities.intake.plain_words import in_plain_words
from activities.intake.profiles_csv import read_table
from activities.intake.salvage import Salvage
from activities.intake.yaml_tree import YamlTree, decoded_yaml
from domain.definition.problem import Path, Severity, listed
from domain.errors import ReviewError
from domain.expectations.check_sheet import problems_of
from domain.expectations.profile import Accountability, Behaviour
from domain.expectations.sheet import Family, ProfileSheet, SheetProfile, SheetSkill

LARGEST_FILE: Final = 1024 * 1024
_ROUNDS: Final = 5


class ProfilesFileUnreadable(ReviewError):
    """The file of role profiles cannot be opened."""

    code: ClassVar[str] = "profiles_file_unreadable"


@dataclass(frozen=True)
class ProfilesFile:
    """A sheet of profiles that can be used, or None; and every problem of the file, in order.

    With a sheet the problems are warnings at most.
    """

    sheet: ProfileSheet | None
    problems: tuple[FileProblem, ...]


def read_profiles_file(path: FilePath) -> ProfilesFile:
    """Read a file by its ending: .csv is a table, everything else YAML.

    Raises:
        ProfilesFileUnreadable: there is no such file, or it may not be read.
    """
    try:
        with path.open("rb") as stream:
            source = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        said = error.strerror or str(error)
        raise ProfilesFileUnreadable(f"The file {path} cannot be read: {said}.") from None
    return read_profiles(source, is_table=path.suffix.casefold() == ".csv")


def read_profiles(source: bytes, *, is_table: bool = False) -> ProfilesFile:
    """Read and check role profiles; whatever the file holds, nothing is raised.

    Every problem is reported at once: what cannot be read, what a value may not be, and what does
    not fit together. Problems that only follow from another one are left out.
    """
    if len(source) > LARGEST_FILE:
        sentence = f"The file exceeds {LARGEST_FILE // 1024} KiB; load the families one by one."
        return ProfilesFile(None, (FileProblem(1, 1, "", sentence),))
    tree = read_table(source) if is_table else decoded_yaml(source)
    odd = [
        FileProblem(o.mark.line, o.mark.column, written(o.path), o.sentence) for o in tree.oddities
    ]
    if tree.value is None:
        sentence = "The file holds no role profile; start from `perennial profiles template`."
        return ProfilesFile(None, tuple(sorted(odd)) or (FileProblem(1, 1, "", sentence),))
    sheet, found = _judge(tree)
    problems = tuple(sorted({*odd, *found}))
    is_usable = all(each.severity is Severity.WARNING for each in problems)
    return ProfilesFile(sheet if is_usable else None, problems)


def _judge(tree: YamlTree) -> tuple[ProfileSheet | None, list[FileProblem]]:
    """Check values first; then, without the entries that were refused, how the rest fits."""
    rest, found = Salvage(tree.value), list[FileProblem]()
    for _ in range(_ROUNDS):
        try:
            sheet = ProfileSheet.model_validate_json(json.dumps(rest.value), strict=True)
        except ValidationError as error:
            refused = [(each, _path(each)) for each in error.errors() if not _only_follows(each)]
            guessed = {_guessed(each, path) for each, path in refused}
            found += [_told(each, path, tree) for each, path in refused if path not in guessed]
            for _, path in refused:
                rest.replaced.add(_entry_of(path))
                _take_out(rest.value, _entry_of(path))
        else:
            return sheet, found + _unfitting(sheet, rest, tree)
    return None, found


def _only_follows(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because its entries were refused."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _path(error: ErrorDetails) -> Path:
    return tuple(part for part in error["loc"] if part != "[key]")


def _guessed(error: ErrorDetails, path: Path) -> Path | None:
    """Name the field that a misspelt one was meant to be, so that it is not called missing."""
    if error["type"] != "extra_forbidden":
        return None
    guess = meant(str(path[-1]), tuple(_fields_at(path[:-1])))
    return None if guess is None else (*path[:-1], guess)


def _unfitting(sheet: ProfileSheet, rest: Salvage, tree: YamlTree) -> list[FileProblem]:
    return [
        FileProblem(mark.line, mark.column, written(each.path), each.sentence, each.severity)
        for each in problems_of(sheet)
        if rest.leaves_alone(each.path, *each.rests_on)
        for mark in (tree.place_of(each.path),)
    ]


def _entry_of(path: Path) -> Path:
    """Name the smallest part of a sheet that can be left out while the rest still makes sense."""
    match path:
        case ("families", family, "profiles", level, *_):
            return ("families", family, "profiles", level)
        case ("families" | "skills" as part, name, *_):
            return (part, name)
        case _:
            return path[:1]


def _take_out(value: JsonValue, entry: Path) -> None:
    for part in entry[:-1]:
        value = value.get(str(part)) if isinstance(value, dict) else None
    if isinstance(value, dict) and entry:
        value.pop(str(entry[-1]), None)


def _told(error: ErrorDetails, path: Path, tree: YamlTree) -> FileProblem:
    is_name = error["type"] == "extra_forbidden" or error["loc"][-1:] == ("[key]",)
    mark = tree.name_of(path) if is_name else tree.place_of(path)
    return FileProblem(mark.line, mark.column, written(path), _sentence(error, path))


def _sentence(error: ErrorDetails, path: Path) -> str:
    """Say what is wrong, with the words of this kind of file."""
    name = str(path[-1]) if path else ""
    fields = _fields_at(path[:-1])
    match error["type"]:
        case "model_type" if not path:
            given = listed(tuple(fields)[-3:], "or")
            return (
                f"Role profiles are a group of named values such as {given}; write 'name: value'."
            )
        case "missing":
            described = fields.get(name, "").rstrip(".")
            return f"'{name}' is missing here; add it ({described[:1].lower()}{described[1:]})."
        case "extra_forbidden":
            guess = meant(name, tuple(fields))
            mend = f"did you mean '{guess}'?" if guess else f"use {listed(tuple(fields), 'or')}."
            return f"There is no field '{name}' here; {mend}"
        case "string_pattern_mismatch" if r"\S" not in str(error["ctx"]["pattern"]):
            return (
                f"'{error['input']}' cannot be a name here; write small letters, digits and "
                "underscores (in a level capitals, too), as in 'mid_size'."
            )
        case _:
            return in_plain_words(error, path)


def _fields_at(path: Path) -> dict[str, str]:
    """Give the fields that a group at a path may have, each with what it is for."""
    match path:
        case ():
            model = ProfileSheet.model_fields
        case ("skills", _):
            model = SheetSkill.model_fields
        case ("families", _):
            model = Family.model_fields
        case ("families", _, "profiles", _):
            model = SheetProfile.model_fields
        case (*_, "accountabilities", _):
            model = Accountability.model_fields
        case _:
            model = Behaviour.model_fields
    return {name: str(field.description) for name, field in model.items()}
