"""An objective above: of the organisation, a department or a team; people's goals serve it."""

import re
from datetime import date
from decimal import Decimal
from hashlib import sha256
from hmac import digest
from typing import Annotated, Final
from unicodedata import combining, normalize
from uuid import UUID

from pydantic import Field

from domain.ids import ObjectiveId, PersonId
from domain.measures import Measure
from domain.progress.measured import Measured
from domain.value import Value

LONGEST_KEY: Final = 60
LONGEST_TITLE: Final = 200
HEAVIEST: Final = Decimal(1_000_000)
USUAL_WEIGHT: Final = Decimal(100)
"""What an objective weighs if nothing is said: as much as all that one person has to do."""

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=LONGEST_KEY)]
Weight = Annotated[Decimal, Field(gt=0, le=HEAVIEST, decimal_places=2)]


class OwnReading(Value):
    """How far an objective had come by its own measure on a day, and who said so."""

    measured: Measured
    by: PersonId | None = None
    note: str = ""


class ObjectiveDetails(Value):
    """What of an objective is sealed in the log: its words and its numbers.

    `category` is a word of the organisation's own, such as strategy, plan or team. The weight
    counts among whatever serves the same objective; such weights need not sum to anything.
    """

    key: Key
    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    category: str = Field(default="", max_length=60)
    measure: Measure | None = None
    weight: Weight = USUAL_WEIGHT


class Objective(ObjectiveDetails):
    """An objective above, whom it belongs to, and which one it serves in turn."""

    id: ObjectiveId
    parent: ObjectiveId | None = None
    owner: PersonId | None = None
    start: date | None = None
    due: date | None = None
    retired_on: date | None = None
    reading: OwnReading | None = None

    @property
    def is_retired(self) -> bool:
        """Tell whether it was given up or is done; nothing new serves it then."""
        return self.retired_on is not None


def objective_id(naming_key: bytes, key: str) -> ObjectiveId:
    """Name an objective after its key: the same in every file, opaque to others.

    Args:
        naming_key: the organisation's own secret; who lacks it cannot go from keys to ids.
        key: the key as HR writes it.
    """
    mac = digest(naming_key, f"objective:{key}".encode(), sha256)
    return ObjectiveId(UUID(bytes=mac[:16], version=5))


def key_from(title: str) -> str | None:
    """Make a key of a title; None of a title without a letter that a key may hold."""
    plain = "".join(each for each in normalize("NFKD", title.casefold()) if not combining(each))
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return key[:LONGEST_KEY].rstrip("-") or None
