"""What a message says: one message a person, whatever the number of things it tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from activities.notify.channel import Thing, Words
from activities.notify.language import Language
from activities.notify.pointing import NO_LINKS, Links
from activities.notify.reader import Reader, plain
from activities.notify.reasons import headline, is_to_do
from activities.notify.told import Told
from domain.definition.cycle import CycleDefinition
from domain.ids import PersonId
from domain.people import Person

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Letter:
    """The sentences of a message, in their order, before they are laid out.

    `all_work` leads to everything that lies with the reader: to `work_link`, else by `command`.
    """

    language: str
    subject: str
    greeting: str
    lead: str
    things: tuple[Thing, ...]
    all_work: str
    work_link: str
    command: str
    footer: tuple[str, ...]


def word(
    notices: Sequence[Told],
    people: Mapping[PersonId, Person],
    definition: CycleDefinition,
    recipient: Person,
    at: datetime,
    links: Links = NO_LINKS,
) -> Words:
    """Write the one message that tells a person all of this, in their language.

    Args:
        notices: what to tell, at least one, in the order in which it came up.
        people: everybody who is named, as far as the directory still knows them.
        definition: the cycle as it was launched, for the titles.
        recipient: who reads the message; days and hours are those of their zone.
        at: the moment of the cycle's time, which says what is overdue.
        links: the addresses that open each thing.
    """
    reader = Reader(recipient, people, definition, Language.of(recipient), links, at)
    letter = _letter(reader, most_urgent_first(notices))
    text = _template("message.txt.j2").render(letter=letter)
    html = _inliner().inline(_template("message.html.j2").render(letter=letter))
    return Words(letter.subject, text, html, letter.lead, letter.things)


def most_urgent_first(notices: Sequence[Told]) -> list[Told]:
    """Keep of each thing the last that was said of it, and put first what is due first.

    What HR wrote about a thing is kept as well.
    """
    latest: dict[tuple[object, ...], Told] = {}
    for told in notices:
        earlier = latest.get(told.thing, told)
        latest[told.thing] = replace(told, line=told.line or earlier.line)
    return sorted(latest.values(), key=_urgency)


def _urgency(told: Told) -> tuple[datetime, bool]:
    return (told.notice.due or _NEVER, not is_to_do(told.notice.reason))


def _letter(reader: Reader, told: Sequence[Told]) -> Letter:
    say, has_work = reader.language.say, any(is_to_do(each.notice.reason) for each in told)
    part = say('You get this message because you have a part in "%(cycle)s".', cycle=reader.cycle)
    return Letter(
        language=reader.language.code,
        subject=_subject(reader, told),
        greeting=say("Dear %(name)s,", name=plain(reader.person.display_full_name)),
        lead=_lead(reader, len(told), has_work=has_work),
        things=tuple(reader.thing(each) for each in told),
        all_work=say("To see what lies with you, and to do it:") if has_work else "",
        work_link=reader.links.work,
        command=f"perennial inbox {reader.person.employee_number}",
        footer=(part, say("It was sent by a program, which reads no answers.")),
    )


def _lead(reader: Reader, number: int, *, has_work: bool) -> str:
    if not has_work:
        return reader.language.say('there is news for you from "%(cycle)s":', cycle=reader.cycle)
    return reader.language.many(
        'there is one thing for you in "%(cycle)s":',
        'there are %(number)d things for you in "%(cycle)s":',
        number,
        cycle=reader.cycle,
    )


def _subject(reader: Reader, told: Sequence[Told]) -> str:
    language, first = reader.language, told[0].notice
    day = ""
    if first.due is not None:
        here = first.due.astimezone(ZoneInfo(reader.person.time_zone)).date()
        day = language.day(here, with_year=False)
    start = headline(first.reason, day, language.say)
    what = reader.title(told[0]) or reader.cycle
    subject = language.say("%(start)s: %(what)s", start=start, what=what)
    more = len(told) - 1
    if not more:
        return subject
    rest = language.many("and %(number)d more thing", "and %(number)d more things", more)
    return f"{subject} \u2014 {rest}"


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


@cache
def _inliner() -> CSSInliner:
    # What depends on dark or light cannot stand at an element and stays in the head.
    return CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
