"""The messages a launch would send in its first days, worded as they would go out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from activities.notify.channel import Words
from activities.notify.pointing import NO_LINKS, Links
from activities.notify.told import Told
from activities.notify.wording import word
from domain.ids import PersonId, review_id
from domain.people import Person
from gateway.launching import Rehearsal


@dataclass(frozen=True)
class FirstMessage:
    """One message, to whom and from when on."""

    recipient: Person
    at: datetime
    words: Words


def first_messages(rehearsal: Rehearsal, base_url: str = "") -> Iterator[FirstMessage]:
    """Word what each person would be told first, in the order of time: one message a person.

    With the `base_url` of the pages they show where links will stand, which are not made before.
    """
    people = rehearsal.population.setting.people
    told: dict[tuple[datetime, PersonId], list[Told]] = {}
    for reviewee, notice in rehearsal.first_notices:
        about = review_id(rehearsal.launch.cycle, reviewee)
        each = Told(notice, about, reviewee=reviewee, holder=notice.recipient)
        told.setdefault((notice.not_before, notice.recipient), []).append(each)
    for (at, who), notices in sorted(told.items(), key=lambda item: item[0][0]):
        recipient = people.get(who)
        if recipient is not None:
            definition, links = rehearsal.launch.definition, _links_to_be(notices, base_url)
            words = word(notices, people, definition, recipient, at, links)
            yield FirstMessage(recipient, at, words)


def _links_to_be(notices: Iterable[Told], base_url: str) -> Links:
    if not base_url:
        return NO_LINKS
    return Links({each.thing: f"{base_url}/s/\u2026" for each in notices}, f"{base_url}/work")
