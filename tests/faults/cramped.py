"""A database whose log lies on a small disk of its own, which can be filled.

The disk is a tmpfs in a mount namespace that a sleeping process holds open, so that it outlives
the database and nothing else on the machine fills up or sees it. Root makes such a namespace by
itself, anybody else inside a user namespace of their own.
"""

import asyncio
import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Final

import asyncpg

from workers.embedded.postgres import EmbeddedPostgres, _unprivileged_user

SIZE_MB: Final = 160
STARTS: Final = 10.0

# log_indexes: the indexes of the log, which grow with it.
LOG_INDEXES: Final = (
    "SELECT indexname FROM pg_indexes WHERE (schemaname, tablename) = ('log', 'event')"
)


class SmallDisk:
    """Holds a disk of some megabytes; `is_there` says whether this machine allows for one."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._holder: subprocess.Popen[bytes] | None = None

    @property
    def is_there(self) -> bool:
        return self._holder is not None and self._holder.poll() is None

    @property
    def entrance(self) -> list[str]:
        """Words before a command that is to see the disk."""
        if self._holder is None:
            return []
        as_ourselves = [] if os.geteuid() == 0 else ["-U", "--preserve-credentials"]
        return ["nsenter", "-t", str(self._holder.pid), *as_ourselves, "-m", "--"]

    async def make(self, owner: pwd.struct_passwd | None) -> None:
        """Make the disk, and a folder on it that belongs to whom the database runs as."""
        if shutil.which("unshare") is None or shutil.which("nsenter") is None:
            return
        self.place.mkdir(parents=True)
        mounts = f"mount -t tmpfs -o size={SIZE_MB}m,mode=0755 none '{self.place}'"
        belongs = f"&& chown {owner.pw_uid}:{owner.pw_gid} '{self.place}/log'" if owner else ""
        mine = [] if os.geteuid() == 0 else ["-U", "--map-current-user", "--keep-caps"]
        script = f"{mounts} && mkdir '{self.place}/log' {belongs} && echo && exec sleep infinity"
        setpriv = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        self._holder = subprocess.Popen(  # noqa: ASYNC220 - it outlives the loop, as the database may
            [*setpriv, "unshare", *mine, "-m", "sh", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        answer = self._holder.stdout
        assert answer is not None
        if await asyncio.to_thread(answer.readline) != b"\n":
            self.remove()

    def remove(self) -> None:
        """Let the disk go, and what is on it."""
        holder, self._holder = self._holder, None
        if holder is not None:
            holder.kill()
            holder.wait()
            if holder.stdout is not None:
                holder.stdout.close()

    def fill(self) -> None:
        """Leave no room on it."""
        ballast = self._seen_from_here("ballast")
        room = os.statvfs(ballast.parent)
        with ballast.open("wb") as file, suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize)

    def clear(self) -> None:
        """Give the room back."""
        if self.is_there:
            self._seen_from_here("ballast").unlink(missing_ok=True)

    def _seen_from_here(self, name: str) -> Path:
        assert self._holder is not None
        return Path(f"/proc/{self._holder.pid}/root{self.place}/{name}")


class CrampedPostgres(EmbeddedPostgres):
    """The embedded database, which sees a small disk where there can be one."""

    def __init__(self, data_dir: Path, port: int) -> None:
        super().__init__(data_dir, port)
        self.disk = SmallDisk(data_dir.absolute() / "small")

    async def start(self) -> str:
        """Start it as ever, the disk first."""
        if not self.disk.is_there and not self.disk.place.exists():
            self._home.mkdir(parents=True, exist_ok=True)
            await self.disk.make(_unprivileged_user(self._home))
        return await super().start()

    async def move_log(self, url: str) -> None:
        """Put the log of a migrated database on the small disk."""
        if not self.disk.is_there:
            return
        connection = await asyncpg.connect(url)
        try:
            # move_log: the table and its indexes; the names are those of the catalogue.
            await connection.execute(f"CREATE TABLESPACE small LOCATION '{self.disk.place}/log'")
            await connection.execute("ALTER TABLE log.event SET TABLESPACE small")
            for row in await connection.fetch(LOG_INDEXES):
                await connection.execute(f'ALTER INDEX log."{row[0]}" SET TABLESPACE small')
        finally:
            await connection.close()

    def _command(self, binaries: Path, user: pwd.struct_passwd | None) -> list[str]:
        return [*self.disk.entrance, *super()._command(binaries, user)]
