"""What the API sends and takes: small shapes of their own, never what lies behind them."""

import re
from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from domain.value import Value
from gateway.asking import Answer, OnItsWay
from gateway.site.front import Front
from storage.read_models.waiting import wait_for

LONGEST_LINE: Final = 320
LONGEST_WORDS: Final = 20_000
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def storable(words: str) -> str:
    """Give words that can be stored.

    Raises:
        ValueError: they hold a sign that is none: NUL, or half of a pair.
    """
    if "\0" in words or any("\ud800" <= each <= "\udfff" for each in words):
        raise ValueError("this holds a sign that cannot be stored")
    return words


def written_day(told: object) -> object:
    """Take a day only as it is written, 2026-01-31; a bare number is none.

    Raises:
        ValueError: it is written otherwise.
    """
    if told is None or (isinstance(told, str) and _DAY.fullmatch(told)):
        return told
    raise ValueError("write the day like 2026-01-31")


Day = Annotated[date, BeforeValidator(written_day)]
"""A day of the calendar."""

Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(storable)]
"""A name, a number, an address, a heading."""

Words = Annotated[str, Field(max_length=LONGEST_WORDS), AfterValidator(storable)]
"""What somebody says in sentences."""

Position = Annotated[int, Field(ge=0, description="A position in the log.")]


class Shape(Value):
    """Something the API tells; taken from something larger it keeps the parts it names."""

    model_config: ClassVar[ConfigDict] = ConfigDict(from_attributes=True)


class Taken(Shape):
    """What became of a request: it is recorded, or safe and on its way (then 202).

    What is on its way is asked for again by sending the same request with the same key.
    """

    status: str = Field(default="recorded", description="`recorded` or `on_its_way`.")
    position: int | None = Field(
        default=None, description="Where it stands in the log, as far as that is known."
    )

    @property
    def is_definite(self) -> bool:
        """Whether nothing can change about this answer any more."""
        return self.status != ON_ITS_WAY


ON_ITS_WAY: Final = "on_its_way"


class Made(Taken):
    """What became of a request that makes something: `id` is what was made."""

    id: str


async def taken(front: Front, answer: Answer | int) -> Taken:
    """Tell what became of a request, once the read models show it."""
    if isinstance(answer, OnItsWay):
        return Taken(status=ON_ITS_WAY)
    position = answer if isinstance(answer, int) else answer.position
    if position is not None:
        await wait_for(front.archive.readers, position)
    return Taken(position=position)
