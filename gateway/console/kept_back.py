"""What HR's console keeps from somebody who is, or leads, the person that colleagues wrote about.

Who gave feedback without a name is known to the HR partner alone (see `domain.visibility`), so it
shows in no list of messages, views, wishes or waiting steps of anybody else either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.anonymity import anonymous_steps
from domain.definition.cycle import CycleDefinition
from domain.definition.words import Role
from domain.ids import PersonId, ReviewId
from domain.views.telling import ROLES
from domain.views.withheld import knows_authors
from domain.visibility import Capacity
from gateway.console.scope import Scope
from storage.archive import Archive
from storage.read_models.console_people import PersonLine
from storage.read_models.ledger import LedgerLine
from storage.read_models.viewing import Viewing
from storage.read_models.who_leads import reviews_close_to
from storage.views import KeptView

A_COLLEAGUE = "a colleague"


def messages_seen(
    lines: Iterable[LedgerLine], definition: CycleDefinition, look: Viewing
) -> list[LedgerLine]:
    """Give the messages of a review without those that tell who was asked to write unnamed."""
    hidden = anonymous_steps(definition)
    if knows_authors(look.viewer) or not hidden:
        return list(lines)
    kept = (
        replace(line, told=tuple(each for each in line.told if each.step not in hidden))
        for line in lines
    )
    return [line for line in kept if line.told]


def views_of_one(
    views: Iterable[KeptView], definition: CycleDefinition, look: Viewing
) -> list[KeptView]:
    """Give who saw a review without those who saw it to write unnamed."""
    is_open = knows_authors(look.viewer) or not anonymous_steps(definition)
    return [each for each in views if is_open or not _as_peer(each)]


async def views_of_many(
    archive: Archive, views: Sequence[KeptView], scope: Scope
) -> list[KeptView]:
    """Give who saw what of a cycle: nothing of the reader's own review, nor who wrote unnamed.

    Auditors are told of their own as well.
    """
    if Capacity.AUDITOR in scope.visitor.capacities:
        return list(views)
    reviews = {ReviewId(each.view.review) for each in views if each.view.review is not None}
    close = await reviews_close_to(archive.readers, reviews, scope.visitor.id)
    is_named = not anonymous_steps(scope.cycle.definition)
    kept = []
    for each in views:
        is_own = close.get(each.view.review) if each.view.review is not None else None
        if is_own is None or (not is_own and (is_named or not _as_peer(each))):
            kept.append(each)
    return kept


def line_seen(line: PersonLine, definition: CycleDefinition, reader: PersonId) -> PersonLine:
    """Give a line of HR's list, without the name of a colleague who writes about whom one leads."""
    is_close = reader in (line.reviewee, line.manager, line.second_line)
    if not is_close or line.step not in anonymous_steps(definition):
        return line
    return replace(line, assignee=None, with_whom=A_COLLEAGUE)


def _as_peer(view: KeptView) -> bool:
    return ROLES[Role.PEER] in view.view.right.split(" and ")
