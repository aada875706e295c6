"""Objectives followed from the shell: set, read, changed at mid-year, old and new side by side."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.shell import Shell, perennial_is_up
from tests.acceptance.test_a_review_by_hand import PEOPLE, written

pytestmark = pytest.mark.timeout(400)  # a command starts a Python of its own, twenty of them here

CYCLE = """\
key: half
title: Half a year
begins: {begins}
ends: {ends}
stages:
  - id: goals
    title: Goals
    steps:
      - {{id: propose, title: Propose your objectives, role: reviewee, form: objectives,
         due: {{working_days: 5}}, at_expiry: wait}}
      - {{id: agree, title: Agree or send back, role: manager, act: agree, returns_to: propose,
         due: {{working_days: 5}}, at_expiry: wait}}
  - id: mid_year
    title: Mid-year check
    steps:
      - {{id: notes, title: Look back, role: reviewee, form: notes,
         due: {{working_days: 5}}, at_expiry: wait}}
      - {{id: talk, title: Talk, role: manager, form: talk,
         due: {{working_days: 5}}, at_expiry: wait}}
      - {{id: confirm, title: Confirm, role: reviewee, act: agree, returns_to: talk,
         due: {{working_days: 5}}, at_expiry: wait}}
forms:
  objectives:
    title: Objectives
    fields: [{{id: objectives, label: What will you reach?, kind: goals}}]
  notes:
    title: Notes
    fields: [{{id: progress, label: How far is each?, kind: goal_progress}}]
  talk:
    title: Talk
    fields: [{{id: changes, label: What changes?, kind: goal_changes, required: false}}]
goals: {{bands: [{{attained: 0, level: 1}}, {{attained: 90, level: 2}}]}}
rating_scale:
  levels:
    - {{value: 1, label: Below, meaning: Less than was agreed.}}
    - {{value: 2, label: As agreed, meaning: What was agreed.}}
"""
FASTER: dict[str, Any] = {
    "id": "faster",
    "title": "Answer faster",
    "weight": 60,
    "measure": {"kind": "numeric", "baseline": 12, "target": 4, "unit": "days"},
}
TRUST: dict[str, Any] = {
    "id": "trust",
    "title": "Be asked first",
    "weight": 40,
    "measure": {"kind": "soft", "levels": ["nobody asks", "some ask", "asked first"]},
}
SAID = ("--evidence", "The desk report", "--confidence")


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    """Somebody's objectives are agreed."""
    async with perennial_is_up(tmp_path / "home") as shell:
        today = datetime.now(UTC).date()
        dates = {"begins": today - timedelta(days=10), "ends": today + timedelta(days=200)}
        (tmp_path / "cycle.yaml").write_text(CYCLE.format(**dates), encoding="utf-8")
        (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
        await shell.answer("people", "import", tmp_path / "people.csv")
        launch = ("launch", tmp_path / "cycle.yaml", "--people", "3", "--hr", "9", "--yes")
        await shell.answer(*launch)
        goals = written(tmp_path, {"objectives": [FASTER, TRUST]})
        await shell.answer("submit", "3", "propose", "--answers", goals)
        await shell.answer("submit", "2", "agree")
        yield shell


async def changed_at_mid_year(shell: Shell, tmp_path: Path) -> None:
    line = {"evidence": "The desk report", "confidence": "medium"}
    progress = {"faster": {**line, "value": 8}, "trust": {**line, "level": 2}}
    notes = written(tmp_path, {"progress": progress})
    await shell.answer("submit", "3", "notes", "--answers", notes)
    changes = [
        {"goal": "trust", "change": "dropped", "reason": "The team is dissolved."},
        {"goal": "faster", "change": "changed", "reason": "It takes all.",
         "becomes": {**FASTER, "weight": 100}},
    ]  # fmt: skip
    talk = written(tmp_path, {"changes": changes})
    await shell.answer("submit", "2", "talk", "--of", "3", "--answers", talk)


async def test_objectives_are_read_changed_and_shown_with_what_they_were(
    shell: Shell, tmp_path: Path
) -> None:
    read = ("goals", "read", "3", "faster", "--value", "10", *SAID, "low", "--request", "early")
    assert (await shell.answer(*read))["position"] == (await shell.answer(*read))["position"]
    await shell.answer("goals", "read", "3", "trust", "--level", "1", *SAID, "high", "--by", "2")
    first = await shell.answer("goals", "show", "3")
    assert [goal["attained"] for goal in first["goals"]] == [25.0, 0.0]
    assert first["goals"][0]["off_track"] == ["low_confidence"]
    await changed_at_mid_year(shell, tmp_path)
    assert len((await shell.answer("goals", "show", "3"))["changes"]) == 2
    await shell.answer("submit", "3", "confirm")
    told = await shell.answer("goals", "show", "3", "--cycle", "half")
    [faster] = told["goals"]
    assert (faster["weight"], faster["earlier"][0]["goal"]["weight"]) == ("100", "60")
    assert faster["earlier"][0]["reason"] == "It takes all."
    assert (told["attained"], faster["suggested_level"], len(faster["readings"])) == (50.0, 1, 2)
    code, page, _ = await shell.run("goals", "show", "3")
    words = " ".join(page.split())
    assert code == 0
    assert "Answer faster (faster), weight 100 % from 12 down to 4 days" in words
    assert "weight 60 %" in words
    assert "Because: The team is dissolved." in words
    assert "Ysolde Carmichael" in words


async def test_a_reading_that_cannot_be_taken_is_refused_in_words(shell: Shell) -> None:
    read = ("goals", "read", "3")
    value = ("--value", "6", *SAID, "high")
    assert "there are: faster, trust" in await shell.refusal(*read, "speed", *value)
    assert "measured in words" in await shell.refusal(*read, "trust", *value)
    assert "or from their manager" in await shell.refusal(*read, "faster", *value, "--by", "9")
    tomorrow = str(datetime.now(UTC).date() + timedelta(days=3))
    assert "still to come" in await shell.refusal(*read, "faster", *value, "--on", tomorrow)
    assert "before the cycle" in await shell.refusal(*read, "faster", *value, "--on", "2020-01-01")
    shown = await shell.answer("goals", "show", "3")
    assert [goal["readings"] for goal in shown["goals"]] == [[], []]
