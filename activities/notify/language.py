"""The languages messages are written in, and how each writes days, hours and zones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final, Protocol, Self

from babel import Locale, localedata
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from domain.people import Person

ENGLISH: Final = "en"
TRANSLATED: Final = ("de", "fr")
CATALOGUES: Final = Path(__file__).parent / "languages"

_DAY_FIRST: Final = {True: "EEE d MMM y", False: "EEE d MMM"}


class Say(Protocol):
    """Says a sentence in some language; `values` fill the places named in it."""

    def __call__(self, words: str, **values: str) -> str:
        """Translate a sentence that stands in the code as it is said in English."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language as it is written in a country."""

    code: str
    locale: Locale
    _words: NullTranslations

    @classmethod
    def of(cls, person: Person) -> Self:
        """Give the language somebody reads: theirs if messages are written in it, else English.

        Days and hours are written as in the country they work in.
        """
        return cls.named(person.language or "", person.country or "")

    @classmethod
    def named(cls, language: str, country: str = "") -> Self:
        """Give a language by what HR systems write, such as de, de-AT or fr_CA."""
        spoken, _, where = language.strip().replace("_", "-").partition("-")
        code = spoken.lower() if spoken.lower() in TRANSLATED else ENGLISH
        territory = (country or where).partition("-")[0].upper()
        return cls(code, _locale(code, territory), _catalogue(code))

    def say(self, words: str, **values: str) -> str:
        """Translate a sentence that stands in the code as it is said in English."""
        return self._words.gettext(words) % values

    def many(self, one: str, several: str, number: int, **values: str) -> str:
        """Translate a sentence that depends on a number, which it calls `number`."""
        filled: Mapping[str, str | int] = {**values, "number": number}
        return self._words.ngettext(one, several, number) % filled

    def day(self, day: date, *, with_year: bool = True) -> str:
        """Write a day with its weekday, short enough for a subject."""
        # English that puts the day first is written as on the pages.
        if self.code == ENGLISH and self.locale.datetime_skeletons["MMMd"].pattern.startswith("d"):
            return format_date(day, _DAY_FIRST[with_year], locale=self.locale)
        return format_skeleton("yMMMEd" if with_year else "MMMEd", day, locale=self.locale)

    def moment(self, here: datetime, *, with_zone: bool) -> str:
        """Write a moment of the reader's own zone, and name the zone where it could be mistaken."""
        day, time = self.day(here.date()), format_time(here.timetz(), "short", locale=self.locale)
        if not with_zone:
            return self.say("%(day)s, %(time)s", day=day, time=time)
        zone = get_timezone_name(here, "long", locale=self.locale)
        return self.say("%(day)s, %(time)s (%(zone)s)", day=day, time=time, zone=zone)


def catalogue_of(code: str) -> Path:
    """Say which file holds the words of a language."""
    return CATALOGUES / code / "LC_MESSAGES" / "perennial.po"


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    with catalogue_of(code).open("rb") as written:
        write_mo(compiled, read_po(written, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _locale(code: str, territory: str) -> Locale:
    if localedata.exists(f"{code}_{territory}"):
        return Locale(code, territory)
    return Locale(code, "GB") if code == ENGLISH else Locale(code)
