"""Time inside the command: whoever keeps the cycle's time stamps it, nobody else."""

from datetime import UTC, datetime
from typing import Final, Self

from domain.value import Fact

NOT_STAMPED: Final = datetime(1, 1, 1, tzinfo=UTC)


class Command(Fact):
    """Something asked for. It travels without a time and is stamped where time is kept."""

    at: datetime = NOT_STAMPED

    def stamped(self, at: datetime) -> Self:
        """Give the same request, made at that moment of the cycle's time."""
        return self.model_copy(update={"at": at})
