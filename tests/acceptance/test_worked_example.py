"""The worked example of the guide, typed word for word into one shell on real servers."""

import asyncio
import os
import re
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.acceptance.shell import PROGRAM, Shell, perennial_is_up

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guide" / "worked-example.md"
DAY = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2} \d{4}")
NAMED = re.compile(r"^ (\w{8})  ", re.MULTILINE)
OF_THE_SELF_ASSESSMENT = "Mareike does not need me"
OVER = "what was typed is over"
FAILED = "something of it failed"


class Block(NamedTuple):
    """Commands to type, and what the page shows of their output."""

    typed: str
    shown: str


class Printed(NamedTuple):
    """What was printed, and whether a command among those typed refused."""

    text: str
    refused: bool


class Terminal:
    """One bash in a checkout, which keeps what was exported from one block to the next."""

    def __init__(self, bash: asyncio.subprocess.Process, home: Path) -> None:
        self._bash = bash
        self._file = home / "typed.sh"

    async def type_in(self, commands: str) -> Printed:
        """Type a block, as far as it goes."""
        self._file.write_text(commands, encoding="utf-8")
        assert self._bash.stdin is not None
        self._bash.stdin.write(f". '{self._file}' < /dev/null; echo '{OVER}'\n".encode())
        assert self._bash.stdout is not None
        told = (await self._bash.stdout.readuntil(f"{OVER}\n".encode())).decode()
        return Printed(told.removesuffix(f"{OVER}\n").replace(f"{FAILED}\n", ""), FAILED in told)


@asynccontextmanager
async def a_terminal(shell: Shell, home: Path) -> AsyncIterator[Terminal]:
    """Open a bash whose home folder has Perennial up in it."""
    surroundings = {
        **shell.surroundings,
        "HOME": str(home),
        "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "200",
    }
    bash = await asyncio.create_subprocess_exec(
        "bash", cwd=ROOT, env=surroundings, stdin=PIPE, stdout=PIPE, stderr=STDOUT
    )
    assert bash.stdin is not None
    bash.stdin.write(f"set -o pipefail; trap \"echo '{FAILED}'; return 0\" ERR\n".encode())
    try:
        yield Terminal(bash, home)
    finally:
        bash.stdin.close()
        await bash.wait()


def blocks() -> Iterator[Block]:
    """The blocks of the page; one that is followed by no output shows none."""
    found = re.findall(
        r"^```(\w+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    for here, after in zip(found, [*found[1:], ("", "")], strict=True):
        if here[0] == "sh":
            yield Block(here[1], after[1] if after[0] == "text" else "")


def plainly(text: str) -> str:
    """Text without line breaks and columns, and without the days on which it was printed."""
    return " ".join(DAY.sub("DAY", text).split())


def missing(shown: str, printed: str) -> list[str]:
    """What a page shows and was not printed, passage by passage, in the order of the page."""
    rest, absent = plainly(printed), []
    for passage in filter(None, map(plainly, re.split(r"^\.\.\.$", shown, flags=re.MULTILINE))):
        _, found, after = rest.partition(passage)
        rest = after if found else rest
        absent += [] if found else [passage]
    return absent


def own_names(shown: str, printed: str) -> Iterator[tuple[str, str]]:
    """The ids of the page, each with that which was printed in its place."""
    yield from zip(NAMED.findall(shown), NAMED.findall(printed), strict=False)


def renamed(text: str, named: Mapping[str, str]) -> str:
    """Text with what was printed in place of each id of the page."""
    return re.sub(r"\b\w{8}\b", lambda name: named.get(name[0], name[0]), text)


@pytest.mark.timeout(400)
async def test_the_worked_example_can_be_typed_and_prints_what_it_shows(tmp_path: Path) -> None:
    start, *steps = blocks()
    assert OF_THE_SELF_ASSESSMENT in "".join(typed for typed, _ in steps)
    assert 'export PERENNIAL_HOME="$HOME/perennial-example"\nmake up\n' in start.typed
    named: dict[str, str] = {}
    async with (
        perennial_is_up(tmp_path / "perennial-example") as shell,
        a_terminal(shell, tmp_path) as terminal,
    ):
        for typed, shown in steps:
            printed = await terminal.type_in(renamed(typed, named))
            named |= dict(own_names(shown, printed.text))
            assert missing(renamed(shown, named), printed.text) == [], printed.text
            last = plainly(shown.splitlines()[-1]) if shown else ""
            assert not printed.refused or plainly(printed.text).endswith(last or "shown")
            assert OF_THE_SELF_ASSESSMENT not in printed.text


def test_a_line_that_is_shown_and_not_printed_would_be_noticed() -> None:
    printed = "One line\n  and  another\nDue Sun 22 Nov 2026\nThe end\n"
    assert missing("One line and\nanother\n...\nDue Mon 5 Jan 2026\n", printed) == []
    assert missing("The end\n...\nOne line\n", printed) == ["One line"]
    assert missing("An invented line\n", printed) == ["An invented line"]
