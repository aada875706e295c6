"""Draws pages: templates that escape everything, with who reads and their form token at hand."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from domain.initials import initials
from gateway.site.asked import request_field
from gateway.site.form_token import FIELD, give_half, token_of
from gateway.site.front import front_of
from gateway.site.moments import clock, day, moment, until
from gateway.site.static_files import address_of
from gateway.site.visitor import Visitor, visitor_at

TEMPLATES: Final = Path(__file__).parent.parent / "templates"


@cache
def templates() -> Environment:
    """Give the templates of all pages; what they print is escaped, what they lack is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(static=address_of, initials=initials, csrf=_csrf)
    environment.filters.update(day=_day, moment=_moment, clock=_clock, wrong_at=_wrong_at)
    environment.globals.update(until=_until, request_field=request_field)
    return environment


async def page(
    request: Request, template: str, *, status: int = 200, **context: object
) -> HTMLResponse:
    """Draw a page for whoever sent the request.

    Templates get the `context`, the `visitor` (or None), the `site` and its `path`, `csrf()` for
    forms, the filters `day`, `moment` and `clock`, which speak in the zone of the visitor, and
    `wrong_at`, which picks what is wrong with one field.
    """
    words = await fragment(request, template, **context)
    response = HTMLResponse(words, status)
    give_half(request, response)
    return response


async def fragment(request: Request, template: str, **context: object) -> str:
    """Draw a part of a page, for one that is shown already."""
    visitor = await visitor_at(request)
    return drawn(template, {**_surroundings(request, visitor), **context})


def drawn(template: str, context: Mapping[str, object]) -> str:
    """Draw a template that needs no request, such as what many watch live."""
    return templates().get_template(template).render(context)


def see_other(path: str) -> RedirectResponse:
    """Lead on to a page after something was posted."""
    return RedirectResponse(path, 303)


def _surroundings(request: Request, visitor: Visitor | None) -> dict[str, object]:
    return {
        "request": request,
        "visitor": visitor,
        "zone": visitor.zone if visitor else ZoneInfo("UTC"),
        "site": front_of(request).site,
        "path": request.url.path,
    }


@pass_context
def _csrf(context: Context) -> Markup:
    field = '<input type="hidden" name="{}" value="{}">'
    return Markup(field).format(FIELD, token_of(context["request"]))  # noqa: S704 - it escapes


def _wrong_at(problems: Sequence[tuple[str, str]], field: str) -> list[str]:
    """Give what is wrong with one field of a form."""
    return [sentence for at, sentence in problems if at == field]


@pass_context
def _day(context: Context, at: datetime | date) -> str:
    return day(at, context["zone"])


@pass_context
def _moment(context: Context, at: datetime) -> str:
    return moment(at, context["zone"])


@pass_context
def _clock(context: Context, at: datetime) -> str:
    return clock(at, context["zone"])


@pass_context
def _until(context: Context, due: datetime, now: datetime | None = None) -> str:
    return until(due, now or datetime.now(UTC), context["zone"])
