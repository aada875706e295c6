"""The step that an address names, for whoever may have it before them."""

from typing import Annotated, Final

from fastapi import Depends, Path, Request

from gateway.api.caller import Caller, ReadsWork, WritesWork
from gateway.site.front import Front, front_of
from gateway.site.visitor import NotFound
from gateway.step.drafting import NotOpenToYou
from gateway.step.place import Lying, Place, Standing
from gateway.step.sight import here, place_in
from gateway.step.ways import Way, way_of

PREFIX: Final = "/reviews/{review}/steps/{step}/{seat}/{round}"

Named = Annotated[Place, Depends(place_in)]
WayName = Annotated[str, Path(max_length=40, description="One of the `ways` of the step.")]


class AtStep:
    """A step before whoever a program acts for."""

    def __init__(self, front: Front, caller: Caller, lies: Lying) -> None:
        """Stand before the step as it lies."""
        self.front = front
        self.caller = caller
        self.lies = lies

    def way(self, name: str) -> Way:
        """Give the way of that name to answer the step.

        Raises:
            NotFound: the step has none.
        """
        found = way_of(self.lies, name)
        if found is None:
            raise NotFound
        return found

    def check_open(self) -> None:
        """Refuse what can be done at an open step alone.

        Raises:
            NotOpenToYou: it is closed, paused, not yet open, or with somebody else.
        """
        if self.lies.standing is not Standing.OPEN:
            raise NotOpenToYou


async def _read(request: Request, place: Named, caller: ReadsWork) -> AtStep:
    return AtStep(front_of(request), caller, await here(request, place, caller.visitor))


async def _written(request: Request, place: Named, caller: WritesWork) -> AtStep:
    return AtStep(front_of(request), caller, await here(request, place, caller.visitor))


StepToRead = Annotated[AtStep, Depends(_read)]
StepToDo = Annotated[AtStep, Depends(_written)]
