"""What a message says: one message a person, whatever the number of things it tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from activities.notify.channel import Words
from activities.notify.reasons import headline, is_to_do, why
from activities.notify.reasons_between_cycles import NOTHING_TO_DO, Stand, title_lasting
from domain.definition.cycle import CycleDefinition
from domain.definition.words import Act
from domain.ids import PersonId
from domain.people import Person
from domain.views.notices import Notice, Reason
from domain.views.telling import Telling, day_in_words

SOMEBODY: Final = "somebody who is not in the directory any more"
BETWEEN_CYCLES: Final = "Actions, feedback and development"
"""What messages are about that belong to no cycle."""

SESSIONS: Final = frozenset({Reason.SESSION_OPENED, Reason.SESSION_REMINDER, Reason.SESSION_RUNG})

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=False,  # noqa: S701 - plain text, which is never shown as HTML
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with what its reader has to know beside it.

    `about` is the review, the session, or the action, plan or person that `reviewee` is the subject
    of; `holder` has the step or the action now, or leads the session.
    """

    notice: Notice
    about: UUID
    reviewee: PersonId | None = None
    holder: PersonId | None = None

    @property
    def thing(self) -> tuple[object, ...]:
        """What it is about: of one thing a message speaks once."""
        instance = self.notice.instance
        done = self.notice.reason in NOTHING_TO_DO
        return (self.about, instance, done)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing as the message tells it; without `title` the reason says everything."""

    title: str
    whom: str
    due: str
    why: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when, and in which words things are called for them."""

    person: Person
    people: Mapping[PersonId, Person]
    definition: CycleDefinition
    tell: Telling
    at: datetime

    def line(self, told: Told) -> Line:
        """Tell one thing."""
        return Line(self.title(told), self._whom(told), self._due(told), self._why(told))

    def title(self, told: Told) -> str:
        """Give the title of the step, or of the step that the session is held for."""
        notice = told.notice
        if notice.instance is not None:
            step = notice.instance.step
            return _plain(self.tell.steps.get(step, step))
        if notice.reason in SESSIONS:
            titles = (t.title for t in self.definition.steps if t.act is Act.CALIBRATE)
            return _plain(next(titles, "Calibration session"))
        return title_lasting(notice.reason)

    def _whom(self, told: Told) -> str:
        is_lasting = bool(title_lasting(told.notice.reason))
        if told.reviewee is None or (told.notice.instance is None and not is_lasting):
            return ""
        if told.reviewee == self.person.id:
            return "yourself" if is_lasting else "your own review"
        return self.tell.name(told.reviewee)

    def _due(self, told: Told) -> str:
        due = told.notice.due
        if due is None:
            return ""
        here = due.astimezone(ZoneInfo(self.person.time_zone))
        moment = f"{day_in_words(here.date())}, {here:%H:%M}"
        holder = self.people.get(told.holder) if told.holder else None
        is_elsewhere = holder is not None and here.utcoffset() != (
            due.astimezone(ZoneInfo(holder.time_zone)).utcoffset()
        )
        return f"{moment} ({here.tzinfo} time)" if is_elsewhere else moment

    def _why(self, told: Told) -> str:
        holder = self.people.get(told.holder) if told.holder else None
        stand = Stand(
            is_mine=told.holder == self.person.id,
            is_overdue=told.notice.due is not None and told.notice.due <= self.at,
            holder=self.tell.name(told.holder) if told.holder else "",
            is_manager=holder is not None and holder.manager == self.person.id,
            is_about_me=told.reviewee == self.person.id,
        )
        return why(told.notice.reason, stand)


def word(
    notices: Sequence[Told],
    people: Mapping[PersonId, Person],
    definition: CycleDefinition,
    recipient: Person,
    at: datetime,
) -> Words:
    """Write the one message that tells a person all of this.

    Args:
        notices: what to tell, at least one, in the order in which it came up.
        people: everybody who is named, as far as the directory still knows them.
        definition: the cycle as it was launched, for the titles.
        recipient: who reads the message; days and hours are those of their zone.
        at: the moment of the cycle's time, which says what is overdue.
    """
    reader = _reader(people, definition, recipient, at)
    told = most_urgent_first(notices)
    lines = [reader.line(each) for each in told]
    text = _TEMPLATES.get_template("message.txt.j2").render(
        name=_plain(recipient.display_full_name),
        cycle=_plain(definition.title),
        lines=lines,
        has_work=any(is_to_do(each.notice.reason) for each in told),
        number=recipient.employee_number,
    )
    return Words(_subject(told, lines[0].title, definition, recipient), text)


def most_urgent_first(notices: Sequence[Told]) -> list[Told]:
    """Keep of each thing the last that was said of it, and put first what is due first."""
    latest = {told.thing: told for told in notices}
    return sorted(latest.values(), key=_urgency)


def _urgency(told: Told) -> tuple[datetime, bool]:
    return (told.notice.due or _NEVER, not is_to_do(told.notice.reason))


def _reader(
    people: Mapping[PersonId, Person], definition: CycleDefinition, person: Person, at: datetime
) -> Reader:
    def name_of(wanted: PersonId) -> str:
        found = people.get(wanted)
        return _plain(found.display_full_name) if found else SOMEBODY

    return Reader(person, people, definition, Telling.of(definition, name_of), at)


def _subject(
    told: Sequence[Told], title: str, definition: CycleDefinition, recipient: Person
) -> str:
    first = told[0].notice
    day = ""
    if first.due is not None:
        here = first.due.astimezone(ZoneInfo(recipient.time_zone)).date()
        day = day_in_words(here).rpartition(" ")[0]
    start = headline(first.reason, day)
    more = len(told) - 1
    rest = "" if not more else f" \u2014 and {more} more thing{'s' * (more > 1)}"
    return f"{start}: {title or _plain(definition.title)}{rest}"


def _plain(words: str) -> str:
    """Make one line of what somebody typed."""
    return " ".join(words.split())
