"""What people do with actions: ask for one, say that it is done, drop it, move it, hand it over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from pydantic import JsonValue
from temporalio.client import Client

from activities import naming
from activities.everyday import Everyday, everyday
from activities.tasking import NewAction, Placed, Tasking, owner_of, place
from domain.actions import commands as c
from domain.actions import refusals as r
from domain.actions.action import ActionState, decide
from domain.actions.asked import LONGEST
from domain.answers import NotAnAnswer, text_of
from domain.ids import ActionId, PersonId
from domain.people import Organisation, Person
from domain.verdict_forms import REASON
from gateway.asking import AlreadyOver, Answer, Wish, ask
from gateway.submitting import AnswersNotAccepted, content_id
from storage.archive import Archive
from storage.staging import Sealed
from workflows.messages import Receipt

HOW: Final = "how"
GOAL: Final = "goal"
MOST_WORDS: Final = 300
"""Most words of how something was done, or why it was not."""

ByHand = c.FinishAction | c.DropAction | c.MoveAction | c.HandOverAction


@dataclass(frozen=True)
class Said:
    """What somebody says about an action; `request` makes saying it twice saying it once."""

    request: str
    action: ActionId
    actor: PersonId
    words: str = ""


@dataclass(frozen=True)
class Standing:
    """An action as it stands, what holds for it between cycles, and the people around it."""

    state: ActionState
    between: Everyday
    people: Organisation
    at: datetime

    def looks_after(self, actor: PersonId) -> bool:
        """Tell whether somebody is the manager of the person it is for, or in HR."""
        subject = self.people.get(self.state.tasked.subject)
        near = (subject.manager, subject.hr_partner) if subject else ()
        return actor in (*near, self.between.hr_owner)

    def placed(self, owner: Person) -> Placed:
        """Seat an owner as the organisation stands."""
        return place(owner, self.people, self.between, self.state.tasked.subject, self.at)


class Actions:
    """Tasks actions and passes on what people say about them: words are safe before anything."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Stage in this archive and ask through this client."""
        self._archive = archive
        self._client = client
        self._tasking = Tasking(archive, client)

    async def task(self, asked: NewAction) -> Answer:
        """Ask somebody to do something by a day.

        Raises:
            AnswersNotAccepted: it is not said what is to be done, or in too many words.
            OwnerUnknown: nobody of that id is in the directory.
            OwnerHasLeft: the owner has left, or has not started.
            OwnerIsAway: the owner is away for more than a year.
            DueInThePast: the day has passed.
        """
        if not _text(asked.what, LONGEST):
            raise AnswersNotAccepted("Say what is to be done.")
        return Receipt(version=1, position=await self._tasking.task(asked))

    async def done(self, said: Said) -> Answer:
        """Say that an action is done, and how.

        Raises:
            AnswersNotAccepted: it is not said how.
            UnknownAction: there is no such action.
            Refused: the actor may not end it, or it has ended.
        """
        standing = await self._standing(said.action)
        sealed = await self._seal(said, HOW, standing)
        if sealed is None:
            raise AnswersNotAccepted("Say in a word how it was done.")
        command = c.FinishAction(
            actor=said.actor,
            looks_after=standing.looks_after(said.actor),
            request=said.request,
            content=sealed.ref,
        )
        return await self._ask("done", command, standing, sealed)

    async def drop(self, said: Said) -> Answer:
        """Give an action up, for a reason; refused without one, and as `done`."""
        standing = await self._standing(said.action)
        sealed = await self._seal(said, REASON, standing)
        command = c.DropAction(
            actor=said.actor,
            looks_after=standing.looks_after(said.actor),
            request=said.request,
            content=sealed.ref if sealed else None,
        )
        return await self._ask("drop", command, standing, sealed)

    async def move(self, said: Said, on: date) -> Answer:
        """Have an action due on another day, for a reason; refused for a past day, and as `done`.

        Raises:
            OwnerUnknown: the owner is not in the directory any more.
        """
        standing = await self._standing(said.action)
        owner = standing.people.get(standing.state.owner)
        if owner is None:
            raise r.OwnerUnknown
        sealed = await self._seal(said, REASON, standing)
        command = c.MoveAction(
            actor=said.actor,
            looks_after=standing.looks_after(said.actor),
            request=said.request,
            on=on,
            calendar=standing.placed(owner).calendar,
            content=sealed.ref if sealed else None,
        )
        return await self._ask("move", command, standing, sealed)

    async def hand_over(self, said: Said, to: PersonId) -> Answer:
        """Give an action to somebody else; refused as `done`.

        Raises:
            OwnerUnknown: nobody of that id is in the directory.
            OwnerHasLeft: that person has left, or has not started.
        """
        standing = await self._standing(said.action, to)
        owner = owner_of(standing.people, to, standing.at)
        placed = standing.placed(owner)
        sealed = await self._seal(said, REASON, standing)
        command = c.HandOverAction(
            actor=said.actor,
            looks_after=standing.looks_after(said.actor),
            request=said.request,
            to=placed.seat,
            calendar=placed.calendar,
            content=sealed.ref if sealed else None,
        )
        return await self._ask("hand_over", command, standing, sealed)

    async def _standing(self, action: ActionId, *others: PersonId) -> Standing:
        state = await self._tasking.read(action)
        if state.task is None:
            raise r.UnknownAction
        real = datetime.now(UTC)
        between = await everyday(self._archive, real, state.task.origin.cycle)
        people = await self._tasking.people_around(state.owner, state.task.subject, *others)
        return Standing(state, between, people, state.task.tempo.virtual(real))

    async def _seal(self, said: Said, name: str, standing: Standing) -> Sealed | None:
        """Seal what was said under the person the action is for; None when nothing was."""
        text = _text(said.words, MOST_WORDS)
        if not text:
            return None
        words: dict[str, JsonValue] = {name: text}
        return await self._archive.vault.sealed(
            content_id(said.request), standing.state.tasked.subject, words
        )

    async def _ask(
        self, update: str, command: ByHand, standing: Standing, sealed: Sealed | None
    ) -> Answer:
        """Ask the workflow; of one that is over the log says whether this was what ended it."""
        action = standing.state.tasked.action
        name = naming.action_workflow(self._archive.organisation, action)
        wish = Wish(name, update, command, command.request, sealed)
        try:
            return await ask(self._archive, self._client, wish)
        except AlreadyOver:
            state = await self._tasking.read(action)
            decide(state, command.stamped(standing.at))
            return Receipt(version=state.version)


def _text(words: str, most: int) -> str:
    try:
        return text_of(words, most)
    except NotAnAnswer as problem:
        raise AnswersNotAccepted(" ".join(problem.args)) from None
