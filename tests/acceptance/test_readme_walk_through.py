"""The walk-through of the README, played word for word with the real command."""

import asyncio
import os
import re
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import pytest

from tests.acceptance.shell import PROGRAM, Shell, perennial_is_up

ROOT = Path(__file__).parents[2]
DAY = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2} \d{4}")


def walk_through() -> list[tuple[str, str]]:
    """The blocks of the section, each with its kind."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Play a review by hand\n")[2].partition("\n## ")[0]
    return re.findall(r"^```(\w+)\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


async def typed(shell: Shell, script: str, home: Path) -> str:
    """What a shell prints that is given these lines in a checkout of Perennial."""
    surroundings = {
        **shell.surroundings,
        "HOME": str(home),
        "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "200",
    }
    bash = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", script,
        cwd=ROOT, env=surroundings, stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    out, err = await bash.communicate()
    assert (bash.returncode, err.decode()) == (0, ""), out.decode()
    return out.decode()


def sentences(told: str) -> list[str]:
    """Lines without the days, which are those on which they were printed."""
    return [DAY.sub("DAY", line).strip() for line in told.splitlines()]


@pytest.mark.timeout(300)
async def test_the_walk_through_of_the_readme_can_be_typed_as_it_stands(tmp_path: Path) -> None:
    (start, *steps), shown = (
        [block for kind, block in walk_through() if kind == wanted] for wanted in ("sh", "text")
    )
    assert start.splitlines() == ['export PERENNIAL_HOME="$HOME/perennial-by-hand"', "make up"]
    assert "perennial up" in (ROOT / "Makefile").read_text(encoding="utf-8")
    async with perennial_is_up(tmp_path / "perennial-by-hand") as shell:
        told = sentences(await typed(shell, "\n".join(steps), tmp_path))
        expected = [line for line in sentences("".join(shown)) if line != "..."]
        assert [line for line in expected if line not in told] == []
        status = await shell.answer("status", "check-in-2026-q1")
        assert status["reviews"]["completed"] == 1
