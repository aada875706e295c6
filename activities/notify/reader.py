"""Who reads a message, and how each thing is put to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from activities.notify.channel import Thing
from activities.notify.language import Language
from activities.notify.pointing import Links
from activities.notify.reasons import why
from activities.notify.reasons_between_cycles import Stand, title_lasting
from activities.notify.told import Told
from domain.definition.cycle import CycleDefinition
from domain.definition.words import Act
from domain.ids import PersonId
from domain.people import Person
from domain.views.notices import Reason

BETWEEN_CYCLES: Final = "Actions, feedback and development"
"""What messages are about that belong to no cycle."""

SESSIONS: Final = frozenset({Reason.SESSION_OPENED, Reason.SESSION_REMINDER, Reason.SESSION_RUNG})

# These change the order in which words are shown, and so what a name or a title seems to say.
_TURNING: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when, in which language, and in which words things are called for them."""

    person: Person
    people: Mapping[PersonId, Person]
    definition: CycleDefinition
    language: Language
    links: Links
    at: datetime

    def thing(self, told: Told) -> Thing:
        """Tell one thing."""
        title = self.title(told)
        return Thing(
            due=self._due(told),
            what=self._what(told, title),
            why=self._why(told),
            link=self.links.to(told),
            button=self.language.say('Open "%(title)s"', title=title or self.cycle),
        )

    @property
    def cycle(self) -> str:
        """Call the cycle as its definition does."""
        if self.definition.title == BETWEEN_CYCLES:
            return self.language.say("Actions, feedback and development")
        return plain(self.definition.title)

    def title(self, told: Told) -> str:
        """Give the title of the step, or of the step that the session is held for."""
        notice, say = told.notice, self.language.say
        if notice.instance is not None:
            step = notice.instance.step
            return plain(next((t.title for t in self.definition.steps if t.id == step), step))
        if notice.reason in SESSIONS:
            titles = (t.title for t in self.definition.steps if t.act is Act.CALIBRATE)
            return plain(next(titles, say("Calibration session")))
        return title_lasting(notice.reason, say)

    def name(self, person: PersonId | None) -> str:
        """Give the name of somebody, empty for nobody."""
        if person is None:
            return ""
        found = self.people.get(person)
        if found is None:
            return self.language.say("somebody who is not in the directory any more")
        return plain(found.display_full_name)

    def _what(self, told: Told, title: str) -> str:
        """Say what it is and for whom; nothing, where the reason says everything."""
        say, is_lasting = self.language.say, bool(title_lasting(told.notice.reason, _english))
        if not title:
            return ""
        if told.reviewee is None or (told.notice.instance is None and not is_lasting):
            return say('"%(title)s".', title=title)
        if told.reviewee != self.person.id:
            return say('"%(title)s" for %(whom)s.', title=title, whom=self.name(told.reviewee))
        if is_lasting:
            return say('"%(title)s" for yourself.', title=title)
        return say('"%(title)s" for your own review.', title=title)

    def _due(self, told: Told) -> str:
        due = told.notice.due
        if due is None:
            return ""
        here = due.astimezone(ZoneInfo(self.person.time_zone))
        holder = self.people.get(told.holder) if told.holder else None
        is_elsewhere = holder is not None and here.utcoffset() != (
            due.astimezone(ZoneInfo(holder.time_zone)).utcoffset()
        )
        return self.language.moment(here, with_zone=is_elsewhere)

    def _why(self, told: Told) -> str:
        holder = self.people.get(told.holder) if told.holder else None
        stand = Stand(
            is_mine=told.holder == self.person.id,
            is_overdue=told.notice.due is not None and told.notice.due <= self.at,
            holder=self.name(told.holder),
            is_manager=holder is not None and holder.manager == self.person.id,
            is_about_me=told.reviewee == self.person.id,
        )
        reason = why(told.notice.reason, stand, self.language.say)
        if not told.line:
            return reason
        line = self.language.say('HR writes: "%(line)s"', line=plain(told.line))
        return f"{reason} {line}"


def plain(words: str) -> str:
    """Make one line of what somebody typed, in the order in which it was typed."""
    return " ".join(words.translate(_TURNING).split())


def _english(words: str, **values: str) -> str:
    return words % values
