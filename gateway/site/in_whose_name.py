"""Every request begins in nobody's name: what it may read is known once it is known who sent it."""

from starlette.types import ASGIApp, Receive, Scope, Send

from storage.acting import acting_as_nobody


class InNobodysName:
    """Stands around all pages; `go_on_as` lets a request go on in the name of who sent it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; whatever it starts goes along under its name."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        with acting_as_nobody():
            await self._app(scope, receive, send)
