"""`perennial cycle` as HR and scripts meet it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from activities.intake.cycle_template import template_names, template_text

ROOT = Path(__file__).parents[2]


def perennial(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "perennial", "cycle", *words],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
        text=True,
        timeout=60,
    )


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The annual template with faults of different kinds."""
    text = template_text("annual-six-stage").replace("manager_rating.objectives: 50", "a.b: 30")
    text = text.replace("on: 2026-01-12", "on: 2026-02-30").replace("role: panel", "role: pannel")
    path = tmp_path / "annual.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", template_names())
def test_a_copied_template_passes_the_check_and_shows_its_steps(name: str, tmp_path: Path) -> None:
    copy = tmp_path / f"{name}.yaml"
    copied = perennial("templates", name, "--copy-to", copy)
    assert (copied.returncode, copied.stderr) == (0, "")
    assert copy.read_text(encoding="utf-8") == template_text(name)
    checked = perennial("check", copy)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "If nobody acts" in checked.stdout
    assert "warning" not in checked.stdout


def test_every_fault_is_shown_with_its_line_and_a_caret(faulty: Path) -> None:
    checked = perennial("check", faulty)
    assert checked.returncode == 1
    assert (
        f"{faulty}:12:17: 'on': 2026-02-30 is not in the calendar; look at month and day.\n"
        "        opens: {on: 2026-02-30}\n"
        "                    ^\n"
    ) in checked.stdout
    assert "'role' cannot be 'pannel'; did you mean 'panel'?" in checked.stdout
    assert "but 30 + 15 + 15 + 10 + 10 = 80; add 20." in checked.stdout
    assert "there is no form 'a'" in checked.stdout
    assert "5 faults: no cycle can be launched with this file." in checked.stdout


def test_a_script_gets_every_fault_as_json(faulty: Path) -> None:
    checked = perennial("check", faulty, "--json")
    answer = json.loads(checked.stdout)
    assert checked.returncode == 1
    assert answer["usable"] is False
    assert answer["cycle"] is None
    assert answer["problems"][0] == {
        "line": 12,
        "column": 17,
        "path": "stages[0].opens.on",
        "sentence": "'on': 2026-02-30 is not in the calendar; look at month and day.",
        "severity": "error",
    }


def test_a_script_gets_the_steps_of_a_sound_definition_as_json(tmp_path: Path) -> None:
    path = tmp_path / "sound.yaml"
    path.write_text(template_text("annual-six-stage"), encoding="utf-8")
    answer = json.loads(perennial("check", path, "--json").stdout)
    assert answer["usable"] is True
    assert answer["cycle"]["key"] == "annual-2026"
    assert len(answer["cycle"]["fingerprint"]) == 64
    first = answer["cycle"]["steps"][0]
    assert (first["step"], first["opens"], first["due"]) == (
        "propose_goals",
        "2026-01-12",
        "2026-01-26",
    )


def test_a_warning_is_shown_and_does_not_fail(tmp_path: Path) -> None:
    path = tmp_path / "warned.yaml"
    text = template_text("three-sixty").replace("threshold: 3", "threshold: 6")
    path.write_text(text, encoding="utf-8")
    checked = perennial("check", path)
    assert checked.returncode == 0
    assert ": warning: The form 'peer_feedback' is shown from 6 answers on" in checked.stdout
    assert "360 feedback 2026" in checked.stdout


def test_the_schema_that_is_printed_is_the_published_one() -> None:
    printed = perennial("schema")
    published = ROOT / "docs" / "reference" / "cycle-definition.schema.json"
    assert printed.returncode == 0
    assert printed.stdout == published.read_text(encoding="utf-8")


def test_templates_are_listed_with_what_they_are_for() -> None:
    listed = perennial("templates")
    assert listed.returncode == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(template_names())
    names = [each["name"] for each in json.loads(perennial("templates", "--json").stdout)]
    assert names == list(template_names())


def test_a_template_is_printed_as_it_is_written() -> None:
    assert perennial("templates", "probation").stdout == template_text("probation")


def test_a_copy_never_replaces_a_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("mine", encoding="utf-8")
    refused = perennial("templates", "probation", "--copy-to", mine)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"The file {mine} is there already; choose another name or remove it first.\n"
    )
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("check", "missing.yaml"), "The file missing.yaml cannot be read: No such file"),
        (("check", "docs"), "The file docs cannot be read: Is a directory."),
        (("templates", "yearly"), "There is no template 'yearly'; there are: annual-six-stage,"),
    ],
)
def test_what_is_not_there_is_refused_in_one_sentence(
    words: tuple[str, ...], sentence: str
) -> None:
    refused = perennial(*words)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith(sentence)
    assert refused.stderr.count("\n") == 1
