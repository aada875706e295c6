"""What a rebuild did, or would do: by kind, in numbers, and what failed by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from activities.rebuilding.start import Kind, Unstartable

ONE_OF: Final = {
    Kind.REVIEWS: "review",
    Kind.ACTIONS: "action",
    Kind.PLANS: "plan",
    Kind.SESSIONS: "session",
    Kind.DELIVERIES: "delivery",
    Kind.CYCLES: "cycle",
}


@dataclass(slots=True)
class Count:
    """What became of one kind.

    `started` were not there before, `there` were, `ended` have nothing left to do.
    """

    started: int = 0
    there: int = 0
    ended: int = 0
    failed: list[Unstartable] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What became of everything; of a dry run, what would."""

    is_dry: bool = False
    resumed: bool = False
    seconds: float = 0.0
    kinds: dict[Kind, Count] = field(default_factory=lambda: {kind: Count() for kind in Kind})
    timers: int = 0  # of recurring cycles, that were not as the log has them

    @property
    def started(self) -> int:
        """How many workflows were started, or would be."""
        return sum(count.started for count in self.kinds.values())

    @property
    def failed(self) -> list[Unstartable]:
        """What could not be started, and why."""
        return [each for count in self.kinds.values() for each in count.failed]

    def sentences(self) -> Iterable[str]:
        """Tell it for people: a sentence for each kind there is anything of, then what failed."""
        verb = "to start" if self.is_dry else "started"
        for kind, count in self.kinds.items():
            told = [f"{count.started} {verb}"]
            told += [f"{count.there} there already"] if count.there else []
            told += [f"{count.ended} ended"] if count.ended else []
            told += [f"{len(count.failed)} failed"] if count.failed else []
            if count.started or len(told) > 1:
                yield f"{kind.value.capitalize()}: {', '.join(told)}."
        if self.timers:
            verb = "to set" if self.is_dry else "set"
            yield f"Timers of recurring cycles: {self.timers} {verb}."
        for each in self.failed:
            yield f"Not started: {ONE_OF[each.kind]} {each.name}. {each.why}"

    def told(self) -> dict[str, object]:
        """Tell it for programs."""
        return {
            "dry_run": self.is_dry,
            "resumed": self.resumed,
            "seconds": round(self.seconds, 3),
            "timers": self.timers,
            "kinds": {
                kind.value: {
                    "started": count.started,
                    "there": count.there,
                    "ended": count.ended,
                    "failed": [{"id": each.name, "why": each.why} for each in count.failed],
                }
                for kind, count in self.kinds.items()
            },
        }
