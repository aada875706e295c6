"""From a score to the reward round, as HR does it in a shell."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.shell import Shell, perennial_is_up
from tests.acceptance.test_a_review_by_hand import PEOPLE, written

pytestmark = pytest.mark.timeout(400)  # a command starts a Python of its own, twenty of them here

CYCLE = """\
key: rewarded
title: A year that is rewarded
begins: {begins}
ends: {ends}
stages:
  - id: rating
    title: Rating
    steps:
      - {{id: rate, title: Rate, role: manager, act: rate, form: rating,
         due: {{working_days: 5}}, at_expiry: wait}}
  - id: sign_off
    title: Sign-off
    steps:
      - {{id: share, title: Share, role: manager, act: share, due: {{working_days: 5}},
         at_expiry: wait}}
      - {{id: sign, title: Sign, role: reviewee, act: sign, due: {{working_days: 5}},
         at_expiry: wait}}
      - {{id: resolve, title: Answer the dispute, role: second_line_manager, act: resolve,
         only_if: disputed, due: {{working_days: 5}}, at_expiry: wait}}
      - {{id: witness, title: Witness, role: hr_partner, act: witness, only_if: declined,
         due: {{working_days: 5}}, at_expiry: wait}}
forms:
  rating:
    title: Rating
    visible_from: shared
    fields:
      - {{id: work, label: How good was the work?, kind: scores, items: [Scope, Care]}}
      - {{id: values, label: How were the values lived?, kind: scores, items: [Respect]}}
      - {{id: rating, label: Which level?, kind: rating}}
      - {{id: difference, label: Why so far from the score?, kind: text, required: false}}
rating_scale:
  levels:
    - {{value: 1, label: Below, meaning: Less than was agreed.}}
    - {{value: 2, label: As agreed, meaning: What was agreed.}}
    - {{value: 3, label: Above, meaning: More than was agreed.}}
scoring:
  parts: {{rating.work: 60, rating.values: 40}}
  titles: {{rating.work: Work, rating.values: Values}}
  vetoes: [{{part: rating.values, at_most: 1, caps: 2}}]
outcomes:
  1: {{recommendation: Talk first.}}
  2: {{recommendation: As budgeted., lowest: 1, highest: 2}}
  3: {{recommendation: More., lowest: 2, highest: 4, recognition: A letter.}}
"""

RATED = {
    "work": {"Scope": 3, "Care": 3},
    "values": {"Respect": 1},
    "rating": 3,
    "difference": "Respect was missed once, in a week in which nobody slept.",
}


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    async with perennial_is_up(tmp_path / "home") as shell:
        today = datetime.now(UTC).date()
        dates = {"begins": today, "ends": today + timedelta(days=200)}
        (tmp_path / "cycle.yaml").write_text(CYCLE.format(**dates), encoding="utf-8")
        (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
        await shell.answer("people", "import", tmp_path / "people.csv")
        launch = ("launch", tmp_path / "cycle.yaml", "--people", "2,3", "--hr", "9", "--yes")
        await shell.answer(*launch)
        rated = written(tmp_path, RATED)
        await shell.answer("submit", "2", "rate", "--of", "3", "--answers", rated)
        await shell.answer("submit", "2", "share", "--of", "3")
        await shell.answer("submit", "3", "sign")
        yield shell


async def explained(shell: Shell) -> None:
    score = await shell.answer("score", "3")
    assert score["sentence"] == (
        "2.2 = 60 % x 3 (Work) + 40 % x 1 (Values); capped at 2: 'Respect' was rated 1"
    )
    assert (score["score"], score["final"], score["final_apart"]) == ("2.0", 3, "1.0")
    code, page, _ = await shell.run("score", "3")
    assert (code, "rated 3 (1 above the score)" in page) == (0, True)
    assert f"Reason for the difference: {RATED['difference']}" in page


async def compared(shell: Shell) -> None:
    fairness = await shell.answer("fairness", "--by", "department", "--smallest", "2")
    assert [(line["ratings"], line["figures"]) for line in fairness["groups"]] == [(1, None)]
    code, page, _ = await shell.run("fairness")
    assert (code, "Tancred Bellweather" in page, "too few" in page) == (0, True, True)


async def test_a_score_is_explained_and_a_reward_export_holds_until_it_is_forged(
    shell: Shell, tmp_path: Path
) -> None:
    await explained(shell)
    await compared(shell)
    out = tmp_path / "rewards.csv"
    code, page, _ = await shell.run("rewards", "export", "--out", out)
    assert (code, out.stat().st_mode & 0o777) == (0, 0o600)
    assert "2 Tancred Bellweather: There is no rating yet." in page
    verified = await shell.answer("rewards", "verify", out)
    assert (verified["holds"], verified["lines"]) == (True, 1)
    out.write_text(out.read_text("utf-8").replace("2 to 4 %", "20 to 40 %"), encoding="utf-8")
    code, answer, _ = await shell.run("rewards", "verify", out, "--json")
    forged = json.loads(answer)
    assert (code, forged["holds"]) == (1, False)
    assert [each["departure"] for each in forged["mismatches"]] == ["changed"]
    people = tmp_path / "people.csv"
    assert "manifest.json cannot be read" in await shell.refusal("rewards", "verify", people)
    assert ".csv or .json" in await shell.refusal("rewards", "export", "--out", tmp_path / "r.xls")
