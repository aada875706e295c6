"""A thing to tell somebody, and what its reader has to know beside it."""

from dataclasses import dataclass
from uuid import UUID

from activities.notify.reasons_between_cycles import NOTHING_TO_DO
from domain.ids import PersonId
from domain.views.notices import Notice


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with what its reader has to know beside it.

    `about` is the review, the session, or the action, plan or person that `reviewee` is the subject
    of; `holder` has the step or the action now, or leads the session. `position` is where the log
    made the notice, 0 before it did; `line` is what HR wrote beside it.
    """

    notice: Notice
    about: UUID
    reviewee: PersonId | None = None
    holder: PersonId | None = None
    position: int = 0
    line: str = ""

    @property
    def thing(self) -> tuple[object, ...]:
        """What it is about: of one thing a message speaks once."""
        instance = self.notice.instance
        done = self.notice.reason in NOTHING_TO_DO
        return (self.about, instance, done)

    @property
    def is_mine(self) -> bool:
        """Whether the reader is the one who has to do it."""
        return self.holder == self.notice.recipient
