"""A whole review played from the shell, with the loops a real one has."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.shell import Shell, perennial_is_up

pytestmark = pytest.mark.timeout(500)  # a command starts a Python of its own, thirty of them here

CHECK_PROOF = Path(__file__).parents[2] / "deploy" / "audit" / "check_proof.py"

PEOPLE = """\
employee_number,display_full_name,work_email,manager_id,department,job_title,location,country,\
time_zone,start_date,termination_date,employment_status,hr_partner_id
1,Rosalind Achterberg,r.achterberg@halden.example,,Board,Director,Paris,FR,Europe/Paris,\
2015-01-01,,active,9
2,Tancred Bellweather,t.bellweather@halden.example,1,Optics,Lead,Paris,FR,Europe/Paris,\
2016-01-01,,active,9
3,Ysolde Carmichael,y.carmichael@halden.example,2,Optics,Engineer,Paris,FR,Europe/Paris,\
2018-01-01,,active,9
9,Philippa Dunmore,p.dunmore@halden.example,1,People,HR Partner,Paris,FR,Europe/Paris,\
2017-01-01,,active,
"""

CYCLE = """\
key: by-hand
title: A review by hand
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
  - id: rating
    title: Rating
    steps:
      - {{id: rate, title: Rate, role: manager, act: rate, form: rating,
         due: {{working_days: 5}}, at_expiry: wait}}
  - id: calibration
    title: Calibration
    steps:
      - {{id: calibrate, title: Calibrate, role: panel, act: calibrate,
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
  objectives:
    title: Objectives
    fields: [{{id: objectives, label: What will you reach?, kind: goals}}]
  rating:
    title: Rating
    visible_from: shared
    fields:
      - {{id: objectives, label: How far was each reached?, kind: goal_scores}}
      - {{id: rating, label: Which level?, kind: rating}}
      - {{id: reasons, label: Why?, kind: text}}
rating_scale:
  levels:
    - {{value: 1, label: Below, meaning: Less than was agreed.}}
    - {{value: 2, label: As agreed, meaning: What was agreed.}}
    - {{value: 3, label: Above, meaning: More than was agreed.}}
calibration: {{group_by: everyone, minimum_group: 1}}
"""


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    async with perennial_is_up(tmp_path / "home") as shell:
        today = datetime.now(UTC).date()
        dates = {"begins": today, "ends": today + timedelta(days=200)}
        (tmp_path / "cycle.yaml").write_text(CYCLE.format(**dates), encoding="utf-8")
        (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
        imported = await shell.answer("people", "import", tmp_path / "people.csv")
        assert imported["joined"] == 4
        yield shell


def objectives(tmp_path: Path, *weights: str) -> Path:
    goals = [
        {"id": f"g{n}", "title": f"Objective {n}", "weight": weight,
         "measure": {"kind": "soft", "levels": ["not yet", "done"]}}
        for n, weight in enumerate(weights)
    ]  # fmt: skip
    return written(tmp_path, {"objectives": goals})


def written(tmp_path: Path, answers: object) -> Path:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(answers), encoding="utf-8")
    return file


async def launched(shell: Shell, tmp_path: Path) -> None:
    launch = ("launch", tmp_path / "cycle.yaml", "--people", "3", "--hr", "9", "--yes")
    first = await shell.answer(*launch)
    assert first["is_launched_now"]
    assert [result["outcome"] for result in first["results"]] == ["opened"]
    again = await shell.answer(*launch)
    assert not again["is_launched_now"]
    assert len(again["results"]) == 1


async def rated(shell: Shell, tmp_path: Path) -> None:
    """Propose, be sent back, propose again, agree, rate, calibrate, share."""
    goals = objectives(tmp_path, "60", "40")
    await shell.answer("submit", "3", "propose", "--answers", goals)
    await shell.answer("submit", "2", "agree", "--verdict", "sent_back", "--reason", "Too vague")
    await shell.answer("submit", "3", "propose", "--answers", goals)
    await shell.answer("submit", "2", "agree")
    rating = {"objectives": {"g0": 2, "g1": 3}, "rating": 2, "reasons": "Reached both."}
    await shell.answer("submit", "2", "rate", "--answers", written(tmp_path, rating))
    [session] = (await shell.answer("status", "by-hand"))["sessions"]
    name = session["session"]
    moved = ("calibrate", "move", name, "3", "3", "--as", "9", "--code", "evidence")
    await shell.answer(*moved, "--reason", "The panel saw more")
    await shell.answer("calibrate", "lock", name, "--as", "9")


async def test_a_review_goes_from_the_first_goal_to_the_signature(
    shell: Shell, tmp_path: Path
) -> None:
    await launched(shell, tmp_path)
    await rated(shell, tmp_path)
    await shell.answer("submit", "2", "share")
    disputed = ("submit", "3", "sign", "--verdict", "disputed", "--reason", "One is missing")
    await shell.answer(*disputed)
    await shell.answer("submit", "1", "resolve", "--reason", "It was counted")
    await shell.answer("submit", "3", "sign")
    status = await shell.answer("status", "by-hand")
    assert status["reviews"]["completed"] == 1
    assert [(r["level"], r["before"], r["after"]) for r in status["ratings"]] == [
        (1, 0, 0),
        (2, 1, 0),
        (3, 0, 1),
    ]
    told = (await shell.answer("timeline", "3"))["events"]
    assert [event["type"] for event in told][-2:] == ["StageCompleted", "ReviewCompleted"]
    sentences = " ".join(event["sentence"] for event in told)
    assert "Tancred Bellweather" in sentences
    assert "Too vague" not in sentences
    rebuilt = await shell.answer("projections", "rebuild")
    assert rebuilt["events"] > len(told)
    assert (await shell.answer("status", "by-hand"))["ratings"] == status["ratings"]
    await proven(shell, tmp_path / "proof.json")


async def proven(shell: Shell, proof: Path) -> None:
    """Prove the review of number 3, words included, to a script that knows nothing of us."""
    await shell.answer("audit", "checkpoint")
    [key] = (await shell.answer("audit", "key"))["keys"]
    await shell.answer("audit", "prove", "3", "--with-words", "--output", proof)
    assert proof.stat().st_mode & 0o777 == 0o600
    assert "One is missing" in proof.read_text(encoding="utf-8")
    words = (sys.executable, "-I", "-S", CHECK_PROOF, proof, key)
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    assert (process.returncode, told[:14]) == (0, b"PROVEN: review")
    assert b"acknowledged by" in told


async def test_bad_input_is_refused_in_words_and_nothing_is_written(
    shell: Shell, tmp_path: Path
) -> None:
    await launched(shell, tmp_path)
    before = (await shell.answer("timeline", "3"))["events"]
    short = objectives(tmp_path, "30", "69.99")
    propose = ("submit", "3", "propose", "--answers")
    assert "30 + 69.99 = 99.99" in await shell.refusal(*propose, short)
    assert "not before" in await shell.refusal("submit", "2", "agree")
    assert "belongs to somebody else" in await shell.refusal(
        "submit", "2", "propose", "--of", "3", "--answers", objectives(tmp_path, "100")
    )
    assert "no step named 'dance'" in await shell.refusal("submit", "3", "dance", "--of", "3")
    assert "'77'" in await shell.refusal("inbox", "77")
    assert "no stage" in await shell.refusal("extend", "by-hand", "party", "--days", "3")
    assert "there are: by-hand" in await shell.refusal("status", "other")
    assert (await shell.answer("timeline", "3"))["events"] == before


async def test_the_same_request_is_carried_out_once(shell: Shell, tmp_path: Path) -> None:
    await launched(shell, tmp_path)
    goals = objectives(tmp_path, "100")
    propose = ("submit", "3", "propose", "--of", "3", "--answers", goals, "--request", "one")
    first, second = await shell.answer(*propose), await shell.answer(*propose)
    assert (first["is_new"], second["outcome"]) == (True, "recorded")
    events = (await shell.answer("timeline", "3"))["events"]
    assert [event["type"] for event in events].count("StepSubmitted") == 1


async def test_somebody_who_leaves_ends_the_own_review_and_hands_over_the_others(
    shell: Shell, tmp_path: Path
) -> None:
    await launched(shell, tmp_path)
    await shell.answer("submit", "3", "propose", "--answers", objectives(tmp_path, "100"))
    gone = PEOPLE.replace("2016-01-01,,active", "2016-01-01,2020-01-31,inactive")
    (tmp_path / "people.csv").write_text(gone, encoding="utf-8")
    imported = await shell.answer("people", "import", tmp_path / "people.csv")
    assert (imported["left"], imported["told"]) == (1, 1)
    async with asyncio.timeout(60):  # the review is told by a signal and follows on its own
        while (await shell.answer("status", "by-hand"))["blocked"] != 1:
            pass
    await shell.answer("assign", "3", "--role", "manager", "--to", "1", "--reason", "Stands in")
    await shell.answer("submit", "1", "agree")
    assert (await shell.answer("status", "by-hand"))["blocked"] == 0


async def test_another_definition_under_the_same_key_is_refused(
    shell: Shell, tmp_path: Path
) -> None:
    await launched(shell, tmp_path)
    file = tmp_path / "cycle.yaml"
    file.write_text(file.read_text("utf-8").replace("title: Goals", "title: Aims"), "utf-8")
    refusal = await shell.refusal("launch", file, "--people", "3", "--hr", "9", "--yes")
    assert "its own key" in refusal


async def test_a_refusal_is_a_sentence_also_where_nothing_is_up(tmp_path: Path) -> None:
    refusal = await Shell(tmp_path / "home").refusal("inbox", "9999")
    assert "'9999' is in the directory" in refusal
