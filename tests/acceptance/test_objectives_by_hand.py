"""From the strategy to the goal of a person, loaded, changed and reported from the shell."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.shell import Shell, perennial_is_up
from tests.acceptance.test_a_review_by_hand import PEOPLE, written
from tests.acceptance.test_goals_by_hand import CYCLE, FASTER, TRUST

pytestmark = pytest.mark.timeout(400)  # a command starts a Python of its own, twenty of them here

TREE = """\
key,title,owner,parent,category,unit,baseline,target,weight
trusted,Trusted by every laboratory,1,,strategy,laboratories,38,58,
optics,Answer every laboratory in time,2,Trusted by every laboratory,plan,days,12,4,60
visits,Visit every laboratory,2,trusted,plan,visits,0,40,40
"""
SERVES_NONE = {"serves_none_because": "It is asked of everybody."}


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    """People are known, and what the organisation wants."""
    async with perennial_is_up(tmp_path / "home") as shell:
        (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
        (tmp_path / "tree.csv").write_text(TREE, encoding="utf-8")
        await shell.answer("people", "import", tmp_path / "people.csv")
        loaded = await shell.answer("goals", "load", tmp_path / "tree.csv")
        assert (loaded["added"], loaded["recorded"]) == (3, True)
        yield shell


async def goals_are_agreed(shell: Shell, folder: Path) -> None:
    """A person has two goals: one serves a plan, the other nothing."""
    today = datetime.now(UTC).date()
    dates = {"begins": today - timedelta(days=10), "ends": today + timedelta(days=200)}
    aligned = CYCLE.replace("goals: {{bands", "goals: {{aligned: true, bands")
    (folder / "cycle.yaml").write_text(aligned.format(**dates), encoding="utf-8")
    launch = ("launch", folder / "cycle.yaml", "--people", "3", "--hr", "9", "--yes")
    await shell.answer(*launch)
    theirs = written(folder, {"objectives": [FASTER | {"serves": "their-plan"}, TRUST]})
    refusal = await shell.refusal("submit", "3", "propose", "--answers", theirs)
    assert "'their-plan' is not an objective of this organisation" in refusal
    assert "'Be asked first' names no objective above" in refusal
    ours = written(folder, {"objectives": [FASTER | {"serves": "optics"}, TRUST | SERVES_NONE]})
    await shell.answer("submit", "3", "propose", "--answers", ours)
    await shell.answer("submit", "2", "agree")
    said = ("--value", "8", "--evidence", "The desk report", "--confidence", "high")
    await shell.answer("goals", "read", "3", "faster", *said)


async def test_progress_rolls_up_from_the_goals_of_people_and_coverage_tells_the_rest(
    shell: Shell, tmp_path: Path
) -> None:
    await goals_are_agreed(shell, tmp_path)
    code, page, _ = await shell.run("goals", "tree", "--explain", "--goals")
    words = " ".join(page.split())
    assert code == 0
    assert "50 % = 100 % x 50 %; without “Visit every laboratory”" in words
    assert "Answer faster" in words
    tree = await shell.answer("goals", "tree", "--under", "optics")
    [line] = tree["lines"]
    assert (line["goals"], line["owner"]) == (1, "Tancred Bellweather")
    report = await shell.answer("goals", "coverage", "--department", "optics")
    assert [one["what"] for one in report["untouched"]] == ["Visit every laboratory (visits)"]
    assert [one["why"] for one in report["none"]] == ["It is asked of everybody."]
    code, page, _ = await shell.run("goals", "coverage")
    assert "Nobody works on: 1" in page


async def test_objectives_change_during_the_year(shell: Shell, tmp_path: Path) -> None:
    again = await shell.answer("goals", "load", tmp_path / "tree.csv")
    assert (again["unchanged"], again["recorded"]) == (3, False)
    circle = await shell.refusal("goals", "set", "trusted", "--parent", "optics")
    assert "The tree runs in a circle" in circle
    done = await shell.answer("goals", "set", "optics", "--owner", "3", "--target", "3")
    assert done == {"key": "optics", "outcome": "changed", "remarks": []}
    added = ("goals", "set", "desk", "--title", "One desk for all", "--parent", "optics")
    assert (await shell.answer(*added))["outcome"] == "added"
    await shell.answer("goals", "measure", "optics", "7.5", "--by", "3")
    assert "still to come" in await shell.refusal(
        "goals", "measure", "optics", "7", "--on", "2999-01-01"
    )
    retired = await shell.answer("goals", "retire", "optics", "--reason", "Sold")
    assert retired["left_behind"] == ["desk"]
    report = await shell.answer("goals", "coverage")
    assert [one["what"] for one in report["under_retired"]] == ["One desk for all (desk)"]
    (tmp_path / "bad.csv").write_text("title,parent\nA,optics\nB,Nowhere\n", encoding="utf-8")
    code, page, _ = await shell.run("goals", "load", tmp_path / "bad.csv")
    assert (code, "retired" in page, "2 problems: nothing was" in page) == (1, True, True)
