"""Reads what HR wrote down about a recurring cycle: a flat file of names and texts."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from pydantic import JsonValue

from activities.intake.expected import meant
from activities.intake.yaml_tree import LARGEST_FILE, YamlTree, decoded_yaml, short
from domain.errors import ReviewError

TEXTS: Final = (
    *("key", "title", "cycle_key", "cycle", "every", "starts", "after", "gathered", "at", "zone"),
    *("country", "day_off", "late_days", "overlap", "hr_owner"),
)
LISTS: Final = ("departments", "countries")


class RecurringFileFaulty(ReviewError):
    """The file of the recurring cycle cannot be used; nothing was changed."""

    code: ClassVar[str] = "recurring_file_faulty"


@dataclass(frozen=True)
class RecurringFile:
    """What a file says, field by field, and where each field stands."""

    path: Path
    texts: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    tree: YamlTree

    def refused(self, problems: tuple[tuple[str, str], ...]) -> RecurringFileFaulty:
        """Say what is wrong with fields of this file, each with its line."""
        lines = sorted((self.tree.name_of((field,)).line, said) for field, said in problems)
        told = "\n".join(f"{self.path}:{line}: {sentence}" for line, sentence in lines)
        return RecurringFileFaulty(f"{told}\nNothing was changed.")


def read_recurring_file(path: Path) -> RecurringFile:
    """Read a file.

    Raises:
        RecurringFileFaulty: it cannot be read, or has fields that are not known.
    """
    try:
        with path.open("rb") as stream:
            source = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        said = error.strerror or str(error)
        raise RecurringFileFaulty(f"The file {path} cannot be read: {said}.") from None
    if len(source) > LARGEST_FILE:
        raise RecurringFileFaulty(f"{path} is longer than {LARGEST_FILE // 1024} KiB.")
    tree = decoded_yaml(source)
    if tree.oddities:
        first = tree.oddities[0]
        raise RecurringFileFaulty(f"{path}:{first.mark.line}: {first.sentence}")
    if not isinstance(tree.value, dict):
        raise RecurringFileFaulty(f"{path}:1: Here stand key, cycle, every and more, one a line.")
    found = RecurringFile(path, {}, {}, tree)
    problems = [wrong for name, value in tree.value.items() if (wrong := _take(found, name, value))]
    if problems:
        raise found.refused(tuple(problems))
    return found


def _take(file: RecurringFile, name: str, value: JsonValue) -> tuple[str, str] | None:
    """Take a field in, or give what is wrong with it."""
    if name in LISTS:
        entries = value if isinstance(value, list) else [value]
        file.lists[name] = tuple(str(each) for each in entries if each is not None)
        return None
    if name not in TEXTS:
        guess = meant(name, (*TEXTS, *LISTS))
        hint = f"; do you mean '{guess}'?" if guess else f"; there are {', '.join(TEXTS + LISTS)}."
        return name, f"'{short(name)}' is not known here{hint}"
    if isinstance(value, bool | list | dict):
        return name, f"'{name}' is a text; write it on the same line, in quotes if need be."
    file.texts[name] = "" if value is None else str(value)
    return None
