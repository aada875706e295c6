"""The form of a reading of an objective: what was typed, and what was not accepted of it."""

from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from gateway.fields.written import plain_number
from gateway.site.posted import Posted

NONE_DONE: Final = "none"
"""What the box says that tells that no milestone is done yet: an empty list is an answer too."""

_TEXTS: Final = ("level", "evidence", "confidence", "obstacle", "on")


@dataclass(frozen=True)
class RefusedReading:
    """A reading that was not accepted: of which objective, as it was typed, and why."""

    goal: str
    typed: Posted
    sentence: str


def reading_in(sent: Posted) -> dict[str, JsonValue]:
    """Give what a form says of an objective, as `domain.progress.reading` takes it."""
    told: dict[str, JsonValue] = {
        name: sent.one(name).strip() for name in _TEXTS if sent.one(name).strip()
    }
    if sent.one("value").strip():
        told["value"] = plain_number(sent.one("value"))
    done = sent.all("done")
    if done:
        told["done"] = [each for each in done if each != NONE_DONE]
    return told
