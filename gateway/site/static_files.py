"""Style, scripts and nothing else, each under an address that changes with what it holds."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC: Final = Path(__file__).parent.parent / "static"
PATH: Final = "/static"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_SHORT: Final = 10


@cache
def address_of(name: str) -> str:
    """Give the address of a file, such as `perennial.css`; a changed file has another one."""
    mark = sha256((STATIC / name).read_bytes()).hexdigest()[:_SHORT]
    return f"{PATH}/{name}?v={mark}"


class StaticRoom(StaticFiles):
    """Serves the files; browsers keep what they asked for by its full address."""

    def __init__(self) -> None:
        """Serve what lies in `gateway/static`."""
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file."""
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and Request(scope).query_params.get("v"):
            response.headers["Cache-Control"] = _FOR_EVER
        return response
