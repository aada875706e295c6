"""A file with times of keeping is taken whole, or every fault is named with its line."""

from pathlib import Path

import pytest

from activities.intake.retention_file import (
    RetentionFileUnreadable,
    read_retention,
    read_retention_file,
    retention_template,
)
from domain.erasure.retention import Keep
from domain.erasure.words import After, Kind

LINE = "{ keep: 3 years, after: employment_ended, source: A law }"
WHOLE = "\n".join(["DE:", *(f"  {kind.value}: {LINE}" for kind in Kind)])


def test_the_template_can_be_loaded_as_it_is() -> None:
    read = read_retention(retention_template().encode())
    assert read.problems == ()
    assert read.rules is not None
    assert read.rules.of("GB") != read.rules.of("FR") == read.rules.of(None)


def test_times_are_read_in_months_and_years() -> None:
    read = read_retention(WHOLE.replace("3 years", "18 months", 1).encode())
    assert read.rules is not None
    rules = read.rules.of("DE-BE")
    assert rules is not None
    assert rules.person_record == Keep(months=18, after=After.EMPLOYMENT_ENDED, source="A law")
    assert rules.reviews.months == 36


@pytest.mark.parametrize(
    "old, new, line, said",
    [
        ("DE:", "Germany:", 1, "is no country"),
        ("keep: 3 years", "keep: for ever", 2, "keep is a time such as"),
        ("keep: 3 years", "keep: 101 years", 2, "at most 100 years"),
        ("after: employment_ended", "after: retirement", 2, "after is one of"),
        ("after: employment_ended", "after: cycle_closed", 2, "The person record is kept"),
        ("source: A law", "source: ''", 2, "which law or contract"),
        ("  reviews:", "  revues:", 3, "'revues' is not known here"),
        ("{ keep", "{ since", 2, "'since' is not known here"),
        (f"  plans: {LINE}", "", 1, "plans is missing"),
        (WHOLE, "DE: soon", 1, "Below DE stand"),
        (WHOLE, "", 1, "No country stands here"),
        (WHOLE, "DE: [", 1, "bracket"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    assert old in WHOLE
    read = read_retention(WHOLE.replace(old, new, 1).encode())
    assert read.rules is None
    assert [
        (each.line, said in each.sentence) for each in read.problems if said in each.sentence
    ] == [(line, True)]


def test_what_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    assert "UTF-8" in read_retention(b"DE:\n  \xff").problems[0].sentence
    assert read_retention(b"#" * 200_000).rules is None
    with pytest.raises(RetentionFileUnreadable):
        read_retention_file(tmp_path / "absent.yaml")
