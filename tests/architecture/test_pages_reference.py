"""The page about the site names every address there is, and how it is asked for."""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi.routing import APIRoute

from gateway.app import ROUTERS
from tests.architecture.documentation import REFERENCE, table_rows, text_of

IMPLIED = "HEAD"


def routes_in(routes: Iterable[Any]) -> Iterator[APIRoute]:  # an included router has no public type
    """Every route, those of routers inside routers as well."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif inner := getattr(route, "original_router", route):
            yield from routes_in(getattr(inner, "routes", ()))


def addresses() -> dict[str, set[str]]:
    """How each address of the site may be asked for."""
    found: dict[str, set[str]] = {}
    for router in ROUTERS:
        for route in routes_in(router.routes):
            place = route.path.replace(":path}", "}")
            found.setdefault(place, set()).update((route.methods or set()) - {IMPLIED})
    return found


def test_the_reference_names_every_address_of_the_site_and_no_other() -> None:
    rows = table_rows(text_of(REFERENCE / "pages.md"))
    told = {row[0].strip("`"): set(row[1].split(", ")) for row in rows}
    assert told == addresses()
    assert len(rows) == len(told)


def test_the_reference_says_of_every_address_who_may_open_it_and_why_they_would() -> None:
    rows = table_rows(text_of(REFERENCE / "pages.md"))
    assert [row[0] for row in rows if len(row) != 4 or not all(row)] == []
