"""Reads the times of keeping from YAML and tells everything that keeps them from being used."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path as FilePath
from typing import ClassVar, Final

from pydantic import JsonValue

from activities.intake.cycle_file import FileProblem, written
from activities.intake.yaml_tree import LARGEST_FILE, YamlTree, decoded_yaml, short
from domain.definition.problem import Path
from domain.erasure.retention import EVERYWHERE, LONGEST_MONTHS, CountryRules, Keep, RetentionRules
from domain.erasure.words import After, Kind
from domain.errors import ReviewError

_TEMPLATE: Final = files("activities.intake") / "retention_templates" / "retention.yaml"
_COUNTRY: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_TIME: Final = re.compile(r"(\d{1,4}) (month|year)s?")
_LONGEST_SOURCE: Final = 300
_KINDS: Final = [kind.value for kind in Kind]
_FIELDS: Final = ("keep", "after", "source")
_YEAR: Final = 12


class RetentionFileUnreadable(ReviewError):
    """The file with the times of keeping cannot be opened."""

    code: ClassVar[str] = "retention_file_unreadable"


@dataclass(frozen=True)
class RetentionFile:
    """Times that can be used, or None; and every problem of the file, in order."""

    rules: RetentionRules | None
    problems: tuple[FileProblem, ...]


def retention_template() -> str:
    """Give a file to begin with as it is written, comments included."""
    return _TEMPLATE.read_text(encoding="utf-8")


def read_retention_file(path: FilePath) -> RetentionFile:
    """Read the times of keeping of an organisation.

    Raises:
        RetentionFileUnreadable: there is no such file, or it may not be read.
    """
    try:
        with path.open("rb") as stream:
            source = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        said = error.strerror or str(error)
        raise RetentionFileUnreadable(f"The file {path} cannot be read: {said}.") from None
    return read_retention(source)


def read_retention(source: bytes) -> RetentionFile:
    """Read and check the times of keeping; whatever the file holds, nothing is raised."""
    if len(source) > LARGEST_FILE:
        sentence = f"The file exceeds {LARGEST_FILE // 1024} KiB; nobody has so many countries."
        return RetentionFile(None, (FileProblem(1, 1, "", sentence),))
    tree = decoded_yaml(source)
    if tree.oddities or not isinstance(tree.value, dict) or not tree.value:
        return RetentionFile(None, tuple(sorted(_odd(tree))))
    reading = _Reading(tree)
    countries = dict(reading.countries(tree.value))
    problems = tuple(sorted(reading.problems))
    return RetentionFile(None if problems else RetentionRules(countries=countries), problems)


def _odd(tree: YamlTree) -> list[FileProblem]:
    if tree.oddities:
        found = tree.oddities
        return [FileProblem(o.mark.line, o.mark.column, written(o.path), o.sentence) for o in found]
    sentence = "No country stands here; start from `perennial subject retention template`."
    return [FileProblem(1, 1, "", sentence)]


class _Reading:
    """Goes through the countries of a file, and notes what is wrong where."""

    def __init__(self, tree: YamlTree) -> None:
        self._tree = tree
        self.problems: list[FileProblem] = []

    def countries(self, groups: dict[str, JsonValue]) -> Iterator[tuple[str, CountryRules]]:
        """Give the rules of each country that is written as it should be."""
        for name, group in groups.items():
            if name != EVERYWHERE and not _COUNTRY.fullmatch(name):
                self._wrong(
                    (name,),
                    f"'{short(name)}' is no country; write two capital letters such as DE, a"
                    f" region such as DE-BE, or {EVERYWHERE}.",
                )
            rules = self._country(name, group)
            if rules is not None:
                yield name, rules

    def _country(self, name: str, group: JsonValue) -> CountryRules | None:
        if not isinstance(group, dict):
            self._wrong((name,), f"Below {name} stand {', '.join(_KINDS)}, each with its time.")
            return None
        self._unknown(group, _KINDS, (name,))
        keeps = {kind: self._keep((name, kind), group.get(kind)) for kind in _KINDS}
        found = {kind: keep for kind, keep in keeps.items() if keep is not None}
        return CountryRules(**found) if len(found) == len(_KINDS) else None

    def _keep(self, path: Path, told: JsonValue) -> Keep | None:
        if not isinstance(told, dict):
            self._wrong(path, f"{path[-1]} is missing; give it keep, after and source.")
            return None
        self._unknown(told, _FIELDS, path)
        months, after = self._months(path, told), self._after(path, told)
        source = told.get("source")
        if not isinstance(source, str) or not 0 < len(source.strip()) <= _LONGEST_SOURCE:
            self._wrong(
                (*path, "source"),
                "source says in a line which law or contract this rests on; write it.",
            )
            return None
        if months is None or after is None:
            return None
        return Keep(months=months, after=after, source=source.strip())

    def _months(self, path: Path, told: dict[str, JsonValue]) -> int | None:
        match = _TIME.fullmatch(str(told.get("keep", "")).strip())
        months = int(match[1]) * (_YEAR if match[2] == "year" else 1) if match else None
        if months is None or months > LONGEST_MONTHS:
            self._wrong(
                (*path, "keep"),
                "keep is a time such as '18 months' or '3 years', and at most 100 years.",
            )
            return None
        return months

    def _after(self, path: Path, told: dict[str, JsonValue]) -> After | None:
        words = [after.value for after in After]
        if told.get("after") not in words:
            self._wrong((*path, "after"), f"after is one of {' and '.join(words)}.")
            return None
        after = After(str(told["after"]))
        if after is After.CYCLE_CLOSED and path[-1] == Kind.PERSON_RECORD.value:
            sentence = (
                "The person record is kept while somebody works here: after employment_ended."
            )
            self._wrong((*path, "after"), sentence)
            return None
        return after

    def _unknown(self, group: dict[str, JsonValue], known: object, path: Path) -> None:
        names = tuple(known) if isinstance(known, list | tuple) else ()
        for name in group:
            if name not in names:
                sentence = f"'{short(name)}' is not known here; there are {', '.join(names)}."
                self._wrong((*path, name), sentence)

    def _wrong(self, path: Path, sentence: str) -> None:
        mark = self._tree.name_of(path)
        self.problems.append(FileProblem(mark.line, mark.column, written(path), sentence))
