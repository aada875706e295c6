"""Messages say the same in every language, with its own plurals, days, hours and zones."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from activities.notify.language import CATALOGUES, TRANSLATED, Language, catalogue_of
from tests.invented_people import person

ROOM = CATALOGUES.parent
FRIDAY = datetime(2026, 1, 30, 17, tzinfo=UTC)
CALLS = {"say": None, "many": (1, 2)}


def sentences() -> set[str | tuple[str, ...]]:
    """Every sentence that the code says, plural ones as pairs."""
    return {
        tuple(words) if isinstance(words, tuple | list) else words
        for path in ROOM.rglob("*.py")
        for _, words, _, _ in extract_from_file("python", str(path), keywords=CALLS)
    }


def catalogue(language: str) -> Catalog:
    with catalogue_of(language).open("rb") as file:
        return read_po(file, locale=language)


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Every sentence beside its translation, those of one and those of several apart."""
    for message in catalogue(language):
        if isinstance(message.id, str):
            yield message.id, str(message.string)
        else:
            yield from zip(message.id, message.string or (), strict=True)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_and_no_other(language: str) -> None:
    translated = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in catalogue(language)
    }
    assert translated - {""} == sentences()
    assert all(told.strip() for _, told in pairs(language))
    assert not any(message.fuzzy for message in catalogue(language) if message.id)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_the_same_people_things_and_numbers(language: str) -> None:
    for said, told in pairs(language):
        assert set(re.findall(r"%\(\w+\)\w", said)) == set(re.findall(r"%\(\w+\)\w", told)), said


@pytest.mark.parametrize(
    "language, number, expected",
    [
        ("en", 1, "and 1 more thing"),
        ("en", 0, "and 0 more things"),
        ("de", 1, "und 1 weitere Sache"),
        ("de", 2, "und 2 weitere Dinge"),
        ("fr", 0, "et 0 autre chose"),
        ("fr", 2, "et 2 autres choses"),
    ],
)
def test_plurals_are_those_of_the_language(language: str, number: int, expected: str) -> None:
    spoken = Language.named(language)
    assert spoken.many("and %(number)d more thing", "and %(number)d more things", number) == (
        expected
    )


@pytest.mark.parametrize(
    "language, country, expected",
    [
        ("en", "", "Fri 30 Jan 2026, 18:00"),
        ("en", "US", "Fri, Jan 30, 2026, 6:00\u202fPM"),
        ("en", "DE", "Fri 30 Jan 2026, 18:00"),
        ("de", "DE-BE", "Fr., 30. Jan. 2026, 18:00 Uhr"),
        ("de-AT", "", "Fr., 30. Jän. 2026, 18:00 Uhr"),
        ("fr", "FR", "ven. 30 janv. 2026 à 18:00"),
        ("fr_CA", "", "ven. 30 janv. 2026 à 18 h 00"),
    ],
)
def test_a_moment_is_written_as_where_the_reader_works(
    language: str, country: str, expected: str
) -> None:
    here = FRIDAY.astimezone(ZoneInfo("Europe/Berlin"))
    assert Language.named(language, country).moment(here, with_zone=False) == expected


def test_a_zone_is_called_as_the_reader_calls_it() -> None:
    here = FRIDAY.astimezone(ZoneInfo("Europe/Berlin"))
    told = Language.named("de", "DE").moment(here, with_zone=True)
    assert told == "Fr., 30. Jan. 2026, 18:00 Uhr (Mitteleuropäische Normalzeit)"


@pytest.mark.parametrize("written", ["", "it", "tlh", "../../etc", "deutsch"])
def test_whose_language_is_not_shipped_reads_english(written: str) -> None:
    reader = person("1", language=written or None, country="IT")
    assert Language.of(reader).code == "en"
    assert Language.of(reader).day(date(2026, 1, 30)) == "Fri 30 Jan 2026"


@pytest.mark.parametrize("written", ["de", "DE", "de-CH", "de_AT", " de "])
def test_a_language_is_known_however_hr_systems_write_it(written: str) -> None:
    assert Language.of(person("1", language=written)).code == "de"


def test_catalogues_lie_where_translators_look_for_them() -> None:
    found = {path.relative_to(CATALOGUES) for path in CATALOGUES.rglob("*.po")}
    assert found == {Path(code, "LC_MESSAGES", "perennial.po") for code in TRANSLATED}
