"""What a field of a page is made of: lines to write in, things to pick, groups and rows of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from gateway.fields.naming import element

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Manner(StrEnum):
    """How one picks."""

    ONE = "one"  # radio buttons
    ANY = "any"  # check boxes
    LIST = "list"  # a list that folds out


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to write in.

    Attributes:
        mode: the keyboard a phone shows.
        suggests: whether it offers colleagues.
        is_weight: whether it counts in the sum of weights.
        wrong_by: the group at which is told what is wrong with it; "" where nothing is.
    """

    shape: ClassVar[str] = "entry"

    name: str
    label: str = ""
    value: str = ""
    hint: str = ""
    type: str = "text"
    mode: str = ""
    suggests: bool = False
    is_weight: bool = False
    wrong_by: str = ""

    @property
    def id(self) -> str:
        """Name its element."""
        return element(self.name)

    @property
    def is_short(self) -> bool:
        """Whether a few characters fill it."""
        return self.type == "date" or bool(self.mode)


def day_entry(name: str, label: str = "", value: str = "", hint: str = "") -> Entry:
    """Ask for a day; what is none stays as it was typed, which a field for days would drop."""
    is_day = not value.strip() or _DAY.fullmatch(value.strip())
    return Entry(name, label, value.strip(), hint, type="date" if is_day else "text")


@dataclass(frozen=True, slots=True)
class Words:
    """Several lines to write in; `most` is how many words are accepted, and nothing is cut."""

    shape: ClassVar[str] = "words"

    name: str
    label: str = ""
    value: str = ""
    hint: str = ""
    most: int | None = None
    rows: int = 3
    wrong_by: str = ""

    @property
    def id(self) -> str:
        """Name its element."""
        return element(self.name)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick, and what it means in a sentence."""

    value: str
    label: str
    picked: bool = False
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Picks:
    """Things of which one or several are picked; `is_compact` sets them side by side."""

    shape: ClassVar[str] = "picks"

    name: str
    options: tuple[Option, ...]
    label: str = ""
    hint: str = ""
    manner: Manner = Manner.ONE
    is_compact: bool = False

    @property
    def id(self) -> str:
        """Name its element; options that lie open have one each."""
        return element(self.name)

    @property
    def first_id(self) -> str:
        """Name the element that takes the focus."""
        return self.id if self.manner is Manner.LIST else self.option_id(0)

    def option_id(self, place: int) -> str:
        """Name the element of the option at a place."""
        return element(f"{self.name}.{place}")


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is sent along and not shown."""

    shape: ClassVar[str] = "kept"

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something to read before one answers; a long thing is folded away under its title."""

    shape: ClassVar[str] = "told"

    title: str
    lines: tuple[str, ...]
    is_folded: bool = False


@dataclass(frozen=True)
class Group:
    """Parts that belong together under a title.

    Attributes:
        name: the path of the parts in it.
        title: what it is about.
        parts: what it holds.
        called: how sentences about what is wrong call it, as in "Action 2".
        errors: what is wrong in it.
        shown_for: it matters only while one of these is picked beside it.
        removal: the words beside the box that takes it out; "" where it stays.
        is_switch: whether what is picked in it says which groups in it matter.
    """

    shape: ClassVar[str] = "group"

    name: str
    title: str
    parts: "tuple[Part, ...]"
    called: str = ""
    errors: tuple[str, ...] = ()
    shown_for: tuple[str, ...] = ()
    removal: str = ""
    is_switch: bool = False

    @property
    def id(self) -> str:
        """Name its element."""
        return element(self.name)


@dataclass(frozen=True)
class Rows:
    """Groups or lines of the same kind.

    Attributes:
        name: the path of the rows.
        rows: those that are shown.
        spare: an empty one, from which a script copies another; its `place` and `number` are told
            by two signs that no name and no title contain.
        more: the words on the button that adds one; "" where there are as many as there may be.
        most: how many there may be.
    """

    shape: ClassVar[str] = "rows"

    name: str
    rows: "tuple[Part, ...]"
    spare: "Part | None" = None
    more: str = ""
    most: int = 0
    place: str = ""
    number: str = ""


Part = Entry | Words | Picks | Kept | Told | Group | Rows


def first_element(parts: Iterable[Part]) -> str:
    """Name the first element that can take the focus; "" where there is none."""
    for part in parts:
        match part:
            case Entry() | Words():
                return part.id
            case Picks():
                return part.first_id
            case Group():
                found = first_element(part.parts)
            case Rows():
                found = first_element(part.rows)
            case _:
                continue
        if found:
            return found
    return ""
