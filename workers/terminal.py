"""How commands speak: to people on a terminal, and to scripts in JSON."""

import sys
from typing import Annotated, Final

import typer
from pydantic_core import to_json
from rich.console import Console

console: Final = Console(highlight=False)
complaints: Final = Console(stderr=True, highlight=False)

# The flag that every command has whose answer a script may want.
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


def say_json(answer: object) -> None:
    """Print an answer as one line of JSON on standard output, at once."""
    sys.stdout.write(to_json(answer).decode() + "\n")
    sys.stdout.flush()


def complain(sentence: str) -> None:
    """Print one sentence on standard error, as it is."""
    complaints.print(sentence, markup=False, soft_wrap=True)
