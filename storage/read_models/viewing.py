"""From where somebody looks at a review: the roles they have in it, and how far it is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import asyncpg

from domain.definition.words import Act, Role
from domain.ids import PersonId, ReviewId, StepId
from domain.visibility import Progressed, Viewer
from storage.read_models.asking import row_of

# viewing: whom a review is about, who leads them and those who do, and who in HR cares for them;
# the roles a person has in it as its seats stand, where whoever does a step in somebody else's
# place has that role as long as the step is with them; and which steps were handed in, and how.
# Steps are looked at once: each look asks anew which reviews the reader may follow.
VIEWING: Final = """
WITH own AS MATERIALIZED (
    SELECT step, act, role, state, assignee FROM read.steps
    WHERE review = $1 AND state IN ('open', 'done')
)
SELECT r.reviewee, p.hr_partner, p.manager, m.manager AS second_line, c.hr_owner,
       ARRAY(
           SELECT role FROM read.seats WHERE review = $1 AND person = $2 AND is_named
           UNION
           SELECT role FROM own WHERE assignee = $2 AND state = 'open'
       ) AS roles,
       ARRAY(SELECT step FROM own WHERE state = 'done') AS steps,
       ARRAY(SELECT act FROM own WHERE state = 'done') AS acts
FROM read.reviews AS r
LEFT JOIN read.people AS p ON p.person = r.reviewee
LEFT JOIN read.people AS m ON m.person = p.manager
LEFT JOIN read.cycles AS c ON c.cycle = r.cycle
WHERE r.review = $1
"""


@dataclass(frozen=True, slots=True)
class Viewing:
    """Who looks at a review, and what has happened in it that opens something to readers."""

    reader: PersonId
    viewer: Viewer
    progressed: Progressed

    def as_author(self, author: PersonId) -> Viewer:
        """Give the same viewer, before something that this person wrote."""
        return self.viewer.model_copy(update={"is_author": author == self.reader})


async def viewing(pool: asyncpg.Pool, review: ReviewId, reader: PersonId) -> Viewing:
    """Say from where a person looks at a review; a stranger has no role in it.

    The manager and the HR partner of the reviewee count as such even while they hold no step, and
    so does an HR partner who leads the manager: they may not know who wrote without a name.
    """
    row = await row_of(pool, VIEWING, review, reader)
    if row is None:
        return Viewing(reader, Viewer(), _progressed((), ()))
    roles = {Role(role) for role in row["roles"]}
    if reader == row["reviewee"]:
        roles.add(Role.REVIEWEE)
    if reader == row["manager"]:
        roles.add(Role.MANAGER)
    if reader in (row["hr_partner"], row["hr_owner"]):
        roles.add(Role.HR_PARTNER)
        if reader == row["second_line"]:
            roles.add(Role.SECOND_LINE_MANAGER)
    return Viewing(reader, Viewer(roles=frozenset(roles)), _progressed(row["steps"], row["acts"]))


def _progressed(steps: Iterable[str], acts: Collection[str]) -> Progressed:
    return Progressed(
        submitted=frozenset(StepId(step) for step in steps),
        is_rated=Act.RATE in acts,
        is_shared=Act.SHARE in acts,
        is_signed=Act.SIGN in acts,
    )
