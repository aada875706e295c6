"""What was found at the last look: shown while it holds, and not at all where nobody looked."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from prometheus_client import Metric as Family
from prometheus_client.registry import Collector

from storage.metrics import REGISTRY, Metric
from workers.metrics.gauges import GAUGES
from workers.settings import Settings

ORGANISATION: Final = "organisation"
"""The label that says whose it is, where there are several in one installation."""

Found = Mapping[tuple[str, ...], float]
"""Values by the values of their labels."""


class Board(Collector):
    """Shows each gauge as it was found last; one that was taken down is not shown."""

    def __init__(self, gauges: Iterable[Metric]) -> None:
        """Be able to show these."""
        self._gauges = tuple(gauges)
        self._slates: dict[str, Slate] = {}

    def slate(self, organisation: str = "") -> "Slate":
        """Give what is shown of one organisation among several, or of the only one there is."""
        return self._slates.setdefault(organisation, Slate())

    def describe(self) -> Iterator[Family]:
        """Name what can be shown."""
        for each in self._gauges:
            yield Family(each.name, each.says, each.kind)

    def collect(self) -> Iterator[Family]:
        """Give what is shown now."""
        for each in self._gauges:
            family = Family(each.name, each.says, each.kind)
            for organisation, slate in list(self._slates.items()):
                whose = {ORGANISATION: organisation} if organisation else {}
                for values, value in slate.shown(each).items():
                    labels = dict(zip(each.labels, values, strict=True))
                    family.add_sample(each.name, whose | labels, value)
            if family.samples:
                yield family


class Slate:
    """What was found about one organisation."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._found: dict[str, Found] = {}

    def put(self, metric: Metric, found: float | Found) -> None:
        """Show what was found, in the place of what was found before."""
        self._found[metric.name] = found if isinstance(found, Mapping) else {(): found}

    def add(self, metric: Metric, labels: tuple[str, ...], value: float) -> None:
        """Show one value beside those that are shown."""
        self._found[metric.name] = {**self.shown(metric), labels: value}

    def take_down(self, gauges: Iterable[Metric]) -> None:
        """Show these no more: they hold no longer, or another process shows them."""
        for each in gauges:
            self._found.pop(each.name, None)

    def shown(self, metric: Metric) -> Found:
        """Give what is shown of a metric."""
        return self._found.get(metric.name, {})


BOARD: Final = Board(GAUGES)
REGISTRY.register(BOARD)


def slate_of(settings: Settings) -> Slate:
    """Give the place on the board of the organisation that these settings are about."""
    return BOARD.slate("" if settings.within is None else str(settings.organisation))
