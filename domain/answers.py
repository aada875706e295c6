"""Reads a single answer: text a page can show, numbers, dates, levels of the scale."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from pydantic import JsonValue

from domain.definition.rating import RatingScale

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HARMLESS = frozenset("\n\t")
_TURNS_TEXT_AROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SHOWN = 40
_LETTERS_A_WORD = 40


class NotAnAnswer(ValueError):
    """What was given cannot be an answer; says why, in sentences for the person at the form."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give every reason, each a sentence."""
        return tuple(str(reason) for reason in self.args)


def text_of(answer: JsonValue, max_words: int | None = None) -> str:
    """Give the text without blanks around it and with plain line ends.

    Raises NotAnAnswer for other types, invisible characters and more than `max_words` words. What
    is written without blanks is counted by its letters, forty of which are a word.
    """
    if not isinstance(answer, str):
        raise NotAnAnswer("Please answer in words.")
    text = answer.replace("\r\n", "\n").replace("\r", "\n").strip()
    for place, character in enumerate(text, start=1):
        _refuse_invisible(character, place)
    words = len(text.split())
    if max_words is not None and words > max_words:
        raise NotAnAnswer(f"This has {words} words; please shorten it to {max_words}.")
    most = max_words and max_words * _LETTERS_A_WORD
    if most is not None and len(text) > most:
        raise NotAnAnswer(f"This has {len(text)} letters; please shorten it to {most}.")
    return text


def _refuse_invisible(character: str, place: int) -> None:
    if character in _TURNS_TEXT_AROUND:
        raise NotAnAnswer(
            f"Character {place} is an invisible sign that turns text around;"
            " please type this part again."
        )
    if unicodedata.category(character) in {"Cc", "Cs"} and character not in _HARMLESS:
        raise NotAnAnswer(
            f"Character {place} cannot be shown or stored; please type this part again."
        )


def number_of(answer: JsonValue) -> Decimal:
    """Give the exact number; text such as "3.5" is read, and nothing is cut off or guessed.

    Raises NotAnAnswer for anything else, true and false included, and for more than 15 digits
    before or 9 after the point.
    """
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        raise NotAnAnswer("Please answer with a number.")
    written = _plain(answer)
    if not _NUMBER.fullmatch(written):
        raise NotAnAnswer(f"{shown(answer)} is not a number; write it like 3.5.")
    return Decimal(written)


def _plain(answer: float | str) -> str:
    if isinstance(answer, str):
        return answer.strip()
    if isinstance(answer, int):
        return str(answer) if abs(answer) < 10**15 else "too long"
    exact = Decimal(str(answer))
    return f"{exact:f}" if exact.is_finite() else "not finite"


def level_of(answer: JsonValue, scale: RatingScale | None) -> int:
    """Give the level of the scale; 4.0 is the level 4, while 5.9 is no level at all.

    Raises NotAnAnswer when the answer is not one of the levels.
    """
    if scale is None:
        raise NotAnAnswer("This cycle has no rating scale.")
    number = number_of(answer)
    for level in scale.levels:
        if number == level.value:
            return level.value
    raise NotAnAnswer(f"{shown(answer)} is not on the scale {span(scale)}.")


def span(scale: RatingScale) -> str:
    """Name the levels of a scale: 1-5, or each one where there are gaps."""
    values = sorted(level.value for level in scale.levels)
    if values == list(range(values[0], values[-1] + 1)):
        return f"{values[0]}-{values[-1]}"
    return ", ".join(map(str, values))


def date_of(answer: JsonValue) -> date:
    """Give the date. Raises NotAnAnswer unless it is written like 2026-03-31 and exists."""
    if isinstance(answer, str) and _DATE.fullmatch(answer.strip()):
        try:
            return date.fromisoformat(answer.strip())
        except ValueError:
            raise NotAnAnswer(f"{answer.strip()} is not a day of the calendar.") from None
    raise NotAnAnswer("Please write the date like 2026-03-31.")


def yes_or_no(answer: JsonValue) -> bool:
    """Give yes as true and no as false. Raises NotAnAnswer for anything else."""
    match answer:
        case bool():
            return answer
        case "yes":
            return True
        case "no":
            return False
        case _:
            raise NotAnAnswer("Please answer yes or no.")


def choice_of(answer: JsonValue, offered: tuple[str, ...]) -> str:
    """Give the choice. Raises NotAnAnswer when it was not offered."""
    if isinstance(answer, str) and answer in offered:
        return answer
    raise NotAnAnswer(f"Please choose one of: {', '.join(offered)}.")


def is_blank(answer: JsonValue) -> bool:
    """Whether nothing was answered: not given, empty, or blanks alone. 0 and no are answers."""
    match answer:
        case None:
            return True
        case str():
            return not answer.strip()
        case list() | dict():
            return not answer
        case _:
            return False


def shown(answer: object) -> str:
    """Give what was written, short and printable, for a sentence about it."""
    text = "".join(c if c.isprintable() else "?" for c in str(answer)[: _SHOWN + 1])
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
