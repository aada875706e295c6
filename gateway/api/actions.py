"""Actions: who does what by when, and what is said of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from activities.tasking import NewAction
from domain.ids import ActionId, PersonId, ReviewId, action_id
from domain.value import Value
from gateway.actions import Actions, Said
from gateway.api.caller import Caller, ReadsWork, WritesWork
from gateway.api.once import Once, ThisOnce, may_be_on_its_way
from gateway.api.persons import Named, Somebody, person_named, somebody
from gateway.api.shapes import Day, Made, Shape, Taken, Words, taken
from gateway.api.told import Happened, happened
from gateway.asking import Answer
from gateway.site.front import Front, front_of
from gateway.site.visitor import NotYours
from gateway.work.action_page import shown_action

router = APIRouter(tags=["Actions"])

Reason = Annotated[Words, Field(description="In words: how it was done, or why it changes.")]


class ActionShown(Shape):
    """An action, its words, and how it came along; `acts` says whether the reader may end it."""

    action: ActionId
    what: str
    ended: str | None = Field(description="How it was done, or why it was given up.")
    goal: str | None
    subject: Somebody | None
    owner: Somebody | None
    tasked_by: Somebody | None
    origin: Literal["review", "plan", "reading", "hand"]
    review: ReviewId | None
    due_on: date
    state: Literal["open", "done", "dropped"]
    tasked_at: datetime
    ended_at: datetime | None
    acts: bool
    timeline: tuple[Happened, ...]


class Asks(Value):
    """What is to be done, by whom, until which day, and for whom."""

    what: Words
    owner: Named
    on: Day
    subject: Named | None = Field(default=None, description="Oneself, if it is left out.")


class SaysHow(Value):
    """How it was done, or why it is given up."""

    words: Reason


class MovesTo(Value):
    """Another day, and why."""

    on: Day
    words: Reason


class HandsOver(Value):
    """Who does it from now on, and why if there is something to say."""

    to: Named
    words: Reason = ""


@dataclass(frozen=True)
class _AtAction:
    """An action before whoever may read it, and a request that says something of it once."""

    front: Front
    caller: Caller
    once: Once
    action: ActionId

    async def say(self, words: str, ask: Callable[[Actions, Said], Awaitable[Answer]]) -> Taken:
        async def act(request: str) -> Taken:
            await shown_action(self.front, self.caller.visitor, self.action)
            said = Said(request, self.action, self.caller.id, words)
            return await taken(
                self.front, await ask(Actions(self.front.archive, self.front.client), said)
            )

        return await self.once.take(self.caller, Taken, act)


def _at(request: Request, action: UUID, caller: WritesWork, once: ThisOnce) -> _AtAction:
    return _AtAction(front_of(request), caller, once, ActionId(action))


AtAction = Annotated[_AtAction, Depends(_at)]
PREFIX: Final = "/actions/{action}"


@router.get(PREFIX)
async def show_action(request: Request, action: UUID, caller: ReadsWork) -> ActionShown:
    """Give an action to whoever it concerns."""
    shown = await shown_action(front_of(request), caller.visitor, ActionId(action))
    line, names = shown.line, shown.names
    return ActionShown(
        action=line.action,
        what=shown.words.what,
        ended=shown.words.ended,
        goal=shown.words.goal,
        subject=somebody(names, line.subject),
        owner=somebody(names, line.owner),
        tasked_by=somebody(names, line.tasked_by),
        origin=line.origin,
        review=line.review,
        due_on=line.due_on,
        state=line.state,
        tasked_at=line.tasked_at,
        ended_at=line.ended_at,
        acts=shown.acts,
        timeline=happened(shown.year),
    )


@router.post("/actions")
async def task_action(request: Request, sent: Asks, caller: WritesWork, once: ThisOnce) -> Made:
    """Ask somebody to do something by a day: for oneself, or for whom one leads or cares for."""
    front = front_of(request)

    async def task(name: str) -> Made:
        owner = await person_named(front, sent.owner)
        new = NewAction(
            id=action_id(front.archive.organisation, name),
            subject=await _subject(front, caller, sent.subject),
            owner=owner.id,
            on=sent.on,
            what=sent.what.strip(),
            tasked_by=caller.id,
        )
        done = await taken(front, await Actions(front.archive, front.client).task(new))
        return Made(id=str(new.id), status=done.status, position=done.position)

    return await once.take(caller, Made, task)


@router.post(f"{PREFIX}/done", responses=may_be_on_its_way())
async def finish_action(at: AtAction, sent: SaysHow) -> Taken:
    """Say that an action is done, and how."""
    return await at.say(sent.words, lambda actions, said: actions.done(said))


@router.post(f"{PREFIX}/drop", responses=may_be_on_its_way())
async def drop_action(at: AtAction, sent: SaysHow) -> Taken:
    """Give an action up, for a reason."""
    return await at.say(sent.words, lambda actions, said: actions.drop(said))


@router.post(f"{PREFIX}/move", responses=may_be_on_its_way())
async def move_action(at: AtAction, sent: MovesTo) -> Taken:
    """Have an action due on another day, for a reason."""
    return await at.say(sent.words, lambda actions, said: actions.move(said, sent.on))


@router.post(f"{PREFIX}/hand-over", responses=may_be_on_its_way())
async def hand_action_over(at: AtAction, sent: HandsOver) -> Taken:
    """Give an action to somebody else."""

    async def ask(actions: Actions, said: Said) -> Answer:
        to = await person_named(at.front, sent.to)
        return await actions.hand_over(said, to.id)

    return await at.say(sent.words, ask)


async def _subject(front: Front, caller: Caller, named: str | None) -> PersonId:
    """Find whom an action is for: the person, or somebody they lead or care for in HR.

    Raises:
        NotYours: it is somebody else.
    """
    if named is None:
        return caller.id
    found = await person_named(front, named)
    if caller.id not in (found.id, found.manager, found.hr_partner):
        raise NotYours
    return found.id
