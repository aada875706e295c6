"""Whatever a file of objectives holds, the answer is a tree or problems with a line, no crash."""

from hypothesis import given
from hypothesis import strategies as st

from activities.intake.objectives_file import read_objectives_yaml
from domain.alignment.columns import LISTS, OPTIONAL, REQUIRED
from domain.alignment.entry import ObjectiveRules
from domain.alignment.faults import faults_between
from domain.alignment.loading import Reading
from domain.alignment.tree import ObjectiveTree
from tests.invented_objectives import PEOPLE, load
from tests.invented_people import NAMING_KEY

RULES = ObjectiveRules(NAMING_KEY, PEOPLE)
WORDS = ("", "A", "B", "a", "2", "0", "-1", "1e3", "numeric", "soft", "hold", "up", "days", "1..2")
cells = st.sampled_from([*WORDS, "2026-01-31", "2026-02-30", "x | y", "2026-01-31 M"]) | st.text()
columns = st.sampled_from((*REQUIRED, *OPTIONAL))
lists = st.lists(st.text(), max_size=3).map(tuple)


def is_whole(reading: Reading) -> bool:
    """Either all of it can be recorded, or nothing can and somebody is told why."""
    if reading.problems:
        return reading.objectives == () and all(one.line >= 1 for one in reading.problems)
    tree = ObjectiveTree(reading.objectives)
    return len(tree) == reading.rows and faults_between(tree, ObjectiveTree()) == ()


@given(st.lists(st.dictionaries(columns, cells, min_size=1), max_size=5))
def test_any_values_are_a_sound_tree_or_are_told(rows: list[dict[str, str]]) -> None:
    assert is_whole(load(*rows))


@given(st.dictionaries(st.sampled_from(LISTS), lists))
def test_any_lists_are_a_measure_or_are_told(listed: dict[str, tuple[str, ...]]) -> None:
    assert is_whole(load({"title": "A", **listed}))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_yaml_or_are_told(source: bytes) -> None:
    assert is_whole(read_objectives_yaml(source, RULES))
    assert is_whole(read_objectives_yaml(b"objectives:\n  - title: " + source, RULES))
