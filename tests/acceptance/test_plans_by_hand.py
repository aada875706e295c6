"""A development plan from the shell: agreed in a review, changed, talked about, closed."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.shell import Shell, perennial_is_up
from tests.acceptance.test_a_review_by_hand import PEOPLE, written

pytestmark = pytest.mark.timeout(400)  # a command starts a Python of its own, twenty of them here

CYCLE = """\
key: growth
title: Growth
begins: {begins}
ends: {ends}
stages:
  - id: plan
    title: Development
    steps:
      - {{id: write, title: Write your plan, role: reviewee, form: development,
         due: {{working_days: 5}}, at_expiry: wait}}
      - {{id: agree, title: Agree or send back, role: manager, act: agree, returns_to: write,
         due: {{working_days: 5}}, at_expiry: wait}}
forms:
  development:
    title: Development
    fields: [{{id: plan, label: Your development plan, kind: plan}}]
development:
  rhythms:
    weekly: {{title: Every week, check_ins: [7, 14]}}
"""
TODAY = datetime.now(UTC).date()
PLAN: dict[str, Any] = {
    "strengths": "Explains hard things",
    "aims": [{"what": "Let others finish", "seen_by": "They speak first"}],
    "actions": [{"what": "Moderate a talk", "owner": "3", "due": str(TODAY + timedelta(days=60))}],
    "support": "An hour every other week",
}


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    """Somebody's plan is agreed, and their review is over."""
    async with perennial_is_up(tmp_path / "home") as shell:
        dates = {"begins": TODAY - timedelta(days=10), "ends": TODAY + timedelta(days=200)}
        (tmp_path / "cycle.yaml").write_text(CYCLE.format(**dates), encoding="utf-8")
        (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
        await shell.answer("people", "import", tmp_path / "people.csv")
        launch = ("launch", tmp_path / "cycle.yaml", "--people", "3", "--hr", "9", "--yes")
        await shell.answer(*launch)
        await shell.answer("submit", "3", "write", "--answers", written(tmp_path, {"plan": PLAN}))
        await shell.answer("submit", "2", "agree")
        yield shell


async def begun(shell: Shell) -> Any:  # noqa: ANN401 - JSON of any shape
    """The plan, once it is followed; whoever signs last does not wait for that."""
    async with asyncio.timeout(60):
        while (told := await shell.run("plan", "show", "3", "--from", "2", "--json"))[0]:
            continue  # the command itself takes its time, and nobody else tells
    return json.loads(told[1])


async def test_a_plan_is_followed_changed_talked_about_and_closed(
    shell: Shell, tmp_path: Path
) -> None:
    plan = (await begun(shell))["plan"]
    assert (plan["rhythm"], plan["aims"][0]["what"]) == ("weekly", "Let others finish")
    file = tmp_path / "changed.yaml"
    file.write_text(json.dumps({"plan": plan | {"support": "Every week"}}), encoding="utf-8")
    await shell.answer("plan", "edit", "3", "--from", "3", "--file", file)
    waiting = await shell.answer("plan", "waiting")
    assert [line["waits_for"] for line in waiting] == [waiting[0]["manager"]]
    [duty] = (await shell.answer("inbox", "2"))["plans"]
    assert duty["what"] == "acknowledge"
    talk = ("plan", "check-in", "3", "--from", "3", "--words", "Went well", "--aim", "1=reached")
    assert "waits until both have acknowledged it" in await shell.refusal(*talk)
    await shell.answer("plan", "acknowledge", "3", "--from", "2")
    await shell.answer(*talk)
    _, page, _ = await shell.run("plan", "show", "3", "--from", "9")
    assert "noted by the reviewee: Went well; aim 1 reached" in " ".join(page.split())
    for who in ("3", "2"):
        await shell.answer("plan", "close", "3", "--from", who)
    assert (await shell.answer("plan", "show", "3"))["line"]["state"] == "closed"


async def test_what_cannot_be_done_with_a_plan_is_refused_in_words(
    shell: Shell, tmp_path: Path
) -> None:
    await begun(shell)
    show = ("plan", "show", "3", "--from", "1")
    assert "Only the person the plan is for" in await shell.refusal(*show)
    assert "has no development plan yet" in await shell.refusal("plan", "show", "2")
    decide = ("plan", "decide", "3", "--from", "2", "--decision", "reached", "--reason", "Good")
    assert "does not end with a decision" in await shell.refusal(*decide)
    file = tmp_path / "bad.yaml"
    file.write_text("strengths: Many\naims: []\n", encoding="utf-8")
    edit = ("plan", "edit", "3", "--from", "3", "--file", file)
    assert "A plan needs at least one aim" in await shell.refusal(*edit)
    file.write_text("aims: [", encoding="utf-8")
    assert "bad.yaml, line" in await shell.refusal(*edit)
