"""`perennial bench load`: so many invented people go through reviews, and all of it is measured."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from workers.load.course import Course, Wish
from workers.load.figures import LoadFigures
from workers.load.installation import check_alone, installed
from workers.load.shown import tables_of
from workers.settings import load_settings
from workers.terminal import AsJson, console, say, say_json

LAST_WORDS = 60.0
"""Seconds that summing up may take once the load was interrupted."""

ReviewsOption = Annotated[
    int, typer.Option("--reviews", min=2, help="How many people are reviewed.", show_default=False)
]
WithinOption = Annotated[
    float | None,
    typer.Option(
        "--within",
        metavar="MINUTES",
        min=0.5,
        help="Let the weeks of the cycle pass in so many minutes.",
        show_default="as fast as it goes",
    ),
]
ForOption = Annotated[
    float | None,
    typer.Option(
        "--for",
        metavar="MINUTES",
        min=0.1,
        help="People act for so many minutes at most.",
        show_default="until all is done",
    ),
]
HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="Keep what was played in this folder.",
        show_default="a folder that is taken away",
    ),
]
WriteOption = Annotated[
    Path | None,
    typer.Option("--write", metavar="FILE", help="Write the figures to a file as well."),
]
MetricsOption = Annotated[
    str | None,
    typer.Option(
        "--temporal-metrics",
        metavar="URL",
        help="Where a Temporal that is named shows its metrics.",
    ),
]


async def play_load(
    *,
    reviews: ReviewsOption,
    within: WithinOption = None,
    minutes: ForOption = None,
    short: Annotated[
        bool, typer.Option("--short", help="Reviews of three submissions instead of six.")
    ] = False,
    at_once: Annotated[
        int, typer.Option("--at-once", min=1, max=500, help="So many act at once, at most.")
    ] = 24,
    seed: Annotated[int, typer.Option(help="Another seed, other people and habits.")] = 7,
    home: HomeOption = None,
    temporal_metrics: MetricsOption = None,
    into_this_one: Annotated[
        bool,
        typer.Option("--yes-into-this-one", help="Go ahead where there is data of others."),
    ] = False,
    write: WriteOption = None,
    as_json: AsJson = False,
) -> None:
    """Play reviews of invented people on real servers, and measure what they cost.

    People come in, a cycle of their own opens, and everybody looks, saves drafts and hands in
    through the site. The bare side, a Temporal update that inserts one row, has its turns on the
    same server in the same run. Without servers in the settings an installation of its own is
    started and taken away. Ctrl-C tells what was measured until then.

    Example: perennial bench load --reviews 200 --json
    """
    wish = Wish(reviews, seed, at_once, within, minutes, short)
    tell = _silent if as_json else say
    async with installed(load_settings(), home, temporal_metrics) as place:
        await check_alone(place.office.archive, may_mix=into_this_one)
        course = Course.on(place, wish, tell)
        try:
            await course.run()
        except BaseException:
            # Whatever ended it, what was measured is told; then it goes the way it would have gone.
            with suppress(Exception):
                async with asyncio.timeout(LAST_WORDS):
                    _show(await course.figures(), write, as_json=as_json)
            raise
        _show(await course.figures(), write, as_json=as_json)


def _show(found: LoadFigures, write: Path | None, *, as_json: bool) -> None:
    if write is not None:
        write.write_text(found.model_dump_json(indent=1) + "\n", encoding="utf-8")
    if as_json:
        say_json(found.model_dump(mode="json"))
        return
    if found.state != "whole":
        say(f"Interrupted while {found.state}; this is what was measured until then.")
    for table in tables_of(found):
        console.print()
        console.print(table)


def _silent(_: str) -> None:
    """Say nothing: the answer is one JSON object."""
