"""What lies beside the log about a person, what keeps it, and who they are, for their copy."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from pydantic import JsonValue

from domain.definition.words import Role
from domain.erasure.retention import dues, over_on
from domain.ids import PersonId, ReviewId
from domain.views.telling import ROLES
from storage.archive import Archive
from storage.read_models.holdings import holding_of
from storage.read_models.ledger import ledger_of_person, untold_of_person
from storage.read_models.people import names_of, person_of
from storage.subject.besides import rows_besides
from storage.subject.erasing import kept
from storage.views import KeptView, ViewsAsked, views_found

MOST_VIEWS: Final = 10_000
_NOBODY_NAMED: Final = "id", "manager", "hr_partner"


async def record_of(archive: Archive, person: PersonId) -> dict[str, JsonValue]:
    """Give the person as the directory knows them; nothing of somebody who was erased."""
    found = await person_of(archive.readers, person)
    if found is None:
        return {}
    told: dict[str, JsonValue] = found.model_dump(mode="json", exclude=set(_NOBODY_NAMED))
    beside = {"manager": found.manager, "hr_partner": found.hr_partner}
    names = await names_of(archive.readers, [one for one in beside.values() if one])
    return told | {role: names.name_of(one) if one else None for role, one in beside.items()}


async def besides(
    archive: Archive, person: PersonId, reviews: Collection[ReviewId]
) -> dict[str, JsonValue]:
    """Give what lies beside the log: rows of the pages, messages, and who saw what.

    `reviews` are those the person has a part in.
    """
    told = await rows_besides(archive, person)
    told["messages"] = [
        {"at": str(line.at), "channel": line.channel, "state": line.state,
         "because_of": [str(one.reason) for one in line.told]}
        for line in await ledger_of_person(archive.readers, person)
    ]  # fmt: skip
    told["not_told"] = [
        {"at": str(each.at), "state": each.state, "because_of": str(each.told.reason)}
        for each in await untold_of_person(archive.readers, person)
    ]
    mine = ViewsAsked(viewer=person)
    about = ViewsAsked(subject=person, reviews=tuple(reviews))
    told["you_saw"] = _seen(await views_found(archive.hosts, mine, MOST_VIEWS), person)
    found = await views_found(archive.hosts, about, MOST_VIEWS)
    told["others_saw"] = _seen([each for each in found if each.view.viewer != person], person)
    return told


async def keeping(archive: Archive, person: PersonId, today: date) -> dict[str, JsonValue]:
    """Say whether a hold keeps the data, and how long each kind is kept on which ground."""
    now = (await kept(archive)).now
    holding = await holding_of(archive, person)
    found = dues(holding, now.rules) if holding else None
    hold = now.held.get(person)
    return {
        "under_hold_since": str(hold.at) if hold else None,
        "as_of": str(today),
        "may_be_erased_from": str(over_on(found) or "") if found else "",
        "kept": [
            {
                "kind": due.kind.value,
                "months": due.keep.months,
                "after": due.keep.after.value,
                "because": due.keep.source,
                "until": str(due.on) if due.on else None,
            }
            for due in found or ()
        ],
    }


def _seen(views: Sequence[KeptView], person: PersonId) -> list[JsonValue]:
    """Tell who saw what by their role; of a colleague who may write without a name not when."""
    told: list[JsonValue] = []
    for each in views:
        view = each.view
        hides = view.viewer != person and ROLES[Role.PEER] in view.right
        line: dict[str, JsonValue] = {"what": view.what, "as": view.right}
        if not hides:
            line["at"] = str(view.at)
        if line not in told or not hides:
            told.append(line)
    return told
