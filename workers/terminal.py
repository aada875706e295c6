"""How commands speak: to people on a terminal, and to scripts in JSON."""

import sys
from typing import Annotated, Final

import typer
from pydantic_core import to_json
from rich.console import Console
from rich.table import Table

console: Final = Console(highlight=False)
complaints: Final = Console(stderr=True, highlight=False)
_WIDEST: Final = 10_000

# The flag that every command has whose answer a script may want.
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


def say_json(answer: object) -> None:
    """Print an answer as one line of JSON on standard output, at once."""
    sys.stdout.write(to_json(answer).decode() + "\n")
    sys.stdout.flush()


def say(sentence: str) -> None:
    """Print one sentence as it is: what it quotes can be copied, however wide the terminal is."""
    console.print(sentence, markup=False, soft_wrap=True)


def lay_out(table: Table) -> None:
    """Print a table; where nobody watches, as wide as it needs, so that ids can be copied whole."""
    for column in table.columns:
        column.overflow = "fold"
    if console.is_terminal:
        console.print(table)
        return
    wide = Console(file=console.file, highlight=False, width=_WIDEST)
    wide.print(table, width=wide.measure(table).maximum)


def complain(sentence: str) -> None:
    """Print one sentence on standard error, as it is."""
    complaints.print(sentence, markup=False, soft_wrap=True)
