"""The copy of everything held about a person, as it is handed out."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field, JsonValue

from domain.ids import OrganisationId, PersonId
from domain.value import Value


class Part(StrEnum):
    """What a thing that is held is about."""

    PERSON = "person"
    OWN_REVIEWS = "own_reviews"
    REVIEWS_OF_OTHERS = "reviews_of_others"
    OBJECTIVES = "objectives"
    FEEDBACK = "feedback"
    ACTIONS = "actions"
    PLANS = "plans"
    CALIBRATION = "calibration"
    MESSAGES = "messages"
    CYCLES = "cycles"
    KEEPING = "keeping"


class Said(Value):
    """One thing that was written: the question as it was asked, if it was one, and the answer."""

    name: str = Field(description="Name of the answer in the form or the event.")
    question: str = Field(default="", description="The question as it was read, if there was one.")
    answer: JsonValue = Field(description="What was written.")
    shown: tuple[str, ...] = Field(
        default=(), description="The answer as people read it, line by line; levels by name."
    )


class Held(Value):
    """One fact that is held and open to the person."""

    part: Part
    position: int | None = Field(
        description="Place in the log, where that tells nothing of others."
    )
    at: datetime
    type: str = Field(description="Kind of fact; docs/reference/events.md describes each.")
    told: str = Field(default="", description="What happened, in a sentence.")
    named_as: tuple[str, ...] = Field(
        default=(), description="As what the person stands in the fact."
    )
    facts: dict[str, JsonValue] = Field(
        default_factory=dict, description="Days, numbers and kinds."
    )
    said: tuple[Said, ...] = ()


class Withheld(Value):
    """Something that is held and not open to the person, or not yet; and why."""

    part: Part
    what: str
    why: str


class SubjectCopy(Value):
    """Everything held about one person, as it stood at a moment."""

    format: str = "perennial-subject-copy/1"
    made_at: datetime
    organisation: OrganisationId
    person: PersonId
    record: dict[str, JsonValue] = Field(description="The person as the directory knows them.")
    held: tuple[Held, ...]
    heard: tuple[Held, ...] = Field(description="What colleagues said without a name, together.")
    withheld: tuple[Withheld, ...]
    besides: dict[str, JsonValue] = Field(
        description="What lies beside the log: sessions, links, tokens, drafts, messages, views."
    )
    keeping: dict[str, JsonValue] = Field(description="Hold and times of keeping.")
