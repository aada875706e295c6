"""A copy says as what somebody stands in a fact in the words of HR."""

import json
import re
from pathlib import Path
from uuid import UUID

import pytest

from domain.access.part_taken import part_taken
from domain.ids import PersonId
from storage.event_types import EVENT_TYPES, decode

GOLDEN = Path(__file__).parents[1] / "golden_events"
ANY_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ANA = PersonId(UUID(int=7))


def parts(name: str) -> tuple[str, ...]:
    """What somebody is called who stands everywhere in a fact."""
    version = EVENT_TYPES[name].version
    told = json.loads((GOLDEN / f"{name}.{version}.json").read_text())
    text = ANY_ID.sub(str(ANA), json.dumps(told["data"]))
    return part_taken(decode(name, version, text), ANA)


@pytest.mark.parametrize("name", sorted(EVENT_TYPES))
def test_no_place_of_a_fact_is_told_as_the_path_of_a_program(name: str) -> None:
    assert [part for part in parts(name) if re.search(r"[._\[\]]", part)] == []


def test_seats_of_a_review_are_told_by_their_role() -> None:
    assert "reviewee" in parts("ReviewOpened")
    assert "whom the words are about" in parts("StepSubmitted")
