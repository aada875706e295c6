"""A file of role profiles is read whole, or everything that is wrong with it is said."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.intake.people_file import read_people_file, time_zones
from activities.intake.profile_template import profile_template
from activities.intake.profiles_file import (
    LARGEST_FILE,
    ProfilesFileUnreadable,
    read_profiles,
    read_profiles_file,
)
from domain.definition.problem import Severity
from domain.expectations.profile import ProfileSet, profile_of
from domain.expectations.sheet import profiles_in
from domain.people_entry import ImportRules
from tests.invented_people import NAMING_KEY
from tests.unit.roles import ROLES, sheet, told

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample"
TABLE = """\
record,family,level,id,title,text,not_like,expected
skill_levels,,1 2 3,,,,,
value,,,candour,Candour,Says what is so.,Hides it.,
skill,,,craft,Craft,,,
picture,,1,craft,,Follows a drawing.,,
picture,,2,craft,,Makes the drawing.,,
picture,,3,craft,,Teaches drawing.,,
skill,,,planning,Planning,,,
picture,,1,planning,,Plans the day.,,
picture,,2,planning,,Plans the month.,,
picture,,3,planning,,Plans the year.,,
family,optics,L1 L2,,Optics,,,
behaviour,optics,,clean_hands,Clean hands,Wears gloves.,Touches lenses.,
profile,optics,L1,,Optician,Grinds lenses.,,
accountability,optics,L1,grind,Grind,Grinds lenses to the micron.,,
accountability,optics,L1,measure,Measure,Measures every lens.,,
expected,optics,L1,craft,,,,1
expected,optics,L1,planning,,,,1
profile,optics,L2,,Senior optician,Designs lenses.,,
accountability,optics,L2,design,Design,Designs lenses that can be ground.,,
expected,optics,L2,craft,,,,3
expected,optics,L2,planning,,,,2
"""


def said(*changes: tuple[str, str]) -> list[tuple[int, str]]:
    return [(problem.line, problem.sentence) for problem in told(*changes).problems]


def said_of_table(*changes: tuple[str, str]) -> list[tuple[int, str]]:
    text = TABLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    read = read_profiles(text.encode(), is_table=True)
    assert read.sheet is None
    return [(problem.line, problem.sentence) for problem in read.problems]


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_table_says_the_same_as_yaml(separator: str) -> None:
    table = TABLE.replace(",", separator).encode("utf-8-sig")
    read = read_profiles(table, is_table=True)
    assert read.problems == ()
    assert read.sheet == sheet()


@pytest.mark.parametrize(
    "change, line, sentence",
    [
        (("3: Teaches drawing.", "3:"), 10, "The skill 'craft' has no word picture for its"),
        (("3: Teaches", "4: Teaches"), 7, "The skill 'craft' has no word picture for its level 3"),
        (("[L1, L2]", "[L1, L2, L3]"), 17, "The family 'optics' has a level 'L3' but no profile"),
        (("[L1, L2]", "[L1]"), 28, "There is a profile for 'L2', which is none of the levels"),
        (("[L1, L2]", "[L1, L2, l1]"), 17, "The level 'l1' is named twice; keep one."),
        (("id: measure", "id: grind"), 26, "This profile already has an accountability 'grind'"),
        (("id: clean_hands", "id: candour"), 19, "The organisation or this family already has a"),
        (("craft: 3", "craft: 9"), 33, "The skill 'craft' has no level 9; its levels are 1, 2, 3."),
        (("craft: 3", "crafts: 3"), 33, "There is no skill 'crafts' in this file; did you mean"),
        (("craft: 3", "sewing: 3"), 33, "There is no skill 'sewing' in this file; tell it under"),
        (("purpose: Grinds", "propose: Grinds"), 23, "There is no field 'propose' here; did you"),
        (("        purpose: Grinds lenses.\n", ""), 21, "'purpose' is missing here; add it (what"),
        (("id: grind", "id: Grind it"), 25, "'Grind it' cannot be a name here; write small"),
        (("      L2:", "      L1:"), 28, "'L1' is given twice, first on line 21; keep one."),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(change: tuple[str, str], line: int, sentence: str) -> None:
    found = said(change)
    assert line in [place for place, _ in found]
    assert any(place == line and words.startswith(sentence) for place, words in found), found


def test_every_fault_is_told_at_once() -> None:
    changes = (("craft: 3", "craft: 9"), ("id: measure", "id: grind"), ("[L1, L2]", "[L1, L2, L3]"))
    assert [line for line, _ in said(*changes)] == [17, 26, 33]


def test_what_only_follows_from_another_fault_is_not_told() -> None:
    assert [line for line, _ in said(("title: Craft", "titel: Craft"))] == [6]


def test_a_skill_that_nobody_asks_for_is_odd_but_can_be_loaded() -> None:
    read = told(("craft: 3, ", ""), ("craft: 1, ", ""))
    (problem,) = read.problems
    assert problem.severity is Severity.WARNING
    assert problem.sentence.startswith("No profile asks for the skill 'craft'")
    assert read.sheet is not None


@pytest.mark.parametrize(
    "change, line, sentence",
    [
        (("craft,,,,3", "craft,,,,much"), 21, "'craft' is a whole number without quotes or units"),
        (("picture,,3,craft,,Teaches drawing.,,\n", ""), 5, "The skill 'craft' has no word"),
        (("picture,,2,craft", "picture,,1,craft"), 6, "'1' is given twice here; keep one."),
        (("profile,optics,L2", "profile,optics,L1"), 19, "'L1' is given twice; keep one."),
        (("behaviour,", "behavior,"), 13, "'behavior' is no record; write 'skill_levels', 'value'"),
        (("not_like", "unlike"), 1, "There is no column 'unlike'; use 'record', 'family'"),
        ((",expected\n", "\n"), 1, "The first line does not name 'expected'; add what is missing."),
        (("Teaches drawing.", '"Teaches'), 7, "A quotation mark that opens here is not closed"),
        (("L1,grind,", "L1,Grind it,"), 15, "'Grind it' cannot be a name here; write small"),
    ],
)  # fmt: skip
def test_a_fault_in_a_table_is_told_with_its_line(
    change: tuple[str, str], line: int, sentence: str
) -> None:
    found = said_of_table(change)
    assert any(place == line and words.startswith(sentence) for place, words in found), found


@pytest.mark.parametrize(
    "source, sentence",
    [
        (b"", "The file holds no role profile; start from `perennial profiles template`."),
        (b"families: {}", "The file holds no role profile; give it 'families'"),
        (b"- 1", "Role profiles are a group of named values"),
        (b"families: {a: \xff}", "This character is not UTF-8; save the file"),
        (b"#" * (LARGEST_FILE + 1), "The file exceeds 1024 KiB; load the families one by one."),
    ],
)
def test_a_file_that_holds_no_profiles_says_so(source: bytes, sentence: str) -> None:
    read = read_profiles(source)
    assert read.sheet is None
    assert any(each.sentence.startswith(sentence) for each in read.problems), read.problems


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfilesFileUnreadable, match=r"roles\.yaml cannot be read: No such file"):
        read_profiles_file(tmp_path / "roles.yaml")


@given(cut=st.integers(0, len(ROLES)), wedge=st.text("{}[]:,-'\" \n\tax1é\ud800", max_size=5))
def test_whatever_a_file_holds_it_is_told_and_never_raised(cut: int, wedge: str) -> None:
    text = (ROLES[:cut] + wedge + ROLES[cut:]).encode("utf-8", "surrogatepass")
    read = read_profiles(text)
    assert (read.sheet is None) == any(e.severity is Severity.ERROR for e in read.problems)


@given(cut=st.integers(0, len(TABLE)), wedge=st.text(',;"\n ax1é\ud800', max_size=5))
def test_whatever_a_table_holds_it_is_told_and_never_raised(cut: int, wedge: str) -> None:
    text = (TABLE[:cut] + wedge + TABLE[cut:]).encode("utf-8", "surrogatepass")
    read = read_profiles(text, is_table=True)
    assert (read.sheet is None) == any(e.severity is Severity.ERROR for e in read.problems)


def test_the_sample_says_what_is_expected_of_everybody_in_the_sample_organisation() -> None:
    read = read_profiles_file(SAMPLE / "profiles.yaml")
    assert read.sheet is not None
    assert read.problems == ()
    profiles = ProfileSet(profiles_in(read.sheet))
    people = read_people_file(SAMPLE / "people.csv", ImportRules(NAMING_KEY, time_zones())).people
    assert [one.employee_number for one in people if profile_of(one, profiles) is None] == []


def test_the_sample_is_four_families_by_five_levels_told_in_full() -> None:
    found = read_profiles(profile_template().encode()).sheet
    assert found is not None
    assert {len(family.levels) for family in found.families.values()} == {5}
    assert len(found.families) == 4
    for profile in profiles_in(found):
        assert 3 <= len(profile.accountabilities) <= 5
        assert len(profile.skills) == 5
        assert {len(skill.levels) for skill in profile.skills} == {5}
        assert len(profile.values) == 5


def test_the_sample_never_asks_for_less_at_a_higher_level() -> None:
    found = read_profiles(profile_template().encode()).sheet
    assert found is not None
    for family in found.families.values():
        asked = [family.profiles[level].skills for level in family.levels]
        for lower, higher in pairwise(asked):
            assert all(higher[skill] >= lower[skill] for skill in lower)
