"""`perennial rebuild`: what runs in Temporal, started again from the log."""

from typing import Annotated

import typer

from activities.rebuilding.rebuilder import Rebuilder
from activities.rebuilding.report import Report
from activities.rebuilding.starting_kind import Pace
from storage.event_store import EventStore
from storage.pool import Role, open_pool
from storage.projections.projector import Projector
from workers.embedded.stack import reach_servers
from workers.office import Office, open_office
from workers.rebuild_progress import ProgressFile
from workers.servers import Servers
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

CONNECTIONS = 4

OnlyMissing = Annotated[
    bool,
    typer.Option(
        "--missing", help="Start only what does not run, on a server that holds the rest."
    ),
]
IsDry = Annotated[bool, typer.Option("--dry-run", help="Start nothing; say what would be.")]
PerSecond = Annotated[
    float | None,
    typer.Option("--per-second", min=0.1, help="So many starts a second at most."),
]


async def rebuild_everything(
    *,
    missing: OnlyMissing = False,
    dry_run: IsDry = False,
    per_second: PerSecond = None,
    as_json: AsJson = False,
) -> None:
    """Start on an empty Temporal whatever had not ended, from the database alone.

    Cycles, reviews, sessions, actions, plans and deliveries go on where the log stands. Killed in
    the middle and run again it goes on; nothing is started twice. The exit code is 1 when
    something could not be started.

    Example: perennial rebuild --dry-run
    """
    settings = load_settings()
    async with reach_servers(settings) as servers, open_office(servers) as office:
        report = await _rebuilt(servers, office, missing, dry_run, per_second)
    if as_json:
        say_json(report.told())
    else:
        _show(report)
    if report.failed:
        raise typer.Exit(1)


async def _rebuilt(
    servers: Servers, office: Office, missing: bool, dry_run: bool, per_second: float | None
) -> Report:
    pool = await open_pool(servers.postgres_url, Role.PROJECTOR, min_size=1, max_size=CONNECTIONS)
    async with pool, EventStore(pool) as store:
        rebuilder = Rebuilder(
            office.archive,
            office.client,
            ProgressFile(office.settings.home),
            Pace(per_second),
            is_dry=dry_run,
            catch_up=Projector(store, pool, office.archive.keys).catch_up,
        )
        return await (rebuilder.start_missing() if missing else rebuilder.rebuild())


def _show(report: Report) -> None:
    if report.resumed:
        console.print("Going on with the rebuild that was interrupted.")
    for sentence in report.sentences():
        console.print(sentence, markup=False, soft_wrap=True)
    if not report.started and not report.timers:
        console.print("Nothing was to be started.")
    elif report.is_dry:
        console.print(f"{report.started} workflows would be started.")
    else:
        rate = report.started / report.seconds if report.seconds else 0
        console.print(
            f"{report.started} workflows started in {report.seconds:.1f} s ({rate:,.0f} a second)."
        )
