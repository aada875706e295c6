"""Makes PDFs from HTML: tagged for screen readers, without a look outside, one after the other.

WeasyPrint stands on Pango, a system library. It is loaded when the first packet is asked for, so
that an installation without it misses packets and nothing else.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from typing import ClassVar, Final

from domain.errors import ReviewError
from gateway.site.static_files import STATIC

VARIANT: Final = "pdf/ua-1"
"""Accessible PDF, ISO 14289-1: tagged, with a title, a language and a way through it."""

_WHAT_TO_INSTALL: Final = (
    "Documents cannot be made here yet: a library is missing on the server. Tell operations to"
    " install Pango (on Debian and Ubuntu: libpango-1.0-0, libpangoft2-1.0-0 and"
    " libharfbuzz-subset0)."
)
_STYLE: Final = "packet.css"
_PRESS: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="packets")
"""One packet at a time: a cycle's worth of them must not keep pages waiting for the processor."""


class PdfNotPossible(ReviewError):
    """PDFs cannot be made here: WeasyPrint or Pango, which it stands on, cannot be loaded."""

    code: ClassVar[str] = "pdf_not_possible"


async def pressed(html: str) -> bytes:
    """Make a PDF of a whole page of HTML; the same page and fonts give the same bytes.

    Nothing the page names is fetched from anywhere.

    Raises:
        PdfNotPossible: the libraries for it cannot be loaded; says what to install.
    """
    return await asyncio.get_running_loop().run_in_executor(_PRESS, _press, html)


def _press(html: str) -> bytes:
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - see the top of this file
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except (ImportError, OSError):
        raise PdfNotPossible(_WHAT_TO_INSTALL) from None
    nowhere = URLFetcher(allowed_protocols=())
    written: bytes = HTML(string=html, url_fetcher=nowhere).write_pdf(
        stylesheets=[CSS(string=_style(), url_fetcher=nowhere)],
        pdf_variant=VARIANT,
        pdf_identifier=sha256(html.encode()).digest()[:16],
    )
    return written


@cache
def _style() -> str:
    return (STATIC / _STYLE).read_text(encoding="utf-8")
