"""What the reader does with a whole file: everything at once, limits, encodings."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from activities.intake.cycle_file import (
    CycleFileUnreadable,
    FileProblem,
    read_cycle,
    source_of,
)
from domain.definition.problem import Severity
from tests.unit.sound_cycle import SOUND

FAULTY = """\
key: annual-2026
title: Annual
begins: 2026-01-05
ends: 2026-12-18
colour: red
stages:
  - id: goals
    title: Goals
    opens: {on: 2026-02-30}
    steps:
      - id: propose
        titel: Propose
        role: reviewee
        form: objectivs
        due: {working_days: ten}
        ladder: standard
      - id: agree
        title: Agree
        role: manger
        act: agree
        due: {working_days: 3}
        ladder: standrd
forms:
  objectives:
    title: Objectives
    fields:
      - {id: goals, label: Which?, kind: goals}
      - {id: skills, label: How well?, kind: scores, items: [Do, Have]}
ladders:
  standard: {rungs: [{to: assignee, after: 0}], then: again}
  again: {rungs: [{to: hr_partner, after: 1}], then: standard}
rating_scale:
  levels:
    - {value: 1, label: Low, meaning: Low.}
    - {value: 2, label: High, meaning: High.}
scoring:
  parts: {objectives.skills: 30, objectives.goals: 69.99}
"""


def test_every_problem_is_told_at_once_and_in_the_order_of_the_lines() -> None:
    told = [(each.line, each.column, each.path) for each in read_cycle(FAULTY).problems]
    assert told == [
        (5, 1, "colour"),
        (9, 17, "stages[0].opens.on"),
        (12, 9, "stages[0].steps[0].titel"),
        (14, 15, "stages[0].steps[0].form"),
        (15, 29, "stages[0].steps[0].due.working_days"),
        (17, 9, "stages[0].steps[1].returns_to"),
        (19, 15, "stages[0].steps[1].role"),
        (22, 17, "stages[0].steps[1].ladder"),
        (24, 3, "forms.objectives"),
        (30, 44, "ladders.standard.rungs[0].after"),
        (30, 55, "ladders.standard.then"),
        (37, 3, "scoring.parts"),
        (37, 34, "scoring.parts.objectives.goals"),
    ]


def test_what_only_follows_from_a_misspelt_field_is_not_told() -> None:
    problems = read_cycle(SOUND.replace("returns_to: propose", "retuns_to: propose")).problems
    assert [each.sentence for each in problems] == [
        "There is no field 'retuns_to' in a step; did you mean 'returns_to'?"
    ]


def test_what_only_follows_from_a_misspelt_section_is_not_told() -> None:
    problems = read_cycle(SOUND.replace("ladders:", "laders:")).problems
    assert [each.path for each in problems] == ["laders"]


def test_what_only_follows_from_a_misspelt_act_is_not_told() -> None:
    problems = read_cycle(SOUND.replace("act: share", "act: shair")).problems
    assert [each.path for each in problems] == ["stages[1].steps[3].act"]


def test_a_warning_alone_does_not_take_the_definition_away() -> None:
    cycle = read_cycle(SOUND.replace("count: 3", "count: 2"))
    assert cycle.definition is not None
    assert [each.severity for each in cycle.problems] == [Severity.WARNING]


def test_the_word_on_is_a_name_and_not_a_truth() -> None:
    older = "%YAML 1.1\n---\n" + SOUND.replace("?", "")
    for text in (SOUND, older):
        definition = read_cycle(text).definition
        assert definition is not None
        assert definition.stages[0].opens.on == date(2026, 1, 12)


def test_weights_are_read_to_the_last_decimal() -> None:
    definition = read_cycle(SOUND).definition
    assert definition is not None
    assert definition.calibration is not None
    assert definition.calibration.guideline[2] == Decimal("33.4")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with byte order mark"])
def test_bytes_are_read_as_utf_8(mark: bytes) -> None:
    cycle = read_cycle(mark + SOUND.replace("Annual review", "Évaluation").encode())
    assert cycle.definition is not None
    assert cycle.definition.title == "Évaluation"


def test_another_encoding_is_refused_at_its_first_character() -> None:
    problems = read_cycle(SOUND.replace("Annual", "Évaluation").encode("latin-1")).problems
    sentence = "This character is not UTF-8; save the file with the encoding UTF-8."
    assert problems == (FileProblem(2, 8, "", sentence),)


def test_a_file_without_a_definition_says_where_to_begin() -> None:
    sentence = "The file holds no definition; start from one of `perennial cycle templates`."
    assert read_cycle("# to be written\n").problems == (FileProblem(1, 1, "", sentence),)


@pytest.mark.parametrize(
    "text, words",
    [
        ("x" * 200_000, "exceeds 128 KiB"),
        ("[" * 600, "nested more than 20 deep"),
        ("&a [*a]", "nested more than 20 deep"),
        ("a: &a [" + "x," * 200 + "x]\nb: [" + "*a," * 200 + "*a]", "more than 20000 values"),
    ],
    ids=["large", "deep", "endless", "multiplied"],
)
def test_a_file_that_would_eat_the_machine_is_refused(text: str, words: str) -> None:
    (problem,) = read_cycle(text).problems
    assert words in problem.sentence


def test_an_alias_repeats_what_its_anchor_holds() -> None:
    text = SOUND.replace("[Do, Have, Be]", "&items [Do, Have, Be]")
    text = text.replace("choices: [Gladly, Rather not]", "choices: *items")
    sentence = "Nothing has the name after the asterisk; write the value itself."
    assert [each.sentence for each in read_cycle(text).problems] == [sentence]
    text = SOUND.replace("choices: [Gladly, Rather not]", "choices: &items [Do, Have, Be]")
    assert read_cycle(text.replace("items: [Do, Have, Be]", "items: *items")).problems == ()


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CycleFileUnreadable, match=r"cannot be read: No such file"):
        source_of(tmp_path / "missing.yaml")
    with pytest.raises(CycleFileUnreadable, match=r"cannot be read: Is a directory"):
        source_of(tmp_path)
