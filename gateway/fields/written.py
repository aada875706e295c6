"""How an answer, whatever it is, is written into a field or shown on a page."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

_TURNS_TEXT_AROUND: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HARMLESS: Final = frozenset("\n\t")
_WHOLE: Final = re.compile(r"[0-9]{1,3}(\.0{1,9})?", re.ASCII)
_WITH_COMMA: Final = re.compile(r"[+-]?[0-9]{1,15},[0-9]{1,9}", re.ASCII)
_IN_THOUSANDS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)


def as_text(answer: JsonValue) -> str:
    """Write an answer as somebody could have typed it; lists and objects are written as nothing."""
    match answer:
        case None | list() | dict():
            return ""
        case bool():
            return "yes" if answer else "no"
        case float():
            exact = Decimal(str(answer))
            return f"{exact.normalize():f}" if exact.is_finite() else str(answer)
        case _:
            return str(answer)


def as_level(answer: JsonValue) -> str:
    """Write the number of a level without decimals that say nothing."""
    written = as_text(answer).strip()
    return str(int(written.partition(".")[0])) if _WHOLE.fullmatch(written) else written


def items_of(answer: JsonValue) -> list[JsonValue]:
    """Give the items of a list; of anything else, none."""
    return answer if isinstance(answer, list) else []


def parts_of(answer: JsonValue) -> dict[str, JsonValue]:
    """Give the parts of an object; of anything else, none."""
    return answer if isinstance(answer, dict) else {}


def plain_number(typed: str) -> str:
    """Write a number with a point where a comma was typed.

    What could be thousands, such as 1,500, is left as it is: the check asks rather than guesses.
    """
    written = typed.strip().replace("\u2212", "-")
    if _WITH_COMMA.fullmatch(written) and not _IN_THOUSANDS.fullmatch(written):
        return written.replace(",", ".")
    return written


def visible(text: str) -> str:
    """Make signs visible that turn text around or that no page can show."""
    return "".join(_seen(character) for character in text)


def _seen(character: str) -> str:
    is_odd = unicodedata.category(character) in {"Cc", "Cs"} and character not in _HARMLESS
    if is_odd or character in _TURNS_TEXT_AROUND:
        return f"[U+{ord(character):04X}]"
    return character
