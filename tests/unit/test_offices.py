from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.ids import PersonId
from domain.offices import Event, Office, OfficeHeldAlready, OfficeNotHeld, give, held, take

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA, BEN = PersonId(UUID(int=1)), PersonId(UUID(int=2))


def test_an_office_is_held_until_it_is_taken() -> None:
    first = give([], ANA, Office.HR_ADMIN, AT, None)
    second = give([first], BEN, Office.AUDITOR, AT, ANA)
    assert held([first, second]) == {(ANA, Office.HR_ADMIN), (BEN, Office.AUDITOR)}
    third = take([first, second], ANA, Office.HR_ADMIN, AT, BEN)
    assert held([first, second, third]) == {(BEN, Office.AUDITOR)}


def test_nobody_gets_an_office_twice_nor_loses_one_they_do_not_hold() -> None:
    known: list[Event] = [give([], ANA, Office.OPS, AT, None)]
    with pytest.raises(OfficeHeldAlready):
        give(known, ANA, Office.OPS, AT, None)
    with pytest.raises(OfficeNotHeld):
        take(known, ANA, Office.AUDITOR, AT, None)


def test_each_change_of_offices_has_a_key_of_its_own() -> None:
    first = give([], ANA, Office.OPS, AT, None)
    second = take([first], ANA, Office.OPS, AT, None)
    assert first.key() != second.key()
