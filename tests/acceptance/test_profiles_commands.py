"""`perennial profiles`, run as HR runs it: checked, loaded, shown, and who is still missing."""

import json
import subprocess
from pathlib import Path

import pytest

from activities.intake.cycle_template import template_text
from activities.intake.profile_template import profile_template
from tests.acceptance.shell import PROGRAM, Shell, perennial_is_up

pytestmark = pytest.mark.timeout(300)

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample"
ALL = [f"{family} L{n}" for family in ("engineering", "operations", "customer", "corporate")
       for n in range(1, 6)]  # fmt: skip


def perennial(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [PROGRAM, "profiles", *words], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_template_passes_the_check(tmp_path: Path) -> None:
    copy = tmp_path / "profiles.yaml"
    printed = perennial("template")
    assert printed.stdout == profile_template()
    copy.write_text(printed.stdout, encoding="utf-8")
    checked = perennial("check", copy)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "engineering L5: Director of engineering" in checked.stdout
    assert checked.stdout.endswith("Job families: 4, skills: 12, values: 5.\n")


def test_a_fault_is_shown_with_its_line_and_the_exit_code_is_1(tmp_path: Path) -> None:
    copy = tmp_path / "profiles.yaml"
    copy.write_text(profile_template().replace("craft: 1", "craft: 7"), encoding="utf-8")
    checked = perennial("check", copy, "--json")
    answer = json.loads(checked.stdout)
    assert (checked.returncode, answer["usable"]) == (1, False)
    [problem] = answer["problems"]
    assert problem["path"] == "families.engineering.profiles.L1.skills.craft"
    loaded = perennial("load", copy)
    assert loaded.returncode == 1
    assert "has 1 fault, and nothing was changed" in " ".join(loaded.stderr.split())


async def test_profiles_are_loaded_shown_and_asked_for_before_a_launch(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    text = (SAMPLE / "people.csv").read_text("utf-8")
    people.write_text(text.replace("Senior Physicist,engineering,L2", "Senior Physicist,,L2"))
    cycle = tmp_path / "annual.yaml"
    strict = ("expectations: {required: false", "expectations: {required: true")
    cycle.write_text(template_text("annual-six-stage").replace(*strict), encoding="utf-8")
    async with perennial_is_up(tmp_path / "home") as shell:
        await shell.answer("people", "import", people)
        await _load(shell)
        await _show(shell)
        await _who_is_missing(shell, cycle)


async def _load(shell: Shell) -> None:
    file = SAMPLE / "profiles.yaml"
    dry = await shell.answer("profiles", "load", file, "--dry-run")
    first = await shell.answer("profiles", "load", file)
    again = await shell.answer("profiles", "load", file)
    assert dry["published"] == first["published"] == ALL
    assert (first["values"], first["withdrawn"]) == (5, [])
    assert (again["published"], again["values"]) == ([], None)


async def _show(shell: Shell) -> None:
    shown = await shell.answer("profiles", "show", "Engineering", "l3")
    assert shown["title"] == "Lead engineer"
    code, out, _ = await shell.run("profiles", "show", "--person", "1003")
    assert code == 0
    assert "Lead engineer (Engineering, L3)" in out
    refused = await shell.refusal("profiles", "show", "engineering", "L9")
    assert refused == "The family 'engineering' has no level 'L9': L1, L2, L3, L4, L5."
    assert "Say whose profile" in await shell.refusal("profiles", "show", "engineering")


async def _who_is_missing(shell: Shell, cycle: Path) -> None:
    missing = await shell.answer("profiles", "missing", cycle)
    [one] = missing["missing"]
    assert one["sentence"] == "The people file says no job_family; fill them in."
    rehearsal = await shell.answer("launch", cycle, "--hr", "1105", "--dry-run")
    assert rehearsal["left_out"][one["person"]] == "no_profile"
    assert rehearsal["without_profile"] == [one["person"]]
    code, out, _ = await shell.run("launch", cycle, "--hr", "1105", "--dry-run")
    assert code == 0
    assert "left out: 1 \u2013 has no role profile; correct the job family" in " ".join(out.split())
