"""The documents of completed reviews in one archive, each with its signature."""

import re
from collections.abc import AsyncIterator, Sequence
from typing import ClassVar, Final
from zipfile import ZIP_DEFLATED, ZipFile

from starlette.responses import StreamingResponse

from domain.errors import ReviewError
from gateway.console.scope import Scope
from gateway.packet.packets import packet_of
from gateway.packet.seal import PacketSeal
from gateway.site.front import Front
from storage.read_models.exports import ExportLine

_ODD: Final = re.compile(r"[^\w.-]", re.ASCII)
AT_MOST: Final = 200
"""Documents in one archive: each takes about a second to set."""


class TooManyPackets(ReviewError):
    """These are too many documents for one archive; choose a department."""

    code: ClassVar[str] = "too_many_packets"


class NoPackets(ReviewError):
    """No review in that choice is completed, so there is no document to give."""

    code: ClassVar[str] = "no_packets"


async def zipped(
    front: Front, scope: Scope, lines: Sequence[ExportLine], department: str = ""
) -> StreamingResponse:
    """Give the documents of completed reviews as an archive, named by employee number.

    Raises:
        NoPackets: none is completed.
        TooManyPackets: there are more than fit into one.
    """
    chosen = [
        line
        for line in lines
        if line.state == "completed" and department in ("", line.department or "")
    ]
    if not chosen:
        raise NoPackets
    if len(chosen) > AT_MOST:
        raise TooManyPackets
    name = f"{scope.cycle.key}-documents.zip"
    return StreamingResponse(
        _parts(front, scope, chosen),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def file_name(number: str | None) -> str:
    """Give an employee number as the name of a file, which leads out of no folder."""
    return _ODD.sub("_", number or "").lstrip(".")


async def _parts(front: Front, scope: Scope, lines: Sequence[ExportLine]) -> AsyncIterator[bytes]:
    """Write one document after the other, and send each part of the archive at once."""
    stream, left_out = _Passing(), []
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        seal = await PacketSeal.of(front.archive)
        archive.writestr("perennial-packets.pem", seal.public_key)
        for line in lines:
            name = file_name(line.number) or str(line.review)
            try:
                packet = await packet_of(front.archive, line.review, scope.visitor.id)
            except ReviewError as refusal:
                left_out.append(f"{name}: {refusal}")
                continue
            archive.writestr(f"{name}.pdf", packet.pdf)
            archive.writestr(f"{name}.pdf.sig", packet.signature)
            yield stream.taken()
        if left_out:
            archive.writestr("not-included.txt", "\n".join(left_out) + "\n")
    yield stream.taken()


class _Passing:
    """Holds what was written until it is taken; it has no place to go back to, and says so."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._parts: list[bytes] = []

    def write(self, words: bytes) -> int:
        """Hold this as well."""
        part = bytes(words)
        self._parts.append(part)
        return len(part)

    def flush(self) -> None:
        """Do nothing: what is written is held until it is taken."""

    def close(self) -> None:
        """Do nothing: who made it closes nothing."""

    def taken(self) -> bytes:
        """Give what was written since, and forget it."""
        words = b"".join(self._parts)
        self._parts.clear()
        return words
