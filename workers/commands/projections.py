"""`perennial projections`: the read models, built anew from the log."""

from dataclasses import asdict

from rich.progress import Progress

from storage.pool import Role, open_pool
from storage.projections.rebuild import rebuild
from workers.embedded.stack import reach_servers
from workers.office import open_office
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


async def rebuild_read_models(*, as_json: AsJson = False) -> None:
    """Build all read models anew from the log, beside the live ones, and then switch.

    People go on working meanwhile; what is appended in between is taken along.

    Example: perennial projections rebuild
    """
    async with reach_servers(load_settings()) as servers, open_office(servers) as office:
        pool = await open_pool(servers.postgres_url, Role.PROJECTOR, min_size=1, max_size=4)
        async with pool:
            with Progress(console=console, disable=as_json, transient=True) as progress:
                task = progress.add_task("Folding the log", total=None)
                report = await rebuild(
                    pool,
                    office.archive.keys,
                    progress=lambda done, head: progress.update(task, completed=done, total=head),
                )
    if as_json:
        say_json(asdict(report))
        return
    rate = report.events / report.seconds if report.seconds else 0
    console.print(
        f"Rebuilt from {report.events} events in {report.seconds:.1f} s ({rate:,.0f} a second)."
    )
