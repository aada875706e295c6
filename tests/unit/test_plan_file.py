from pathlib import Path

import pytest

from activities.intake.plan_file import PlanFileUnreadable, read_plan_file

PLAN = """\
strengths: Explains hard things
aims:
  - {what: Listen, seen_by: Others speak first}
actions:
  - {what: Read a book, owner: 1042, due: 2027-03-01}
"""


def test_numbers_and_days_in_a_plan_need_no_quotes(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN, encoding="utf-8")
    plan = read_plan_file(file)
    assert isinstance(plan, dict)
    assert plan["actions"] == [{"what": "Read a book", "owner": "1042", "due": "2027-03-01"}]


def test_what_plan_show_prints_can_be_edited_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text('{"line": {"state": "open"}, "plan": {"strengths": "Many", "aims": null}}')
    assert read_plan_file(file) == {"strengths": "Many", "aims": None}


@pytest.mark.parametrize(
    "content, said", [("aims: [", "line 1"), ("a: 1\na: 2\n", "line 2"), ("x" * 200_000, "longer")]
)
def test_a_file_that_cannot_be_read_says_where(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(PlanFileUnreadable, match=said):
        read_plan_file(file)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(PlanFileUnreadable, match="cannot be read"):
        read_plan_file(tmp_path / "nowhere.yaml")
