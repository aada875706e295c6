"""Actions with their words, as far as a reader may know of them."""

from dataclasses import dataclass

from domain.ids import PersonId, ReviewId
from domain.visibility import INSIDERS
from gateway.site.front import Front
from storage.read_models.action_words import words_of_many
from storage.read_models.actions import ActionLine, ActionWords, actions_of_review
from storage.read_models.people import names_of
from storage.read_models.viewing import Viewing


@dataclass(frozen=True)
class ActionShown:
    """An action a reader may know of, and who does it."""

    line: ActionLine
    words: ActionWords
    owner: str


async def actions_in_review(
    front: Front, look: Viewing, review: ReviewId
) -> tuple[ActionShown, ...]:
    """List what a review asked for; nothing to whoever does not work on it with the reviewee."""
    if not look.viewer.acting_roles & INSIDERS:
        return ()
    archive = front.archive
    lines = await actions_of_review(archive.readers, review, front.now())
    words = await words_of_many(archive, [line.action for line in lines], look.reader)
    owners: set[PersonId] = {line.owner for line in lines}
    names = await names_of(archive.readers, owners)
    return tuple(
        ActionShown(line, words[line.action], names.name_of(line.owner))
        for line in lines
        if line.action in words
    )
