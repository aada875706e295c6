"""The document of a review, its signature, and the key to check it with."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from domain.ids import ReviewId
from gateway.api.caller import Anyone, ReadsReviews
from gateway.packet.packets import packet_of
from gateway.packet.pages import PDF, PEM, SIGNATURE, as_file
from gateway.packet.seal import PacketSeal
from gateway.site.front import front_of

router = APIRouter(tags=["Reviews"])


def _gives(kind: str, what: str) -> dict[int | str, dict[str, Any]]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"content": {kind: binary}, "description": what}}


PREFIX: Final = "/reviews/{review}"


@router.get(f"{PREFIX}/packet.pdf", response_class=Response, responses=_gives(PDF, "The document."))
async def download_packet(request: Request, review: UUID, caller: ReadsReviews) -> Response:
    """Give the document of a review as the person may see it (PDF/UA)."""
    packet = await packet_of(front_of(request).archive, ReviewId(review), caller.id)
    return as_file(packet.pdf, PDF, f"{packet.name}.pdf")


@router.get(
    f"{PREFIX}/packet.pdf.sig",
    response_class=Response,
    responses=_gives(SIGNATURE, "64 bytes, Ed25519."),
)
async def download_packet_signature(
    request: Request, review: UUID, caller: ReadsReviews
) -> Response:
    """Give the signature under the bytes of the document."""
    packet = await packet_of(front_of(request).archive, ReviewId(review), caller.id)
    return as_file(packet.signature, SIGNATURE, f"{packet.name}.pdf.sig")


@router.get("/packets/key.pem", response_class=Response, responses=_gives(PEM, "The public key."))
async def download_packet_key(request: Request, _: Anyone) -> Response:
    """Give the public key that documents of this installation are checked with. Any token may."""
    seal = await PacketSeal.of(front_of(request).archive)
    return as_file(seal.public_key, PEM, "perennial-packets.pem")
