"""The measure of an objective as cells of a file: read from them, and written back."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from domain.alignment.columns import LISTS, MEASURING
from domain.alignment.objective import key_from
from domain.answers import NotAnAnswer, number_of
from domain.measures import Measure, MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.people_row import unfit

Cells = Mapping[str, str | tuple[str, ...]]
Given = dict[str, str | tuple[str, ...]]

KINDS: Final = {
    "numeric": "numeric",
    "milestone": "milestones",
    "milestones": "milestones",
    "soft": "soft",
}
_BELONGS: Final[Mapping[str, frozenset[str]]] = {
    "numeric": frozenset({"unit", "baseline", "target", "direction", "stretch", "band"}),
    "milestones": frozenset({"milestones"}),
    "soft": frozenset({"levels", "target"}),
}
_MILESTONE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ :]+(\S.*)", re.DOTALL)
_BAND: Final = re.compile(r"\s*(\S+?)\s*(?:\.\.|\bto\b)\s*(\S+)\s*")
_MEASURE: Final[TypeAdapter[Measure]] = TypeAdapter(Measure)
_COLUMN_OF: Final = {"lower": "band", "upper": "band", "kind": "measure"}


class MeasureNotSound(ValueError):
    """The cells make no measure: in which column, and how to mend it."""

    def __init__(self, column: str, sentence: str) -> None:
        """Name the column and say how to mend it."""
        super().__init__(sentence)
        self.column = column


def measure_from(cells: Cells) -> Measure | None:
    """Make a measure of cells; None of cells that are all empty.

    Without a kind in `measure` it follows from what else is given.

    Raises:
        MeasureNotSound: they make none.
    """
    given = {column: cell for column, cell in cells.items() if column in MEASURING and cell}
    if not given:
        return None
    kind = _kind(given)
    for column in given.keys() - {"measure"} - _BELONGS[kind]:
        raise MeasureNotSound(
            column, f"A measure of the kind {kind} has no {column}: empty it, or mend measure."
        )
    try:
        return _MEASURE.validate_python({"kind": kind, **_parts(given, kind)})
    except ValidationError as refused:
        raise _told(refused.errors()[0]) from None


def cells_from(measure: Measure | None) -> Given:
    """Write a measure as the cells it is read from."""
    match measure:
        case None:
            return {}
        case NumericMeasure():
            return {"measure": measure.kind, **_cells_of_number(measure)}
        case MilestoneMeasure():
            listed = tuple(f"{each.due} {each.title}" for each in measure.milestones)
            return {"measure": measure.kind, "milestones": listed}
        case SoftMeasure():
            target: Given = {} if measure.target is None else {"target": str(measure.target)}
            return {"measure": measure.kind, "levels": measure.levels, **target}
    assert_never(measure)


def _cells_of_number(measure: NumericMeasure) -> dict[str, str]:
    names = ("unit", "baseline", "target", "direction", "stretch")
    values = {name: getattr(measure, name) for name in names}
    cells = {name: _plain(value) for name, value in values.items() if value is not None}
    if measure.direction == "hold":
        cells["band"] = f"{_plain(measure.lower)}..{_plain(measure.upper)}"
    return cells


def _plain(value: str | Decimal | None) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _kind(given: Cells) -> str:
    named = given.get("measure")
    if named is not None:
        kind = KINDS.get(str(named).casefold())
        if kind is None:
            sentence = f"“{named}” is not a kind of measure: use numeric, milestones or soft."
            raise MeasureNotSound("measure", sentence)
        return kind
    return next(
        (each for each in ("milestones", "soft") if given.keys() & set(LISTS) & _BELONGS[each]),
        "numeric",
    )


def _parts(given: Cells, kind: str) -> dict[str, JsonValue]:
    match kind:
        case "soft":
            target = _numbers(given, "target")
            return {"levels": list(_listed(given, "levels")), **target}
        case "milestones":
            return {"milestones": _milestones(_listed(given, "milestones"))}
        case _:
            words = {name: str(given[name]) for name in ("unit", "direction") if name in given}
            if "direction" in words:
                words["direction"] = words["direction"].casefold()
            return words | _numbers(given, "baseline", "target", "stretch") | _band(given)


def _numbers(given: Cells, *columns: str) -> dict[str, JsonValue]:
    return {column: _number(column, str(given[column])) for column in columns if column in given}


def _number(column: str, written: str) -> str:
    try:
        return str(number_of(written))
    except NotAnAnswer:
        sentence = f"“{written[:60]}” is not a number: write it like 12.5."
        raise MeasureNotSound(column, sentence) from None


def _band(given: Cells) -> dict[str, JsonValue]:
    if "band" not in given:
        return {}
    found = _BAND.fullmatch(str(given["band"]))
    if found is None:
        sentence = f"“{given['band']}” is not a band: write its two ends, as in 18..22."
        raise MeasureNotSound("band", sentence)
    return {"lower": _number("band", found[1]), "upper": _number("band", found[2])}


def _listed(given: Cells, column: str) -> Sequence[str]:
    """Cut a list into its texts; blanks around them and empty ones do not matter."""
    cell = given.get(column, ())
    parts = cell.split("|") if isinstance(cell, str) else cell
    texts = [text for part in parts if (text := " ".join(part.split()))]
    for text in texts:
        if (sentence := unfit(text)) is not None:
            raise MeasureNotSound(column, sentence)
    return texts


def _milestones(texts: Sequence[str]) -> list[JsonValue]:
    milestones: list[JsonValue] = []
    for place, text in enumerate(texts, start=1):
        found = _MILESTONE.fullmatch(text)
        try:
            due = date.fromisoformat(found[1] if found else "")
        except ValueError:
            sentence = f"“{text[:60]}” has no date: write it as in 2026-06-30 First pilot runs."
            raise MeasureNotSound("milestones", sentence) from None
        title = found[2] if found else text
        milestones.append(
            {"id": (key_from(title) or f"m{place}"), "title": title, "due": due.isoformat()}
        )
    return milestones


def _told(error: ErrorDetails) -> MeasureNotSound:
    place = [str(part) for part in error["loc"]][1:]  # the first is the kind of measure
    name = place[0] if place else _guilty(error["msg"])
    column = _COLUMN_OF.get(name, name)
    match error["type"]:
        case "value_error":
            said = str(error["ctx"]["error"])
            return MeasureNotSound(column, f"{said[:1].upper()}{said[1:]}: mend {column}.")
        case "missing" | "string_too_short":
            return MeasureNotSound(column, f"The value is missing: fill in {column}.")
        case "too_short" | "too_long":
            said = error["msg"].partition(" after")[0]
            return MeasureNotSound(column, f"The number of {column} is not right: {said.lower()}.")
        case "literal_error":
            return MeasureNotSound(column, "A direction is up, down or hold: mend direction.")
        case "string_too_long":
            return MeasureNotSound(column, f"The value is too long: shorten {column}.")
        case _:
            sentence = f"The value is not a number that can be worked with: mend {column}."
            return MeasureNotSound(column, sentence)


def _guilty(said: str) -> str:
    """Find the column that a sentence about the whole measure speaks of."""
    words = re.findall(r"[a-z]+", said.casefold())
    known = ("stretch", "baseline", "lower", "upper", "target", "milestones", "level", "levels")
    found = next((each for each in known if each in words), "measure")
    return "target" if found == "level" else found
