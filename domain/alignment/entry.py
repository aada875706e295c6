"""What one line of a file says about an objective above."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from domain.alignment.columns import LISTS, MEASURING
from domain.alignment.measure_cells import (
    Cells,
    Given,
    MeasureNotSound,
    cells_from,
    measure_from,
)
from domain.alignment.objective import (
    HEAVIEST,
    LONGEST_KEY,
    USUAL_WEIGHT,
    Objective,
    key_from,
    objective_id,
)
from domain.alignment.tree import ObjectiveTree
from domain.answers import NotAnAnswer, number_of
from domain.ids import PersonId
from domain.people import Organisation
from domain.people_row import RowCheck

_MOST_DECIMALS: Final = Decimal("0.01")
_LONGEST_CATEGORY: Final = 60
_LONGEST_LIST: Final = 4000
_KEY: Final = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_KEY - 1}}}", re.ASCII)
_WORTH: Final = frozenset({"unit", "baseline", "target", "band", "levels", "milestones"})


@dataclass(frozen=True)
class ObjectiveRules:
    """What objectives are checked against.

    Attributes:
        naming_key: the secret that turns keys into ids.
        people: the directory, in which owners are found.
        known: the tree as it stands.
    """

    naming_key: bytes
    people: Organisation = field(default_factory=Organisation)
    known: ObjectiveTree = field(default_factory=ObjectiveTree)


@dataclass(frozen=True)
class Line:
    """One objective of a file, by column; columns that are not there stay as they were.

    Attributes:
        line: where it begins; lines count from 1.
        cells: its values.
        places: the line of each value that stands on a line of its own.
    """

    line: int
    cells: Cells
    places: Mapping[str, int] = field(default_factory=dict)

    def line_of(self, column: str) -> int:
        """Give the line a column stands on."""
        return self.places.get(column, self.line)


@dataclass(frozen=True)
class Entry:
    """An objective as one line has it; no `objective` where the line holds a problem.

    Its parent is still a name: whom that means is found out when all lines are read.
    """

    line: Line
    key: str
    title: str
    parent_name: str | None
    objective: Objective | None


def read_entry(line: Line, check: RowCheck, rules: ObjectiveRules) -> Entry | None:
    """Read a line into an entry, leaving its problems in `check`; None without a key or title."""
    named = check.optional("key")
    keyed = rules.known.by_key(named) if named else None
    title = check.required("title") if keyed is None or "title" in line.cells else keyed.title
    known = keyed if named else _called(title, rules.known)
    key = known.key if known else _new_key(check, named, title)
    if key is None:
        return None
    given = _details(line, check, known) | _owned(line, check, rules)
    parent_name = check.optional("parent")
    if check.problems or title is None:
        return Entry(line, key, title or key, parent_name, None)
    base = {} if known is None else dict(known)
    if "parent" in line.cells:
        base["parent"] = None
    objective = Objective.model_validate(
        {**base, **given, "id": objective_id(rules.naming_key, key), "key": key, "title": title}
    )
    return Entry(line, key, title, parent_name, objective)


def _called(title: str | None, tree: ObjectiveTree) -> Objective | None:
    """Find the objective that a line without a key is about: by its title, as it is or as a key."""
    if title is None:
        return None
    return tree.find(title) or tree.by_key(key_from(title) or "")


def _new_key(check: RowCheck, named: str | None, title: str | None) -> str | None:
    if named is None:
        made = key_from(title) if title else None
        if title and made is None:
            check.problem("key", "No key can be made of this title: give it one in key.")
        return made
    if _KEY.fullmatch(named):
        return named
    check.problem(
        "key",
        f"“{named}” is not a key: use small letters, digits, - and _, {LONGEST_KEY} at most, "
        "beginning with a letter or digit.",
    )
    return None


def _details(line: Line, check: RowCheck, known: Objective | None) -> dict[str, object]:
    given: dict[str, object] = {}
    if "category" in line.cells:
        given["category"] = _category(check)
    if "weight" in line.cells:
        given["weight"] = _weight(check)
    for column in ("start", "due"):
        if column in line.cells:
            given[column] = check.day(column)
    if line.cells.keys() & set(MEASURING):
        given["measure"] = _measure(line, check, known)
    return given


def _category(check: RowCheck) -> str:
    category = check.optional("category") or ""
    if len(category) > _LONGEST_CATEGORY:
        check.problem(
            "category", f"The value is longer than {_LONGEST_CATEGORY} letters: shorten it."
        )
    return category


def _weight(check: RowCheck) -> Decimal | None:
    written = check.optional("weight")
    if written is None:
        return USUAL_WEIGHT
    try:
        weight = number_of(written.removesuffix("%").strip())
    except NotAnAnswer:
        check.problem("weight", f"“{written}” is not a number: write it like 12.5.")
        return None
    if not 0 < weight <= HEAVIEST:
        sentence = (
            f"A weight is above 0 and at most {HEAVIEST:,}: mend weight, or retire the objective."
        )
        check.problem("weight", sentence)
    elif weight % _MOST_DECIMALS:
        check.problem("weight", "A weight has two decimals at most: round it.")
    return weight


def _measure(line: Line, check: RowCheck, known: Objective | None) -> object:
    """Read the measure; columns that the file does not have stay as they were."""
    given: Given = {
        column: cell if column in LISTS else check.optional(column) or ""
        for column, cell in line.cells.items()
        if column in MEASURING
    }
    for column in LISTS:
        if len(str(given.get(column, ""))) > _LONGEST_LIST:
            sentence = f"The value is longer than {_LONGEST_LIST:,} letters: shorten it."
            check.problem(column, sentence)
            return None
    try:
        return measure_from(_standing(given, known) | given)
    except MeasureNotSound as refused:
        check.problem(refused.column, str(refused))
        return None


def _standing(given: Given, known: Objective | None) -> Given:
    """Give the cells of the measure that stands, as far as what is given leaves it standing."""
    cells = cells_from(known.measure) if known else {}
    is_other = given.get("measure", cells.get("measure")) != cells.get("measure")
    if is_other or not any((cells | given)[one] for one in cells.keys() & _WORTH):
        return {}
    if given.keys() & {"baseline", "target"} and "direction" not in given:
        cells.pop("direction", None)
    return cells


def _owned(line: Line, check: RowCheck, rules: ObjectiveRules) -> dict[str, PersonId | None]:
    """Find the owner by number or address."""
    written = check.optional("owner")
    if "owner" not in line.cells or written is None:
        return {"owner": None} if "owner" in line.cells else {}
    person = rules.people.find(written)
    if person is None:
        check.problem(
            "owner",
            f"Nobody of the number or address “{written}” is in the directory: mend owner, or "
            "import that person first.",
        )
        return {}
    return {"owner": person.id}
