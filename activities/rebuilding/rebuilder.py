"""Starts what is to run, kind by kind, as fast as it may, and says what became of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import perf_counter

from temporalio.client import Client

from activities.rebuilding.errors import LogIsIncomplete
from activities.rebuilding.finding import Finding
from activities.rebuilding.progress import Keeper, Pages, Progress
from activities.rebuilding.report import Report
from activities.rebuilding.server import check_empty, server_of
from activities.rebuilding.start import Kind
from activities.rebuilding.starting_kind import Pace, Starting, Way
from activities.recurring.timers import timers_mended
from storage import streams
from storage.archive import Archive


class Forgetful:
    """Keeps no progress: for who begins anew each time."""

    def read(self) -> Progress | None:
        """Know of nothing."""
        return None

    def write(self, progress: Progress) -> None:
        """Keep nothing."""

    def forget(self) -> None:
        """Have nothing to forget."""


@dataclass
class Rebuilder:
    """Rebuilds what an organisation has running; a second time changes nothing.

    Attributes:
        archive: what everything is read from.
        client: the Temporal onto which it is started.
        keeper: where progress is kept.
        pace: how fast.
        is_dry: whether nothing is to be started, only counted.
        catch_up: brings the read models up to the log, which they are asked for a little.
    """

    archive: Archive
    client: Client
    keeper: Keeper = field(default_factory=Forgetful)
    pace: Pace = field(default_factory=Pace)
    is_dry: bool = False
    catch_up: Callable[[], Awaitable[object]] | None = None

    async def rebuild(self) -> Report:
        """Start everything on an empty server; one that was interrupted here goes on.

        Raises:
            LogIsIncomplete: facts are missing from the log.
            ServerNotEmpty: the server holds workflows and no rebuild of ours began it.
            ServerNotReady: the namespace or its search attributes are missing.
            LogOutOfReach: the database did not answer; the next call goes on from here.
        """
        await self._check_log()
        finding, server = await Finding.begin(self.archive), await server_of(self.client)
        known = self.keeper.read()
        progress = Progress(organisation=self.archive.organisation, server=server)
        is_resumed = known is not None and (known.organisation, known.server) == (
            progress.organisation,
            progress.server,
        )
        if known is not None and is_resumed:
            progress = known
        else:
            await check_empty(self.client, self.archive.organisation, finding)
        report = await self._run(finding, progress, only_missing=False)
        report.resumed = is_resumed
        if not self.is_dry and not report.failed:
            self.keeper.forget()
        return report

    async def start_missing(self) -> Report:
        """Start only what is to run and does not, on a server that holds the rest.

        Raises: as `rebuild`, but for ServerNotEmpty.
        """
        await self._check_log()
        server = await server_of(self.client)
        progress = Progress(organisation=self.archive.organisation, server=server)
        return await self._run(await Finding.begin(self.archive), progress, only_missing=True)

    async def _check_log(self) -> None:
        """Refuse a log with a gap before anything else is done."""
        missing = await streams.gaps(self.archive.writers)
        if missing:
            more = f", and so at {len(missing) - 1} more places" if missing[1:] else ""
            raise LogIsIncomplete(
                f"The log is not whole: {missing[0]}{more}. Nothing was started. Restore the "
                "database from a backup that holds it; `perennial verify` names all that is wrong."
            )
        if self.catch_up is not None:
            await self.catch_up()

    async def _run(self, finding: Finding, progress: Progress, *, only_missing: bool) -> Report:
        report, began = Report(is_dry=self.is_dry), perf_counter()
        after = dict(progress.after)
        if not self.is_dry and not only_missing:
            self.keeper.write(progress)
        way = Way(self.client, self.archive.organisation, self.pace, self.is_dry, only_missing)
        for kind in Kind:
            count = report.kinds[kind]
            count.ended = await finding.ended(kind)

            def reached(position: int, kind: Kind = kind) -> None:
                after[kind] = position
                if not self.is_dry and not only_missing:
                    self.keeper.write(progress.model_copy(update={"after": dict(after)}))

            await Starting(way, count, Pages(reached)).run(
                finding, kind, progress.after.get(kind, 0)
            )
        amiss = await timers_mended(self.archive, self.client, is_dry=self.is_dry)
        report.timers = len(amiss)
        report.seconds = perf_counter() - began
        return report
