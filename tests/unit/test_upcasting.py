"""Whatever was once written into the log can be read for ever."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import JsonValue, TypeAdapter

from domain.review.events import ReviewPaused
from domain.upcasting import UPCASTERS, Data, Upcaster, UpcastersLoop, upcast
from storage.event_types import (
    EVENT_TYPES,
    EventType,
    EventUnreadable,
    UnknownEvent,
    decode,
    encode,
)

GOLDEN = Path(__file__).parent / "golden_events"
HR = "00000000-0000-0000-0000-000000000006"

ADVICE = (
    "has changed its shape without a version step. Give what is new a default; or else raise its "
    "schema_version, add an upcaster to domain/upcasting.py, and keep the sample of the old shape "
    "beside a new one in tests/unit/golden_events."
)


@dataclass(frozen=True)
class Golden:
    """An event as it was written when its shape was shipped, and the fields it cannot lack."""

    type: str
    schema_version: int
    required: list[str]
    data: dict[str, JsonValue]


def goldens() -> list[Golden]:
    return [Golden(**json.loads(path.read_text())) for path in sorted(GOLDEN.glob("*.json"))]


def named(golden: Golden) -> str:
    return f"{golden.type}.{golden.schema_version}"


def is_within(old: JsonValue, new: JsonValue) -> bool:
    """Whether everything the old text says is still said; more may be said."""
    match old, new:
        case dict(), dict():
            return all(name in new and is_within(old[name], new[name]) for name in old)
        case list(), list():
            return len(old) == len(new) and all(map(is_within, old, new))
        case _:
            return old == new


def test_every_event_has_a_golden_sample_of_its_version() -> None:
    shipped = {(golden.type, golden.schema_version) for golden in goldens()}
    assert {(name, kind.version) for name, kind in EVENT_TYPES.items()} <= shipped
    assert shipped - {(name, kind.version) for name, kind in EVENT_TYPES.items()} == set(UPCASTERS)


@pytest.mark.parametrize("golden", goldens(), ids=named)
def test_an_event_reads_as_it_was_written(golden: Golden) -> None:
    event = decode(golden.type, golden.schema_version, json.dumps(golden.data))
    if (golden.type, golden.schema_version) not in UPCASTERS:
        again: JsonValue = json.loads(encode(event))
        assert is_within(golden.data, again), f"{golden.type} {ADVICE}"
        assert decode(event.type, event.schema_version, encode(event)) == event


@pytest.mark.parametrize("golden", goldens(), ids=named)
def test_an_event_needs_no_more_than_when_it_was_shipped(golden: Golden) -> None:
    bare = {name: golden.data[name] for name in golden.required}
    try:
        decode(golden.type, golden.schema_version, json.dumps(bare))
    except EventUnreadable as refusal:
        pytest.fail(f"{golden.type} {ADVICE} ({refusal})")


def pause_in_hours(data: Data) -> Data:
    """An invented old shape: HR was called `who` and there was no request."""
    return {"at": data["at"], "who": data["who"], "reason": "merger"}


def pause_with_request(data: Data) -> Data:
    return {"at": data["at"], "by": data["who"], "request": data["reason"]}


OLD_PAUSES = {
    ("ClockStopped", 1): Upcaster(("ClockStopped", 2), pause_in_hours),
    ("ClockStopped", 2): Upcaster(("ReviewPaused", 1), pause_with_request),
}
OLD: Data = {"type": "ClockStopped", "at": "2026-03-02T09:00:00Z", "who": HR}


def test_an_old_shape_is_led_step_by_step_to_the_one_of_today() -> None:
    event = decode("ClockStopped", 1, json.dumps(OLD), OLD_PAUSES)
    assert isinstance(event, ReviewPaused)
    assert (str(event.by), event.request) == (HR, "merger")
    assert upcast(("ReviewPaused", 1), {"at": "x"}, OLD_PAUSES) == (
        ("ReviewPaused", 1),
        {"at": "x", "type": "ReviewPaused"},
    )


class PausedOfToday(ReviewPaused):
    """A pause in an invented third shape; the first had no reason, the second a list of them."""

    schema_version: ClassVar[int] = 3
    reason: str


PAUSES = {
    ("ReviewPaused", 1): Upcaster(("ReviewPaused", 2), lambda old: {**old, "reasons": []}),
    ("ReviewPaused", 2): Upcaster(
        ("ReviewPaused", 3), lambda old: {**old, "reason": ", ".join(map(str, _list(old)))}
    ),
}
PAUSED: Data = {"type": "ReviewPaused", "at": "2026-03-02T09:00:00Z", "by": HR, "request": "r"}
AS_WRITTEN: dict[int, tuple[Data, str]] = {
    1: (PAUSED, ""),
    2: ({**PAUSED, "reasons": ["merger", "move"]}, "merger, move"),
    3: ({**PAUSED, "reason": "merger"}, "merger"),
}


def _list(data: Data) -> list[JsonValue]:
    reasons = data["reasons"]
    assert isinstance(reasons, list)
    return reasons


@pytest.mark.parametrize("version", AS_WRITTEN)
def test_whatever_version_a_fact_was_written_in_it_reads_as_one_of_today(version: int) -> None:
    kinds = {"ReviewPaused": EventType(PausedOfToday, TypeAdapter(PausedOfToday), 3)}
    data, reason = AS_WRITTEN[version]
    event = decode("ReviewPaused", version, json.dumps(data), PAUSES, kinds)
    assert isinstance(event, PausedOfToday)
    assert (event.request, str(event.by), event.reason) == ("r", HR, reason)
    with pytest.raises(UnknownEvent, match="version 4"):
        decode("ReviewPaused", 4, json.dumps(data), PAUSES, kinds)


def test_upcasters_that_lead_in_a_circle_are_refused() -> None:
    circle = {("A", 1): Upcaster(("A", 2), dict), ("A", 2): Upcaster(("A", 1), dict)}
    with pytest.raises(UpcastersLoop):
        upcast(("A", 1), {}, circle)


@pytest.mark.parametrize("shape", [("MoonRose", 1), ("ReviewPaused", 99), ("ClockStopped", 1)])
def test_what_nobody_knows_is_refused_with_a_sentence(shape: tuple[str, int]) -> None:
    with pytest.raises(UnknownEvent, match=f"type {shape[0]}, version {shape[1]}.*Update"):
        decode(*shape, json.dumps(OLD))


def test_what_does_not_fit_is_refused_without_quoting_it() -> None:
    wrong = {"at": "2026-03-02T09:00:00Z", "by": "Ana Quist", "request": "r"}
    with pytest.raises(EventUnreadable, match="by does not fit") as refusal:
        decode("ReviewPaused", 1, json.dumps(wrong))
    assert "Quist" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def test_what_a_later_version_added_is_left_aside() -> None:
    later = {"at": "2026-03-02T09:00:00Z", "by": HR, "request": "r", "mood": "good"}
    assert isinstance(decode("ReviewPaused", 1, json.dumps(later)), ReviewPaused)
