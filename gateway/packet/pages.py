"""`/reviews/{review}/packet.pdf`: the document of a review, its signature, and the key to both."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.ids import ReviewId
from gateway.packet.packets import Packet, packet_of
from gateway.packet.seal import PacketSeal
from gateway.site.front import front_of
from gateway.site.visitor import Visitor, signed_in

router = APIRouter()

PDF: Final = "application/pdf"
SIGNATURE: Final = "application/octet-stream"
PEM: Final = "application/x-pem-file"


@router.get("/reviews/{review}/packet.pdf")
async def document(
    request: Request, review: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Give the packet of a review as the visitor may see it."""
    packet = await _packet(request, review, visitor)
    return as_file(packet.pdf, PDF, f"{packet.name}.pdf")


@router.get("/reviews/{review}/packet.pdf.sig")
async def signature(
    request: Request, review: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Give the signature under the bytes of the packet: 64 bytes, Ed25519."""
    packet = await _packet(request, review, visitor)
    return as_file(packet.signature, SIGNATURE, f"{packet.name}.pdf.sig")


@router.get("/packets/key.pem")
async def public_key(request: Request) -> Response:
    """Give the key that packets of this installation are checked with; it is no secret."""
    seal = await PacketSeal.of(front_of(request).archive)
    return as_file(seal.public_key, PEM, "perennial-packets.pem")


async def _packet(request: Request, review: UUID, visitor: Visitor) -> Packet:
    return await packet_of(front_of(request).archive, ReviewId(review), visitor.id)


def as_file(content: bytes, kind: str, name: str) -> Response:
    """Give a file to be kept; its name says nothing of whom it is about."""
    kept = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=kept)
