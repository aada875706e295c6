"""What a role asks for, and whose role it is."""

import pytest
from pydantic import ValidationError

from domain.definition.words import FieldKind
from domain.expectations.changes import ValueTwice, changes_by
from domain.expectations.lacking import lacking_profiles
from domain.expectations.profile import ExpectedSkill, ProfileSet, WordPicture, profile_of
from domain.views.profile import Given, profile_page
from tests.invented_people import person
from tests.unit.roles import profile, profiles, sheet


def pictures(*levels: int) -> tuple[WordPicture, ...]:
    return tuple(WordPicture(level=level, picture=f"Does {level}.") for level in levels)


@pytest.mark.parametrize("family, level", [("optics", "L1"), ("Optics", "l1"), (" OPTICS ", "L1 ")])
def test_a_person_has_the_profile_of_their_family_and_level(family: str, level: str) -> None:
    found = profile_of(person("1", job_family=family, level=level), profiles())
    assert found is not None
    assert (found.title, found.level) == ("Optician", "L1")


@pytest.mark.parametrize(
    "family, level, sentence",
    [
        (None, "L1", "The people file says no job_family; fill them in."),
        (None, None, "The people file says no job_family and no level; fill them in."),
        ("optics", "L9", "The job family 'optics' has no profile for the level 'L9', only for L1"),
        ("sails", "L1", "There are no profiles for the job family 'sails'; load some, or correct"),
    ],
)
def test_hr_reads_what_to_do_about_somebody_without_a_profile(
    family: str | None, level: str | None, sentence: str
) -> None:
    somebody = person("1", job_family=family, level=level)
    assert profile_of(somebody, profiles()) is None
    (lacking,) = lacking_profiles(
        [somebody, person("2", job_family="optics", level="L2")], profiles()
    )
    assert lacking.person == somebody.id
    assert lacking.sentence.startswith(sentence)


def test_every_profile_carries_the_values_of_the_organisation_and_those_of_its_family() -> None:
    assert [line.id for line in profile().to_be] == ["candour", "clean_hands"]


def test_the_levels_of_a_skill_rise() -> None:
    with pytest.raises(ValidationError, match="rise from the lowest"):
        ExpectedSkill(id="craft", title="Craft", levels=pictures(2, 1), expected=1)


def test_a_role_asks_for_a_level_that_the_skill_has() -> None:
    with pytest.raises(ValidationError, match="one of the levels"):
        ExpectedSkill(id="craft", title="Craft", levels=pictures(1, 2), expected=3)


def test_the_same_sheet_again_changes_nothing() -> None:
    assert changes_by(sheet(), ProfileSet())
    assert not changes_by(sheet(), profiles())


def test_only_what_differs_is_published() -> None:
    changes = changes_by(sheet(("Grinds lenses to the micron", "Grinds lenses")), profiles())
    assert [each.level for each in changes.published] == ["L1"]
    assert (changes.withdrawn, changes.values) == ((), None)


def test_a_new_word_picture_changes_every_profile_that_shows_it() -> None:
    changes = changes_by(sheet(("Follows a drawing", "Reads a drawing")), profiles())
    assert [each.level for each in changes.published] == ["L1", "L2"]


def test_a_level_that_a_family_has_no_more_is_withdrawn() -> None:
    said = sheet().model_dump(mode="json")
    said["families"]["optics"]["levels"] = ["L1"]
    del said["families"]["optics"]["profiles"]["L2"]
    changes = changes_by(type(sheet()).model_validate(said), profiles())
    assert [each.level for each in changes.withdrawn] == ["L2"]
    assert list(changes.after.families.items()) == [("optics", ("L1",))]


def test_a_family_that_the_sheet_does_not_name_stays() -> None:
    sails = sheet(("optics", "sails"))
    changes = changes_by(sails, profiles())
    assert {each.family for each in changes.published} == {"sails"}
    assert changes.withdrawn == ()
    assert set(changes.after.families) == {"optics", "sails"}


def test_a_sheet_without_values_leaves_those_of_the_organisation() -> None:
    without = sheet().model_copy(update={"values": None})
    assert changes_by(without, profiles()).values is None
    assert changes_by(without, ProfileSet()).after.shared_values == ()


def test_a_value_of_all_may_not_be_a_behaviour_of_a_family_that_stands() -> None:
    values = sheet(
        ("id: candour", "id: clean_hands"),
        ("id: clean_hands, title: Clean", "id: tidy, title: Clean"),
        ("optics", "sails"),
    )
    with pytest.raises(ValueTwice, match="'optics' has a behaviour 'clean_hands'"):
        changes_by(values, profiles())


def test_a_page_marks_the_expected_level_among_all_word_pictures() -> None:
    page = profile_page(profile("L2"))
    craft = page.to_have[0]
    assert [(each.level, each.is_expected) for each in craft.levels] == [
        (1, False), (2, False), (3, True),
    ]  # fmt: skip
    assert craft.comparison == "level 3 is expected"
    assert [line.id for line in page.to_do] == ["design"]
    assert [line.not_like for line in page.to_be] == ["Hides it.", "Touches lenses."]


@pytest.mark.parametrize(
    "seen, gap, said",
    [
        (1, -2, "seen at level 1, below the expected level 3"),
        (3, 0, "seen at level 3, as expected"),
    ],
)
def test_a_page_says_what_was_seen_against_what_is_expected(seen: int, gap: int, said: str) -> None:
    given: Given = {FieldKind.SKILLS: {"craft": seen}, FieldKind.VALUES: {"candour": 4}}
    page = profile_page(profile("L2"), given)
    assert (page.to_have[0].gap, page.to_have[0].comparison) == (gap, said)
    assert [each.level for each in page.to_have[0].levels if each.is_seen] == [seen]
    assert [line.score for line in page.to_be] == [4, None]
    assert page.to_have[1].seen is None
