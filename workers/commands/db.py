"""`perennial db`: the shape of the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, ClassVar

import typer

from domain.errors import ReviewError
from storage.key_place import KEYS_MIGRATIONS
from storage.migrate import When, migrate
from workers.embedded.database import reach_database, unmigrated_database
from workers.embedded.home import Home
from workers.master_keys import keys_url_of
from workers.settings import Settings, load_settings
from workers.terminal import AsJson, console, say_json

BeforeOption = Annotated[
    bool, typer.Option("--before", help="Only what may run while the release before still works.")
]
AfterOption = Annotated[
    bool, typer.Option("--after", help="Only what has to wait until that release is gone.")
]
StoppedOption = Annotated[
    bool, typer.Option("--stopped", help="With --after: say that the release before is gone.")
]


class HalfOrWhole(ReviewError):
    """What runs before and what runs after was asked for in one."""

    code: ClassVar[str] = "half_or_whole"


class ReleaseBeforeAtWork(ReviewError):
    """The release before may still be at work on this database."""

    code: ClassVar[str] = "release_before_at_work"


async def migrate_database(
    *,
    before: BeforeOption = False,
    after: AfterOption = False,
    stopped: StoppedOption = False,
    as_json: AsJson = False,
) -> None:
    """Bring the database to the shape that this version needs.

    Running it again changes nothing. An embedded database is also migrated by every start. Where
    the keys have a database of their own, that one is migrated as well. To upgrade while people
    work, run it with `--before`, replace the processes, and run it with `--after`.

    Example: perennial db migrate --before
    """
    if before and after:
        raise HalfOrWhole("Say --before or --after; for both at once leave both out.")
    settings = load_settings()
    if after and not stopped:
        await _refuse_while_the_release_before_works(settings)
    only = When.BEFORE if before else When.AFTER if after else None
    async with _database(settings, only) as url:
        applied = await migrate(url, only=only)
    if (keys_url := keys_url_of(settings)) is not None:
        applied += await migrate(keys_url, directory=KEYS_MIGRATIONS, only=only)
    if as_json:
        say_json({"applied": applied})
    elif applied:
        console.print(f"Applied {len(applied)}: {', '.join(applied)}.")
    else:
        console.print("The database is up to date.")


@asynccontextmanager
async def _database(settings: Settings, only: When | None) -> AsyncIterator[str]:
    """Give the database; an embedded one is migrated by its start, unless half of it is asked."""
    is_up = Home(settings.home).published() is not None
    joins = settings.postgres_url is None and (is_up or only is None)
    async with (reach_database if joins else unmigrated_database)(settings) as url:
        yield url


async def _refuse_while_the_release_before_works(settings: Settings) -> None:
    """Ask Temporal, which knows builds; where workers have none, a person has to say it."""
    if Home(settings.home).published() is None and settings.temporal_address is None:
        return  # all is embedded and nothing runs
    # ruff: noqa: PLC0415 - it imports all of Temporal, which no other migration needs
    from workers.builds import builds
    from workers.commands.parts import named_servers

    found = await builds(await named_servers(settings).temporal("cli"))
    behind = [build for build in found if not build.is_current and build.running]
    if behind:
        told = ", ".join(f"{build.running} processes on build {build.name}" for build in behind)
        raise ReleaseBeforeAtWork(
            f"There are still {told}. Run `perennial build move {behind[0].name}`, and this again "
            "once `perennial build show` says drained."
        )
    if not found:
        raise ReleaseBeforeAtWork(
            "Workers have no build here, so nobody can tell whether the release before is still at "
            "work. Stop all of its processes, and say so with --stopped."
        )
