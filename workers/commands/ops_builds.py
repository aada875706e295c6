"""`perennial ops drain` and `ops versions`: which versions run, and emptying an old build."""

import asyncio
from typing import Annotated

import typer

from gateway.operators import Done, Order, check_operator, note_steered
from storage.database_version import database_version
from workers.builds import check_can_be_left
from workers.commands.build import BuildArgument
from workers.commands.ops_steering import By, IsDry, Request, Why
from workers.commands.people_choice import one
from workers.control_room import ControlRoom, control_room
from workers.draining import drained, left_on
from workers.settings import load_settings
from workers.terminal import AsJson, say, say_json
from workers.versions import Versions, versions

Within = Annotated[
    float, typer.Option("--within", min=0, metavar="SECONDS", help="How long to wait for the last.")
]


async def drain(
    build: BuildArgument,
    *,
    by: By,
    reason: Why,
    within: Within = 600.0,
    request: Request = None,
    dry_run: IsDry = False,
    as_json: AsJson = False,
) -> None:
    """Move what runs on an old build over to the current one, and wait until nothing is left.

    Broken off and called again it goes on where it was. Its workers may be stopped once it is
    done; the exit code is 1 while something is left.

    Example: perennial ops drain 2026.10.1 --by 1105 --reason "Upgrade to 2026.11"
    """
    async with control_room(load_settings()) as room:
        who = one(by, await room.archive.people()).id
        order = Order(who, reason, request, dry_run)
        await check_operator(room.archive, order)
        await check_can_be_left(room.client, build)
        left = await left_on(room.client, build)
        name = order.named(room.archive, "drain", build)
        if dry_run:
            would = f"{left} processes of build {build} would be moved over."
            _tell(Done("would_be_done", name, (would,)), left, as_json=as_json)
            return
        await note_steered(room.archive, order, name, "drain", build)
        left = await _drain(room, build, within, is_quiet=as_json)
    if left:
        told = f"{left} processes are still on build {build}. Call it again to go on."
        _tell(Done("on_its_way", name, (told,)), left, as_json=as_json)
        raise typer.Exit(1)
    told = f"Nothing runs on build {build} any more; its workers may be stopped."
    _tell(Done("done", name, (told,)), 0, as_json=as_json)


async def show_versions(*, as_json: AsJson = False) -> None:
    """Show which version of everything runs: program, database, Temporal, builds and workers.

    Workers are those that have asked Temporal for work within the last minutes.

    Example: perennial ops versions
    """
    async with control_room(load_settings()) as room:
        found = await versions(await database_version(room.archive.writers), room.reached)
    if as_json:
        say_json(found.told())
    else:
        _show(found)


async def _drain(room: ControlRoom, build: str, within: float, *, is_quiet: bool) -> int:
    left, said = await left_on(room.client, build), -1
    try:
        async with asyncio.timeout(within):
            async for left in drained(room.client, build):
                if left != said and not is_quiet:
                    say(f"Still on build {build}: {left}.")
                said = left
    except TimeoutError:
        pass  # said by how many are left
    return left


def _tell(done: Done, left: int, *, as_json: bool) -> None:
    if as_json:
        say_json({**done.told(), "left": left})
        return
    for sentence in done.sentences:
        say(sentence)


def _show(found: Versions) -> None:
    say(f"Perennial   {found.program}")
    say(f"Schema      {found.database.schema} ({found.database.migrations} migrations)")
    say(f"PostgreSQL  {found.database.server}")
    say(f"Temporal    {found.temporal or 'does not answer'}")
    for build in found.builds:
        standing = "current, " if build.is_current else ""
        say(f"Build       {build.name}: {standing}{build.running} running")
    for each in found.workers:
        build_of = f" of build {each.build}" if each.build else ""
        seen = f"{each.seen:%Y-%m-%d %H:%M:%S} UTC"
        say(f"Worker      {each.identity}{build_of} on {', '.join(each.queues)}, seen {seen}")
    if found.temporal is not None and not found.workers:
        say("No worker has asked for work in the last minutes; start one: perennial run worker")
