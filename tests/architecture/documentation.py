"""The pages of the documentation, as tests read them."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import typer.main

from workers.cli import _app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
GUIDE = DOCS / "guide"

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SHELL = ("", "sh")
_BETWEEN = ("|", "||", "&&", ";", "&")
_REDIRECTED = (">", ">>", "<", "<<")


@cache
def command_line() -> Any:  # noqa: ANN401 - what Typer builds has no public type
    """The whole command line, its groups and commands in `commands`."""
    return typer.main.get_command(_app([]))


def pages() -> list[Path]:
    """Every page there is."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "deploy").rglob("*.md")])


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """A page without its blocks of code."""
    return _FENCED.sub("", text_of(page))


def shell_blocks(text: str) -> list[str]:
    """What a page says to type, block by block."""
    return [block for kind, block in _FENCED.findall(text) if kind in _SHELL]


def sections_of(page: Path) -> dict[str, str]:
    """What stands under each heading, up to the next one of any level."""
    parts = re.split(r"^#+ (.+)$", prose_of(page), flags=re.MULTILINE)
    return {name.strip("` "): body for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def anchors_of(page: Path) -> set[str]:
    """What a link into a page may lead to, named as forges name headings."""
    headings = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", name.lower()).strip().replace(" ", "-") for name in headings}


def table_rows(section: str) -> list[list[str]]:
    """The cells of the rows whose first cell is code."""
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def commands_in(block: str) -> Iterator[list[str]]:
    """The words of every call of `perennial` in a block, without those meant for the shell."""
    for line in block.replace("\\\n", " ").splitlines():
        if "perennial" not in line:
            continue
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        yield from _calls(list(lexer))


def _calls(words: list[str]) -> Iterator[list[str]]:
    call: list[str] = []
    rest = iter([*words, ";"])
    for word in rest:
        if word in _REDIRECTED:
            next(rest)
        elif word not in _BETWEEN:
            call.append(word)
        else:
            if call and Path(call[0]).name == "perennial":
                yield call[1:]
            call = []
