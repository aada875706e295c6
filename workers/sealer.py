"""The sealer as a process: signs the head of the log at intervals, and sends copies outside."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

import structlog

from activities.notify.channel import Message, Words
from domain.errors import ReviewError
from domain.ids import CycleId
from storage.proof.checkpoint import Checkpoint
from storage.proof.checkpointing import make_checkpoint
from storage.proof.errors import LogNotAsSealed
from storage.proof.published import publish, published_up_to
from storage.proof.sealed_log import SealedLog
from storage.proof.signing import AuditKey
from workers.channels import mail_for
from workers.metrics.board import slate_of
from workers.metrics.gauges import SEALED, SIGNED_AT, TROUBLE
from workers.servers import Servers
from workers.settings import Settings

LOOK_SECONDS: Final = 60.0

_log: Final = structlog.stdlib.get_logger(__name__)


def audit_key_of(settings: Settings, *, create: bool = False) -> AuditKey:
    """Read the key that signs the checkpoints of an installation.

    A key that is kept at home is made the first time where `create` asks for it; one that the
    settings name never is.

    Raises:
        AuditKeyUnusable: there is none, or it cannot be read.
    """
    may_make = create and settings.audit_key_file is None
    return AuditKey.from_file(settings.audit_key_path, origin_of(settings), create=may_make)


def origin_of(settings: Settings) -> str:
    """Give the name under which the log of an installation is signed."""
    return f"perennial/log/{settings.organisation}"


class Sealer:
    """Makes checkpoints of one log, and copies them to where the database cannot reach them."""

    def __init__(self, log: SealedLog, servers: Servers) -> None:
        """Sign the log of an installation; its settings say where copies go."""
        self._log = log
        self._settings = servers.settings
        self._mail = mail_for(servers)
        self._to_mail: Checkpoint | None = None

    async def seal(self, key: AuditKey, at: datetime) -> Checkpoint | None:
        """Sign what is new, and see that every checkpoint has its copy; None for an empty log.

        Raises:
            LogNotAsSealed: a checkpoint is gone that was published, or the last one is not sound.
            ReviewError: the log is out of reach, or the auditor's address takes no mail now; the
                file is written by then.
            OSError: the folder of copies cannot be written; the checkpoint is made by then.
        """
        await self._last()
        made = await make_checkpoint(self._log, key, at)
        await self._copy(made)
        self._show(made)
        return made

    async def look(self, at: datetime) -> None:
        """Make a checkpoint if the last one, whoever made it, is older than the interval.

        Raises: as `seal`.
        """
        last = await self._last()
        every = timedelta(minutes=self._settings.checkpoint_minutes)
        self._show(last)
        if last is not None and at - last.signed_at < every:
            await self._copy(last)
            return
        key = audit_key_of(self._settings, create=self._settings.postgres_url is None)
        made = await self.seal(key, at)
        if made is not None and made != last:
            _log.info("checkpoint_made", events=made.size, key=made.key_id)

    def _show(self, last: Checkpoint | None) -> None:
        if last is not None:
            slate = slate_of(self._settings)
            slate.put(SIGNED_AT, last.signed_at.timestamp())
            slate.put(SEALED, last.size)

    async def _last(self) -> Checkpoint | None:
        """Answer the last checkpoint, unless a later one than the log has was published.

        Without this, whoever takes checkpoints away could have a rewritten log signed afresh. The
        folder is read first: a copy is only ever written after its checkpoint.
        """
        published = await asyncio.to_thread(published_up_to, self._settings.checkpoint_path)
        last = await self._log.latest()
        known = last.size if last is not None else 0
        if published > known:
            raise LogNotAsSealed(
                f"A checkpoint over {published} events was published, and the log knows of none "
                f"after {known}: checkpoints were taken away, or an older backup was restored. "
                "Nothing is signed. Find out what is missing with `perennial audit verify`."
            )
        return last

    async def _copy(self, last: Checkpoint | None) -> None:
        folder = self._settings.checkpoint_path
        known = await asyncio.to_thread(published_up_to, folder)
        if last is not None and known < last.size:
            missing = await self._log.checkpoints_from(known + 1)
            await asyncio.to_thread(publish, missing, folder)
            self._to_mail = missing[-1]
        await self._send()

    async def _send(self) -> None:
        """Mail what waits; a checkpoint stands over all before it, so the last one is enough."""
        address = self._settings.auditor_address
        if address is not None and self._to_mail is not None:
            await self._mail.send(_letter(self._to_mail, self._settings.organisation, address))
            await self._mail.rest()
        self._to_mail = None


async def run_sealer(servers: Servers, stop: asyncio.Event) -> None:
    """Make a checkpoint at each interval until `stop` is set; trouble is logged and tried again.

    Any number of processes may do so at once. Where the servers are embedded the key is made the
    first time; elsewhere nothing is sealed until `perennial audit key` has made one.
    """
    pause = min(LOOK_SECONDS, servers.settings.checkpoint_minutes * 60.0)
    async with SealedLog.open(servers.postgres_url) as log:
        sealer, trouble = Sealer(log, servers), ""
        while not stop.is_set():
            before, trouble = trouble, await _trouble_of(sealer)
            slate_of(servers.settings).put(TROUBLE, {(trouble,): 1} if trouble else {})
            if trouble and trouble != before:
                _log.warning("checkpoint_waits", why=trouble)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


async def _trouble_of(sealer: Sealer) -> str:
    """Look once; name what is in the way, as logs may, or nothing."""
    try:
        await sealer.look(datetime.now(UTC))
    except ReviewError as refusal:
        return refusal.code
    except OSError as failure:
        return type(failure).__name__
    return ""


def _letter(checkpoint: Checkpoint, organisation: UUID, address: str) -> Message:
    return Message(
        id=uuid5(organisation, f"checkpoint:{checkpoint.size}"),
        cycle=CycleId(organisation),
        name="Auditor",
        address=address,
        thread=uuid5(organisation, "checkpoints"),
        words=Words(
            subject=f"Perennial: checkpoint over {checkpoint.size} events",
            text="Keep this mail. With it, and with the key you were given, you can find out later"
            " whether the log of this installation is still what it was today.\n\n"
            f"{checkpoint.note}",
        ),
        list_name="Perennial checkpoints",
    )
