"""The one list of search attributes: process facts and opaque ids, which no codec reaches."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from domain.ids import CycleId, OrganisationId, PersonId
from domain.process_state import ProcessState, Shown

Kind = Literal["Keyword", "Datetime", "Int"]
"""The type of a search attribute, as Temporal's own programs call it."""

ORGANISATION_ID: Final = SearchAttributeKey.for_keyword("OrganisationId")
CYCLE_ID: Final = SearchAttributeKey.for_keyword("CycleId")
UNIT_ID: Final = SearchAttributeKey.for_keyword("UnitId")
PROCESS_STATE: Final = SearchAttributeKey.for_keyword("ProcessState")
NEXT_WAKE_UP: Final = SearchAttributeKey.for_datetime("NextWakeUp")
ESCALATION_RUNG: Final = SearchAttributeKey.for_int("EscalationRung")

SEARCH_ATTRIBUTES: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ORGANISATION_ID.name: "Keyword",
        CYCLE_ID.name: "Keyword",
        UNIT_ID.name: "Keyword",
        PROCESS_STATE.name: "Keyword",
        NEXT_WAKE_UP.name: "Datetime",
        ESCALATION_RUNG.name: "Int",
    }
)
"""What a namespace must have: each name with its type."""


Pair = SearchAttributePair[str] | SearchAttributePair[int] | SearchAttributePair[datetime]
Change = SearchAttributeUpdate[str] | SearchAttributeUpdate[int] | SearchAttributeUpdate[datetime]


def attributes_at_start(
    organisation: OrganisationId,
    shown: Shown,
    *,
    cycle: CycleId | None = None,
    unit: PersonId | None = None,
) -> TypedSearchAttributes:
    """Give what a process starts with; set at start they cost nothing.

    Args:
        organisation: whose process it is.
        shown: how it stands.
        cycle: the cycle it belongs to, if it does.
        unit: who in HR looks after the person it is about, where it is about one.
    """
    pairs = [SearchAttributePair(ORGANISATION_ID, str(organisation)), *pairs_of(shown)]
    if cycle is not None:
        pairs.append(SearchAttributePair(CYCLE_ID, str(cycle)))
    if unit is not None:
        pairs.append(SearchAttributePair(UNIT_ID, str(unit)))
    return TypedSearchAttributes(pairs)


def pairs_of(shown: Shown) -> list[Pair]:
    """Give what says how a process stands; what is not there is left out."""
    pairs: list[Pair] = [SearchAttributePair(PROCESS_STATE, shown.state.value)]
    if shown.rung:
        pairs.append(SearchAttributePair(ESCALATION_RUNG, shown.rung))
    if shown.wakes is not None:
        pairs.append(SearchAttributePair(NEXT_WAKE_UP, shown.wakes))
    return pairs


def anew(attributes: TypedSearchAttributes, shown: Shown) -> TypedSearchAttributes:
    """Give what the next run of a process starts with: whose it is, and how it stands."""
    of_whom = (ORGANISATION_ID, CYCLE_ID, UNIT_ID)
    found = ((key, attributes.get(key)) for key in of_whom)
    kept = [SearchAttributePair(key, value) for key, value in found if value is not None]
    return TypedSearchAttributes([*kept, *pairs_of(shown)])


def changed_to(shown: Shown) -> list[Change]:
    """Give what changes when a process that runs is to be seen like this."""
    wakes = shown.wakes
    return [
        PROCESS_STATE.value_set(shown.state.value),
        ESCALATION_RUNG.value_set(shown.rung) if shown.rung else ESCALATION_RUNG.value_unset(),
        NEXT_WAKE_UP.value_set(wakes) if wakes else NEXT_WAKE_UP.value_unset(),
    ]


def shown_by(attributes: TypedSearchAttributes) -> Shown | None:
    """Give how a process is seen by these; None where they do not say so."""
    state = attributes.get(PROCESS_STATE)
    if state is None:
        return None
    return Shown(
        state=ProcessState(state),
        wakes=attributes.get(NEXT_WAKE_UP),
        rung=attributes.get(ESCALATION_RUNG, 0),
    )
