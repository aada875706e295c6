"""Questions with one answer: words, a level, a choice, a number, yes or no, a day."""

from pydantic import JsonValue

from domain.answers import span
from domain.definition.forms import FormField
from domain.definition.rating import RatingScale
from domain.views.telling_goals import number_in_words
from gateway.fields.controls import Entry, Manner, Option, Part, Picks, Words, day_entry
from gateway.fields.repeating import Asking
from gateway.fields.written import as_level, as_text

_MOST_LAID_OPEN = 8
_LONG = 150


def text_parts(field: FormField, answer: JsonValue, _: Asking) -> tuple[Part, ...]:
    """Draw a place for words, the taller the more are asked for."""
    rows = 8 if (field.max_words or _LONG) >= _LONG else 4
    return (Words(field.id, value=as_text(answer), most=field.max_words, rows=rows),)


def rating_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw the levels of the scale, each with its meaning."""
    scale = asking.facts.scale
    if scale is None:
        return (Entry(field.id, value=as_text(answer), mode="numeric"),)
    told = as_level(answer)
    options = tuple(
        Option(
            str(each.value),
            f"{each.value} {each.label}",
            told == str(each.value),
            each.meaning,
        )
        for each in scale.levels
    )
    return (Picks(field.id, (*options, *_none(field, told, "No rating"))),)


def choice_parts(field: FormField, answer: JsonValue, _: Asking) -> tuple[Part, ...]:
    """Draw what may be chosen: laid open, or in a list where it is long."""
    told = as_text(answer)
    options = tuple(Option(each, each, told == each) for each in field.choices)
    if len(options) > _MOST_LAID_OPEN:
        nothing = Option("", "Please choose", not told)
        return (Picks(field.id, (nothing, *options), manner=Manner.LIST),)
    return (Picks(field.id, (*options, *_none(field, told, "No answer"))),)


def yes_no_parts(field: FormField, answer: JsonValue, _: Asking) -> tuple[Part, ...]:
    """Draw yes and no."""
    told = as_text(answer)
    options = tuple(Option(word.lower(), word, told == word.lower()) for word in ("Yes", "No"))
    return (Picks(field.id, (*options, *_none(field, told, "No answer")), is_compact=True),)


def number_parts(field: FormField, answer: JsonValue, _: Asking) -> tuple[Part, ...]:
    """Draw a place for a number, and say how small and large it may be."""
    least, most = (
        None if limit is None else number_in_words(limit)
        for limit in (field.minimum, field.maximum)
    )
    match least, most:
        case str(), str():
            hint = f"A number from {least} to {most}."
        case str(), None:
            hint = f"A number, {least} or more."
        case None, str():
            hint = f"A number, {most} or less."
        case _:
            hint = "A number, such as 3.5."
    return (Entry(field.id, value=as_text(answer), hint=hint, mode="decimal"),)


def date_parts(field: FormField, answer: JsonValue, _: Asking) -> tuple[Part, ...]:
    """Draw a place for a day."""
    return (day_entry(field.id, value=as_text(answer)),)


def level_options(scale: RatingScale, told: str) -> tuple[Option, ...]:
    """Give the levels of a scale for one line of scores, and none of them as the last."""
    levels = tuple(
        Option(str(each.value), f"{each.value} {each.label}", told == str(each.value))
        for each in scale.levels
    )
    return (*levels, Option("", "No score", not told))


def scale_title(scale: RatingScale) -> str:
    """Give the title under which the levels are told."""
    return f"What the levels {span(scale)} mean"


def _none(field: FormField, told: str, words: str) -> tuple[Option, ...]:
    """Let an answer be taken back where none has to be given."""
    return () if field.required else (Option("", words, not told),)
