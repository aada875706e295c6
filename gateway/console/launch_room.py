"""What the four screens of a launch share: the draft, and that nobody overwrites it unseen."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse

from domain.errors import ReviewError
from domain.visibility import Deed
from gateway.launch_plan import LaunchPlan
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.posted import Posted
from gateway.site.visitor import NotFound, Visitor, signed_in
from storage.launch_drafts import LaunchDraft, LaunchDrafts

SCREENS: Final = (
    ("people", "People"),
    ("process", "Process"),
    ("dates", "Dates"),
    ("preview", "Preview"),
)

REFUSED: Final = 422


class KeyTaken(ReviewError):
    """A cycle of this key has been launched already. Go back to the process and give another."""

    code: ClassVar[str] = "key_taken"


class DraftChangedMeanwhile(ReviewError):
    """This launch was changed in another window, or by somebody else. Load it again."""

    code: ClassVar[str] = "draft_changed_meanwhile"


@dataclass(frozen=True)
class Room:
    """A launch that is being prepared, and who prepares it."""

    front: Front
    visitor: Visitor
    drafts: LaunchDrafts
    draft: LaunchDraft
    plan: LaunchPlan

    @property
    def path(self) -> str:
        """Where its screens stand."""
        return f"/hr/launch/{self.draft.draft}"

    async def keep(self, plan: LaunchPlan, sent: Posted) -> None:
        """Keep what was chosen on top of what the sender had before them.

        Raises:
            DraftChangedMeanwhile: there is a later choice.
        """
        based_on = sent.whole("version")
        content = plan.model_dump(mode="json")
        at = self.front.now()
        if await self.drafts.save(self.draft.draft, content, based_on, at) is None:
            raise DraftChangedMeanwhile

    def check_seen(self, sent: Posted) -> None:
        """See that the sender had before them what would be launched.

        Raises:
            DraftChangedMeanwhile: there is a later choice.
        """
        if sent.whole("version") != self.draft.version:
            raise DraftChangedMeanwhile

    async def keep_sent(self, plan: LaunchPlan, sent: Posted) -> None:
        """Keep that a launch is on its way; a second press of the same button changes nothing.

        Raises:
            DraftChangedMeanwhile: there is a later choice, of another launch.
        """
        try:
            await self.keep(plan, sent)
        except DraftChangedMeanwhile:
            found = await self.drafts.load(self.draft.draft)
            if found and LaunchPlan.model_validate(found.content).sent != plan.sent:
                raise


async def room_at(
    request: Request, draft: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Room:
    """Open a launch that is being prepared.

    Raises:
        NotFound: there is none of that id.
        NotYours: the visitor may not launch.
    """
    visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)
    drafts = LaunchDrafts.of(front.archive)
    found = await drafts.load(draft)
    if found is None:
        raise NotFound
    return Room(front, visitor, drafts, found, LaunchPlan.model_validate(found.content))


async def screen(
    request: Request, room: Room, name: str, *, wrong: object = (), **context: object
) -> HTMLResponse:
    """Draw one of the four screens; `wrong` holds (field, sentence) of what was refused."""
    return await page(
        request,
        f"console/launch_{name}.html.j2",
        status=REFUSED if wrong else 200,
        room=room,
        plan=room.plan,
        screens=SCREENS,
        screen=name,
        wrong=wrong,
        **context,
    )
