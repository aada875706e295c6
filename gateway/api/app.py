"""The API put together: every act of the pages under /api/v1, described by OpenAPI."""

from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from gateway.api.actions import router as actions
from gateway.api.audit import router as audit
from gateway.api.beside import router as beside
from gateway.api.board_moves import router as board_moves
from gateway.api.boards import router as boards
from gateway.api.bodies import Bodies
from gateway.api.changes import router as changes
from gateway.api.cycles import router as cycles
from gateway.api.drafts import router as drafts
from gateway.api.events import router as events
from gateway.api.exports import router as exports
from gateway.api.feedback import router as feedback
from gateway.api.followed_reviews import router as followed_reviews
from gateway.api.launches import router as launches
from gateway.api.me import router as me
from gateway.api.messages import router as messages
from gateway.api.offices import router as offices
from gateway.api.packets import router as packets
from gateway.api.people import router as people
from gateway.api.plan_acts import router as plan_acts
from gateway.api.plans import router as plans
from gateway.api.problems import HANDLERS, MEDIA_TYPE, RESPONSES
from gateway.api.readings import router as readings
from gateway.api.reviews import router as reviews
from gateway.api.step_acts import router as step_acts
from gateway.api.steps import router as steps
from gateway.api.webhooks import router as webhooks
from gateway.api.work import router as work
from gateway.site.front import Front

PATH: Final = "/api/v1"
ROUTERS: Final[tuple[APIRouter, ...]] = (
    *(me, work, steps, drafts, step_acts, beside, actions, feedback, plans, plan_acts),
    *(reviews, readings, packets, cycles, launches, changes, exports, followed_reviews),
    *(audit, messages, boards, board_moves, people, offices, webhooks, events),
)
ABOUT: Final = """
Everything the pages do, for programs. Send a token as `Authorization: Bearer prn_...`; it acts in
the name of a person, as far as that person may and the token's scopes reach. Requests that change
something carry an `Idempotency-Key` and may be sent again. Refusals are problem details (RFC 9457)
with a `code`.
"""


class Api(FastAPI):
    """The API as an application of its own."""

    def openapi(self) -> dict[str, Any]:
        """Describe it; refusals are described with the media type they are sent with."""
        if self.openapi_schema is None:
            for methods in super().openapi()["paths"].values():
                for told in methods.values():
                    content = told["responses"]["default"]["content"]
                    content[MEDIA_TYPE] = content.pop("application/json")
        return super().openapi()


def build_api(front: Front | None = None) -> FastAPI:
    """Give the API as an application of its own, to be mounted at `PATH`.

    Without a front it can be described, and serves nothing.
    """
    api = Api(
        title="Perennial",
        version=version("perennial"),
        description=ABOUT.strip(),
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=RESPONSES,
        servers=[{"url": PATH}],
        root_path_in_servers=False,
        generate_unique_id_function=_name_of,
    )
    api.state.front = front
    api.add_middleware(Bodies)
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)
    for router in ROUTERS:
        api.include_router(router)
    return api


def _name_of(route: APIRoute) -> str:
    """Name an operation after what it does: each name stands once in all of the API."""
    return route.name
