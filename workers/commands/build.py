"""`perennial build`: which builds of the workers there are, and who is still on which."""

from dataclasses import asdict
from typing import Annotated

import typer
from temporalio.client import Client

from workers.builds import Build, builds, move_over, promote
from workers.commands.parts import named_servers
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

BuildArgument = Annotated[str, typer.Argument(metavar="BUILD", help="As PERENNIAL_WORKER_BUILD.")]


async def show_builds(*, as_json: AsJson = False) -> None:
    """List the builds whose workers have reported, and how many processes each still carries out.

    The workers of a build may be stopped once nothing runs on it and it is not current.

    Example: perennial build show
    """
    found = await builds(await _temporal())
    if as_json:
        say_json([asdict(build) | {"is_drained": build.is_drained} for build in found])
        return
    for build in found:
        console.print(f"  {build.name:<20} {_standing(build)}")
    if not found:
        console.print(
            "No workers have reported with a build. Start some with PERENNIAL_WORKER_BUILD set."
        )


async def promote_build(build: BuildArgument, *, as_json: AsJson = False) -> None:
    """Let processes begin on this build from now on, and those of others move over in time.

    Each moves when something happens to it next. Doing it again changes nothing; to go back,
    promote the build before.

    Example: perennial build promote 2026.11.2
    """
    client = await _temporal()
    is_new = await promote(client, build)
    others = [other for other in await builds(client) if not other.is_current and other.running]
    if as_json:
        say_json(
            {"build": build, "changed": is_new, "to_move": {o.name: o.running for o in others}}
        )
        return
    console.print(f"Processes begin on build {build} {'from now on' if is_new else 'already'}.")
    for other in others:
        console.print(
            f"Still on build {other.name}: {other.running}. They move over when something happens "
            f"to them; to have it done now: perennial build move {other.name}"
        )


async def move_build(build: BuildArgument, *, as_json: AsJson = False) -> None:
    """Have the processes of this build move to the current one now, a hundred a second at most.

    Nobody notices: each begins anew where it stands. What it was woken for is counted; run it
    again until `perennial build show` finds nothing left.

    Example: perennial build move 2026.10.1
    """
    woken = await move_over(await _temporal(), build)
    if as_json:
        say_json({"build": build, "woken": woken})
    else:
        console.print(f"Asked {woken} processes of build {build} to move over.")


async def _temporal() -> Client:
    return await named_servers(load_settings()).temporal("cli")


def _standing(build: Build) -> str:
    if build.is_current:
        return f"current, {build.running} running"
    return "drained" if build.is_drained else f"{build.running} running, which move over"
