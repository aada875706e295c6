"""Says in HR's words what pydantic says in its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pydantic_core import ErrorDetails

from activities.intake.expected import Json, expected_at, meant
from activities.intake.yaml_tree import short
from domain.definition.problem import Path, listed

_THINGS: Final = {
    "CycleDefinition": "a cycle",
    "FormField": "a field of a form",
    "When": "a date or a number of working days",
    "RatingScale": "a rating scale",
    "GoalRules": "the rules for goals",
    "SignOff": "the rules for sign-off",
    "WorkingHours": "the working hours",
    "Eligibility": "the rules of who is eligible",
    "Scoring": "the scoring",
    "Calibration": "the calibration",
    "Peers": "the peers",
    "Reminders": "the reminders",
}
_PATTERNS: Final = {
    r"^[a-z][a-z0-9_]*$": (
        "begins with a small letter and goes on with small letters, digits and underscores, as in "
        "'mid_year'"
    ),
    r"^[a-z0-9][a-z0-9-]*$": "is made of small letters, digits and hyphens, as in 'annual-2026'",
    r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$": (
        "names a form and one of its fields with a dot between them, as in 'manager_rating.values'"
    ),
    r"^[^\r\n]*\S[^\r\n]*$": "is a line of text and not only spaces",
    r"\S": "is a text and not only spaces",
}


@dataclass(frozen=True)
class Refusal:
    """A value that pydantic refused: which kind of fault, where, and what stood there."""

    kind: str
    path: Path
    value: object
    context: Json

    @property
    def name(self) -> str:
        """The name of the field."""
        words = [part for part in self.path if isinstance(part, str)]
        return f"'{short(words[-1])}'" if words else "The file"

    @property
    def subject(self) -> str:
        """The name of the field, or the list of which an entry is meant."""
        is_entry = bool(self.path) and isinstance(self.path[-1], int)
        return f"An entry of {self.name}" if is_entry else self.name

    @property
    def given(self) -> str:
        """What was written."""
        if isinstance(self.value, dict | list):
            return "a group or list"
        text = str(self.value)
        return f"'{short(text.lower() if isinstance(self.value, bool) else text)}'"


def in_plain_words(error: ErrorDetails, path: Path) -> str:
    """Say what is wrong with a value, and how to mend it; `path` leads to the value."""
    refusal = Refusal(error["type"], path, error["input"], error.get("ctx", {}))
    return _SAYINGS.get(refusal.kind, _unforeseen)(refusal)


def _missing(this: Refusal) -> str:
    described = str(expected_at(this.path).get("description") or "").partition("\n")[0].rstrip(".")
    return f"{this.name} is missing here; add it ({described[:1].lower()}{described[1:]})."


def _unknown(this: Refusal) -> str:
    schema = expected_at(this.path[:-1])
    title = str(schema.get("title", ""))
    thing = _THINGS.get(title, f"a {title.lower()}")
    known = tuple(schema.get("properties", {}))
    guess = meant(str(this.path[-1]), known)
    mend = f"did you mean '{guess}'?" if guess else f"remove it, or use {listed(known, 'or')}."
    return f"There is no field {this.name} in {thing}; {mend}"


def _not_a_word(this: Refusal) -> str:
    if this.value is None:
        return _empty(this)
    known = tuple(str(word) for word in expected_at(this.path).get("enum", ()))
    guess = meant(str(this.value), known) if isinstance(this.value, str) else None
    mend = f"did you mean '{guess}'? It may be" if guess else "use"
    return f"{this.subject} cannot be {this.given}; {mend} {listed(known, 'or')}."


def _not_a_text(this: Refusal) -> str:
    if this.value is None:
        return _empty(this)
    if isinstance(this.value, dict | list):
        return (
            f"{this.subject} is a text, not a group or list; put a text that holds a "
            "colon or a bracket in quotes."
        )
    return f"{this.subject} is a text; put {this.given} in quotes."


def _empty(this: Refusal) -> str:
    return f"{this.subject} is empty; write something after it or remove the line."


def _not_a_list(this: Refusal) -> str:
    if this.value is None:
        return _empty(this)
    return (
        f"{this.subject} is a list; begin each entry with '- ' on a line of its own, or "
        "write [a, b]."
    )


def _not_a_group(this: Refusal) -> str:
    if this.value is None and this.path:
        return _empty(this)
    known = tuple(expected_at(this.path).get("properties", {}))
    names = f" such as {listed(known[:4], 'or')}" if known else ""
    subject = this.subject if this.path else "A definition"
    return f"{subject} is a group of named values{names}; write each as 'name: value'."


def _not_a_number(this: Refusal) -> str:
    if this.value is None:
        return _empty(this)
    whole = "whole number" if this.kind.startswith("int") else "number"
    return f"{this.subject} is a {whole} without quotes or units, not {this.given}."


def _not_yes_or_no(this: Refusal) -> str:
    if this.value is None:
        return _empty(this)
    return f"{this.subject} is 'true' or 'false' without quotes, not {this.given}."


def _out_of_range(this: Refusal) -> str:
    limit = next(iter(this.context.values()))
    side = "at most" if this.kind == "less_than_equal" else "at least"
    return f"{this.subject} is {side} {limit}, not {this.given}."


def _badly_written(this: Refusal) -> str:
    wanted = _PATTERNS.get(str(this.context.get("pattern")), "is written differently")
    return f"{this.given} cannot stand here: {this.name} {wanted}."


def _too_long(this: Refusal) -> str:
    most = this.context.get("max_length")
    what = "characters" if this.kind == "string_too_long" else "entries"
    return f"{this.subject} has at most {most} {what}; shorten it."


def _too_short(this: Refusal) -> str:
    fewest = this.context.get("min_length")
    if this.kind == "string_too_short" or fewest == 1:
        return f"{this.subject} is empty; write something there."
    return f"{this.subject} needs at least {fewest} entries; add what is missing."


def _too_precise(this: Refusal) -> str:
    places = this.context.get("decimal_places")
    return f"{this.subject} has at most {places} decimals, not {this.given}; round it."


def _own_words(this: Refusal) -> str:
    if this.value is None:
        return _empty(this)
    return f"{this.subject}: {this.context['error']}."


def _unforeseen(this: Refusal) -> str:
    return f"{this.subject} cannot be {this.given}; look it up in the reference."


_SAYINGS: Final[dict[str, Callable[[Refusal], str]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "enum": _not_a_word,
    "string_type": _not_a_text,
    "tuple_type": _not_a_list,
    "model_type": _not_a_group,
    "dict_type": _not_a_group,
    "int_type": _not_a_number,
    "int_parsing": _not_a_number,
    "decimal_type": _not_a_number,
    "decimal_parsing": _not_a_number,
    "finite_number": _not_a_number,
    "bool_type": _not_yes_or_no,
    "greater_than_equal": _out_of_range,
    "less_than_equal": _out_of_range,
    "string_pattern_mismatch": _badly_written,
    "string_too_long": _too_long,
    "too_long": _too_long,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "decimal_max_places": _too_precise,
    "value_error": _own_words,
}
