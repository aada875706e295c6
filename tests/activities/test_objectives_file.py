"""Objectives come from CSV or YAML, and both say the same."""

from pathlib import Path

import pytest

from activities.intake.objectives_file import ObjectivesFileUnreadable, read_objectives_file
from activities.intake.people_file import read_people_file, time_zones
from domain.alignment.entry import ObjectiveRules
from domain.alignment.faults import faults_between
from domain.alignment.loading import Reading
from domain.alignment.tree import ObjectiveTree
from domain.people import Organisation
from domain.people_entry import ImportRules
from tests.invented_objectives import PEOPLE, problems
from tests.invented_people import NAMING_KEY

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample"
CSV = """\
Title;owner;parent;Measure;unit;baseline;target;levels;weight;due
Optics in series;2;Strategy;;per cent;60;95;;60;2026-12-31
Strategy;p1@halden.example;;soft;;;;"draft | agreed by all";;
"""
YAML = """\
objectives:
  - title: Optics in series
    owner: 2
    parent: Strategy
    unit: per cent
    baseline: 60
    target: 95
    weight: 60
    due: 2026-12-31
  - title: Strategy
    owner: p1@halden.example
    measure: soft
    levels: [draft, agreed by all]
"""


def read(folder: Path, content: str | bytes, name: str = "tree.csv") -> Reading:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_objectives_file(path, ObjectiveRules(NAMING_KEY, PEOPLE))


def test_a_tree_in_yaml_says_the_same_as_in_csv(tmp_path: Path) -> None:
    table, tree = read(tmp_path, CSV), read(tmp_path, YAML, "tree.yaml")
    assert table.problems == tree.problems == ()
    assert table.objectives == tree.objectives
    assert len(table.objectives) == 2


def test_a_problem_in_yaml_names_the_line_of_the_value(tmp_path: Path) -> None:
    reading = read(tmp_path, YAML.replace("due: 2026-12-31", "due: soon"), "tree.yml")
    assert problems(reading) == [(9, "due")]


@pytest.mark.parametrize(
    "content, sentence",
    [
        ("", "no list of objectives"),
        ("objectives: none", "no list of objectives"),
        ("objectives: [Strategy]", "group of named values"),
        ("objectives:\n  - {title: A, partent: B}", "did you mean parent?"),
        ("objectives:\n  - {title: A, owner: [1, 2]}", "write owner plainly"),
        ("objectives:\n  - {title: A, title: B}", "given twice"),
        ("objectives:\n\t- x", "indent with spaces"),
        (b"objectives:\n  - title: \xff", "UTF-8"),
        (b"#" * 1_048_577, "save it as CSV"),
    ],
)
def test_yaml_that_is_no_tree_is_told(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    reading = read(tmp_path, content, "tree.yaml")
    assert sentence in " ".join(problem.sentence for problem in reading.problems)
    assert reading.objectives == ()


@pytest.mark.parametrize(
    "content, sentence",
    [
        ("", "The file is empty"),
        ("owner,parent\n1,\n", "does not name title"),
        ("title,Title\nA,B\n", "column title is there twice"),
        ("title,weight\nA\n", "1 values for 2 columns"),
        ('title,weight\n"A,2\n', "not closed"),
        ("title\n", "holds no objective"),
        (b"PK\x03\x04", "a spreadsheet"),
        (b"title\n\xff\n", "cannot be read"),
    ],
)
def test_a_table_that_is_no_tree_is_told(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    reading = read(tmp_path, content)
    assert sentence in reading.problems[0].sentence
    assert reading.objectives == ()


def test_a_column_nobody_knows_is_a_remark(tmp_path: Path) -> None:
    reading = read(tmp_path, "title,Colour\nA,blue\n")
    assert [remark.column for remark in reading.remarks] == ["colour"]


def test_milestones_in_yaml_may_have_their_parts_named(tmp_path: Path) -> None:
    listed = "milestones: [{title: Pilot, due: 2026-03-31}, 2026-06-30 Series]"
    reading = read(tmp_path, f"- title: A\n  {listed}\n", "tree.yaml")
    assert reading.problems == ()
    assert reading.objectives[0].measure is not None


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ObjectivesFileUnreadable, match="cannot be read"):
        read_objectives_file(tmp_path / "nothing.csv", ObjectiveRules(NAMING_KEY))


def test_the_sample_organisation_has_a_sound_tree_of_three_levels() -> None:
    people = read_people_file(SAMPLE / "people.csv", ImportRules(NAMING_KEY, time_zones())).people
    rules = ObjectiveRules(NAMING_KEY, Organisation(people))
    reading = read_objectives_file(SAMPLE / "objectives.csv", rules)
    assert (reading.problems, reading.remarks) == ((), ())
    tree = ObjectiveTree(reading.objectives)
    assert faults_between(tree, ObjectiveTree()) == ()
    assert {depth for depth, _ in tree.walk()} == {0, 1, 2}
    served = {one.parent for one in tree.values()}
    assert all(one.id in served for one in tree.roots)
