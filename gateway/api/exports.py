"""Exports of a cycle: its reviews on lines, or their documents."""

from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from gateway.api.caller import ReadsCycles, ReadsRatings
from gateway.api.shapes import Line
from gateway.console.exports import PARQUET, XLSX, Wanted, exported
from gateway.site.front import front_of

router = APIRouter(tags=["Exports"], prefix="/cycles/{cycle}/exports")

CSV: Final = "text/csv"
ZIP: Final = "application/zip"
_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": dict.fromkeys((XLSX, CSV, PARQUET), _BINARY), "description": "The file."}
}
_ARCHIVE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {ZIP: _BINARY}, "description": "PDFs with their signatures."}
}


class FileKind(StrEnum):
    """As which kind of file."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


As = Annotated[FileKind, Query(alias="as")]


@router.get("/status", response_class=Response, responses=_FILE)
async def export_status(
    request: Request, cycle: UUID, caller: ReadsCycles, kind: As = FileKind.CSV
) -> Response:
    """Give the reviews of a cycle on lines: whose, how far, what is late. No ratings.

    Who took which export is recorded.
    """
    wanted = Wanted(cycle, "status", kind.value)
    return await exported(front_of(request), caller.visitor, wanted)


@router.get("/results", response_class=Response, responses=_FILE)
async def export_results(
    request: Request, cycle: UUID, caller: ReadsRatings, kind: As = FileKind.CSV
) -> Response:
    """Give the reviews of a cycle on lines, with their ratings before and after calibration.

    Who took which export is recorded.
    """
    wanted = Wanted(cycle, "results", kind.value)
    return await exported(front_of(request), caller.visitor, wanted)


@router.get("/packets", response_class=Response, responses=_ARCHIVE)
async def export_packets(
    request: Request, cycle: UUID, caller: ReadsRatings, department: Line = ""
) -> Response:
    """Give the documents of completed reviews in one archive, at most 200 at once.

    Who took which export is recorded.
    """
    wanted = Wanted(cycle, "packets", "zip", department)
    return await exported(front_of(request), caller.visitor, wanted)
