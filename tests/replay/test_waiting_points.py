"""A golden history passes through everything that a process can wait for."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from activities.starting import NEWER_BUILD
from tests.replay.fingerprint import WORKFLOWS, order_in_code, orders_in_histories
from tests.replay.standing import Standing, all_standings
from tests.replay.waiting_points import WAITING_POINTS

ADVICE = (
    "waits for something that no golden history passes through. Tell it in a story of "
    "tests/replay/story_of_waits.py and record it: python -m tests.replay.record"
)


@pytest.fixture(scope="module")
def standings() -> Mapping[str, Sequence[Standing]]:
    found = asyncio.run(all_standings())
    kinds = {one.kind for passed in found.values() for one in passed}
    return {
        kind: [s for passed in found.values() for s in passed if s.kind == kind] for kind in kinds
    }


@pytest.mark.parametrize(
    "kind, point", [(kind, point) for kind, points in WAITING_POINTS.items() for point in points]
)
def test_a_golden_history_passes_through_every_waiting_point(
    standings: Mapping[str, Sequence[Standing]], kind: str, point: str
) -> None:
    asked = WAITING_POINTS[kind][point]
    assert any(asked(standing) for standing in standings[kind]), f"{kind}: {point}: {ADVICE}"


@pytest.mark.parametrize("kind", WORKFLOWS)
def test_all_that_a_workflow_can_be_asked_or_told_was_once_asked_or_told(kind: str) -> None:
    entries = {line for line in order_in_code(kind) if not line.startswith(" ")} - {"run"}
    told = {
        word
        for order in orders_in_histories(kind).values()
        for turn in order
        for word in turn.replace(",", "").split()
    }
    assert entries <= told, ADVICE
    assert kind != "review" or NEWER_BUILD in told
