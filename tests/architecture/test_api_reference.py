"""The page about the API names every operation, scope and status there is."""

from http import HTTPStatus
from typing import Any

from gateway.api.app import build_api
from gateway.api.scopes import MEANS
from gateway.site.refusals import STATUSES
from tests.architecture.documentation import REFERENCE, sections_of, table_rows

PAGE = sections_of(REFERENCE / "api.md")


def scope_of(told: dict[str, Any]) -> str:
    (asked,) = told["security"]
    return ", ".join(f"`{each}`" for each in asked["token"]) or "any"


def told_first(told: dict[str, Any]) -> str:
    """The first paragraph of a description, on one line."""
    return " ".join(told["description"].partition("\n\n")[0].split())


def test_every_operation_stands_in_the_table_of_its_room_as_it_is_described() -> None:
    rooms: dict[str, list[list[str]]] = {}
    for path, methods in build_api().openapi()["paths"].items():
        for method, told in methods.items():
            row = [f"`{method.upper()} {path}`", f"`{told['operationId']}`"]
            rooms.setdefault(told["tags"][0], []).append([*row, scope_of(told), told_first(told)])
    for room, rows in rooms.items():
        assert table_rows(PAGE[room]) == rows, room


def test_every_scope_is_explained() -> None:
    rows = [[f"`{scope.value}`", meaning] for scope, meaning in MEANS.items()]
    assert table_rows(PAGE["A token"]) == rows


def test_every_status_that_a_refusal_may_have_is_explained() -> None:
    lines = [line.split("|") for line in PAGE["Problems"].splitlines() if line.startswith("| ")]
    told = {int(cells[1]) for cells in lines if cells[1].strip().isdigit()}
    given = {*map(int, STATUSES.values()), HTTPStatus.CONFLICT, HTTPStatus.METHOD_NOT_ALLOWED}
    assert told == given
