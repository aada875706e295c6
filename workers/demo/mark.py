"""The mark by which a home folder is known to hold a demonstration, and nothing of anybody's."""

import shutil
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import AwareDatetime, ValidationError

from domain.errors import ReviewError
from domain.value import Fact
from workers.demo.summary import Summary
from workers.embedded.home import Home

NAME = "demo.json"


class NotADemo(ReviewError):
    """This folder holds an installation that is not a demonstration."""

    code: ClassVar[str] = "not_a_demo"


class Mark(Fact):
    """What was played in a folder: begun, or to its end with the summary of the year."""

    state: Literal["playing", "played"]
    begun: AwareDatetime
    seed: int
    summary: Summary | None = None


def read_mark(home: Path) -> Mark | None:
    """Give what was played in a folder, None when it is new.

    Raises:
        NotADemo: there is an installation in it that nobody played.
    """
    mark = home / NAME
    try:
        return Mark.model_validate_json(mark.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if any((home / part).exists() for part in ("postgres", "temporal", "keys")):
            raise NotADemo(
                f"The folder {home} holds an installation that is not a demonstration, and it is "
                "left alone. Name another folder: perennial demo --home .perennial-demo"
            ) from None
        return None
    except (OSError, ValidationError):
        raise NotADemo(
            f"The file {mark} cannot be read, so the folder is left alone. Name another folder "
            "with --home."
        ) from None


def write_mark(home: Path, mark: Mark) -> None:
    """Note what was played in a folder."""
    draft = home / f"{NAME}.part"
    draft.write_text(mark.model_dump_json(indent=2) + "\n", encoding="utf-8")
    draft.replace(home / NAME)


def clear(home: Path) -> None:
    """Empty the folder of a demonstration, so that the next one begins anew.

    Raises:
        NotADemo: it holds something else, which stays.
        HomeInUse: it is being played there at present.
    """
    if read_mark(home) is None:
        return
    with Home(home):
        for part in home.iterdir():
            if part.name == "lock":
                continue
            if part.is_dir() and not part.is_symlink():
                shutil.rmtree(part)
            else:
                part.unlink()
