"""The site put together: every room's pages under one application."""

import re

from fastapi import FastAPI
from starlette.routing import Mount

from gateway.api.app import PATH as API
from gateway.api.app import build_api
from gateway.api.documentation import router as documentation
from gateway.board.routes import router as board
from gateway.catcher.pages import router as catcher
from gateway.codec.endpoint import router as codec
from gateway.console.routes import router as console
from gateway.entry.pages import router as entry
from gateway.entry.sessions import visitor_of
from gateway.packet.pages import router as packet
from gateway.site.failures import Failures
from gateway.site.front import Front
from gateway.site.headers import Headers
from gateway.site.health import router as health
from gateway.site.in_whose_name import InNobodysName
from gateway.site.refusals import HANDLERS
from gateway.site.request_log import RequestLog
from gateway.site.static_files import PATH, StaticRoom
from gateway.step.pages import router as step
from gateway.work.routes import router as work

ROUTERS = (health, entry, catcher, board, step, work, packet, console, codec, documentation)


def build_app(front: Front) -> FastAPI:
    """Give the site as an ASGI application that works with this front."""
    app = FastAPI(title="Perennial", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.front = front
    app.state.visitor_of = visitor_of
    app.add_middleware(InNobodysName)
    app.add_middleware(Failures)
    app.add_middleware(Headers, is_secure=front.site.is_secure)
    app.add_middleware(RequestLog)
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    for router in ROUTERS:
        app.include_router(router)
    api = build_api(front)
    api.state = app.state  # boards and previews that pages and programs look at are the same
    app.router.routes.append(_whole(Mount(API, api)))
    app.mount(PATH, StaticRoom(), name="static")
    return app


def _whole(room: Mount) -> Mount:
    """Let a room answer for every path below it, even one with a line break in it."""
    room.path_regex = re.compile(room.path_regex.pattern, re.DOTALL)
    return room
