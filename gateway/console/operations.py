"""`/operations`: the ready queries, each a link into the Temporal UI with the count beside it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from domain.ids import OrganisationId
from gateway.ready_queries import (
    Asked,
    ReadyQuery,
    answerable,
    everything_in_ui,
    list_in_ui,
    written,
)
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.visitor import NotFound, Visitor, signed_in
from gateway.visibility_counts import counted, current_build
from storage.read_models.cycles import Cycle, all_cycles

router = APIRouter()

CYCLES: Final = 10
"""Running cycles whose processes are counted one by one, the latest; the others are linked."""


@dataclass(frozen=True)
class Line:
    """A ready query as the page shows it: its text, where the UI lists it, and how many it finds.

    `found` is None where Temporal does not say.
    """

    ready: ReadyQuery
    query: str
    address: str | None
    found: int | None

    @property
    def anchor(self) -> str:
        """Name its row within the page."""
        return self.ready.name.replace(" ", "-")

    @property
    def badge(self) -> str:
        """Say how bad it is that it finds anything; see `badge` of the parts that pages share."""
        return "late" if self.ready.is_trouble and self.found else "plain"

    @property
    def next_step(self) -> list[tuple[str, bool]]:
        """Give what to do in parts, each with whether it is something to type."""
        parts = self.ready.next_step.split("`")
        return [(words, place % 2 == 1) for place, words in enumerate(parts) if words]


@router.get("/operations")
async def show(request: Request, visitor: Annotated[Visitor, Depends(signed_in)]) -> Response:
    """Show what there is to look after, for whoever runs the system; no name and no word."""
    if not visitor.sees_processes:
        raise NotFound
    front = front_of(request)
    build, cycles = await asyncio.gather(
        current_build(front.client), all_cycles(front.archive.readers, front.archive.organisation)
    )
    asked = Asked(OrganisationId(front.organisation), front.now(), build)
    running = [each for each in cycles if each.state == "running"]
    shown = [(each, replace(asked, cycle=each.cycle)) for each in running[:CYCLES]]
    questions = [asked, *(of_cycle for _, of_cycle in shown)]
    texts = [written(ready, one) for one in questions for ready in answerable(one)]
    counts = await counted(front.client, texts)
    return await page(
        request,
        "console/operations.html.j2",
        lines=_lines(front, asked, counts),
        cycles=[(each, _found(_lines(front, of_cycle, counts))) for each, of_cycle in shown],
        others=_linked(front, asked, running[CYCLES:]),
        is_answered=bool(counts),
        build=build,
        home=everything_in_ui(front.site.temporal_ui, front.client.namespace),
    )


def _lines(front: Front, asked: Asked, counts: Mapping[str, int]) -> list[Line]:
    return [_line(front, ready, asked, counts) for ready in answerable(asked)]


def _found(lines: Sequence[Line]) -> list[Line]:
    """Keep what finds something, or might, and the last, which leads to all there is."""
    return [line for line in lines if line.found != 0 or line is lines[-1]]


def _line(front: Front, ready: ReadyQuery, asked: Asked, counts: Mapping[str, int]) -> Line:
    query = written(ready, asked)
    ui = front.site.temporal_ui
    address = list_in_ui(ui, front.client.namespace, query) if ui else None
    return Line(ready, query, address, counts.get(query))


def _linked(front: Front, asked: Asked, cycles: Sequence[Cycle]) -> list[tuple[Cycle, str | None]]:
    whole = answerable(asked)[-1]
    return [
        (each, _line(front, whole, replace(asked, cycle=each.cycle), {}).address) for each in cycles
    ]
