"""What can be typed, set or searched has a heading in the reference."""

import re
from pathlib import Path

import pytest

from workers.cli import COMMANDS
from workers.settings import PREFIX, Settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def headings_of(page: str) -> set[str]:
    path = REFERENCE / page
    if not path.exists():
        pytest.fail(f"docs/reference/{page} is missing: write it, with a heading for each entry")
    text = path.read_text(encoding="utf-8")
    return {heading.strip("` ") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def test_every_command_has_a_heading() -> None:
    assert {f"perennial {path}" for path in COMMANDS} - headings_of("cli.md") == set()


def test_no_heading_describes_a_command_that_is_gone() -> None:
    described = {name for name in headings_of("cli.md") if name.startswith("perennial ")}
    assert described - {f"perennial {path}" for path in COMMANDS} == set()


def test_every_setting_has_a_heading() -> None:
    settings = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert settings - headings_of("settings.md") == set()
