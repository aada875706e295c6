"""The description of the API as a page: drawn here, from the same OpenAPI that programs read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.routing import Mount

from gateway.api.app import PATH
from gateway.api.scopes import MEANS
from gateway.site.pages import page

router = APIRouter(include_in_schema=False)
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    """Something a request carries beside its body."""

    name: str
    place: str
    shape: str
    is_required: bool
    meaning: str


@dataclass(frozen=True)
class Operation:
    """One thing a program can do."""

    id: str
    method: str
    path: str
    title: str
    meaning: tuple[str, ...]
    scopes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    takes: str
    gives: str


@dataclass(frozen=True)
class Field:
    """A part of a shape."""

    name: str
    shape: str
    is_required: bool
    meaning: str


@dataclass(frozen=True)
class Shape:
    """What is sent or answered, by name."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]


@router.get("/docs")
async def documentation(request: Request) -> Response:
    """Describe the API; no part of the page comes from another host."""
    api = next(each.app for each in request.app.routes if _is_api(each))
    described = api.openapi()
    operations = list(operations_of(described))
    return await page(
        request,
        "api/documentation.html.j2",
        prefix=PATH,
        about=_plain(described["info"]["description"]),
        rooms={
            tag: [each for kind, each in operations if kind == tag]
            for tag in dict.fromkeys(kind for kind, _ in operations)
        },
        shapes=tuple(shapes_of(described)),
        scopes={scope.value: words for scope, words in MEANS.items()},
    )


def operations_of(described: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Give every operation with the room it belongs to."""
    for path, methods in described["paths"].items():
        for method in _METHODS:
            told = methods.get(method)
            if told is not None:
                yield (told.get("tags") or ["Other"])[0], _operation(method, path, told)


def shapes_of(described: dict[str, Any]) -> Iterator[Shape]:
    """Give every shape by name."""
    for name, told in sorted(described.get("components", {}).get("schemas", {}).items()):
        required = set(told.get("required", ()))
        yield Shape(
            name=name,
            meaning=told.get("description", ""),
            fields=tuple(
                Field(part, _shape(inner), part in required, inner.get("description", ""))
                for part, inner in told.get("properties", {}).items()
            ),
            values=tuple(str(each) for each in told.get("enum", ())),
        )


def _is_api(route: object) -> bool:
    return isinstance(route, Mount) and route.path == PATH


def _operation(method: str, path: str, told: dict[str, Any]) -> Operation:
    body = told.get("requestBody", {}).get("content", {})
    answers: dict[str, dict[str, Any]] = told["responses"]
    good = next((each for code, each in answers.items() if code.startswith("2")), {})
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        title=told.get("summary", ""),
        meaning=_plain(told.get("description", "")),
        scopes=tuple(scope for each in told.get("security", ()) for scope in each.get("token", ())),
        parameters=tuple(
            Parameter(
                each["name"],
                each["in"],
                _shape(each.get("schema", {})),
                each.get("required", False),
                each.get("description", ""),
            )
            for each in told.get("parameters", ())
        ),
        takes=_content(body),
        gives=_content(good.get("content", {})),
    )


def _plain(words: str) -> tuple[str, ...]:
    """Give paragraphs as a page shows them, without the marks that programs read."""
    paragraphs = words.replace("`", "").split("\n\n")
    return tuple(each for each in paragraphs if each)


def _content(content: dict[str, Any]) -> str:
    shapes = (
        _shape(each["schema"]) if "schema" in each else kind for kind, each in content.items()
    )
    return ", ".join(dict.fromkeys(shape for shape in shapes if shape))


def _shape(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(dict.fromkeys(_shape(each) for each in schema[choice]))
    if schema.get("type") == "array":
        return f"list of {_shape(schema.get('items', {})) or 'anything'}"
    kind = str(schema.get("format") or schema.get("type") or "")
    return "nothing" if kind == "null" else kind
