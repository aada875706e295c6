"""What is noted while people act: how long each thing took, and what went otherwise."""

from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from workers.load.figures import Played, Spread

_PEAK_SECONDS: Final = 10


@dataclass
class Book:
    """Notes of everything that the invented people did.

    Attributes:
        seconds: in which they acted, without the pauses in which something else is measured.
    """

    step: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    look: list[float] = field(default_factory=list)
    draft: list[float] = field(default_factory=list)
    completed: int = 0
    sent_back: int = 0
    on_its_way: int = 0
    seconds: float = 0.0
    refusals: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    _recorded: Counter[int] = field(default_factory=Counter)

    def recorded(self, took: float) -> None:
        """Note that something was handed in and is recorded."""
        self.step.append(took)
        self._recorded[int(perf_counter()) // _PEAK_SECONDS] += 1

    def played(self) -> Played:
        """Sum up."""
        submissions, seconds = len(self.step), max(self.seconds, 0.001)
        return Played(
            submissions=submissions,
            seconds=round(self.seconds, 1),
            per_second=round(submissions / seconds, 1),
            peak_per_second=max(self._recorded.values(), default=0) / _PEAK_SECONDS,
            completed=self.completed,
            sent_back=self.sent_back,
            step=Spread.of(self.step),
            page=Spread.of(self.page),
            look=Spread.of(self.look),
            draft=Spread.of(self.draft),
            on_its_way=self.on_its_way,
            refusals=dict(self.refusals),
            errors=dict(self.errors),
        )
