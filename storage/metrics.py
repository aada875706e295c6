"""The catalogue of everything that is counted and measured, in whichever room it is declared.

Labels are bounded: never a person, a review, an id or a word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)


class Kind(StrEnum):
    """How a metric moves."""

    COUNTER = "counter"  # only upwards, from 0 when its process started
    GAUGE = "gauge"  # up and down
    HISTOGRAM = "histogram"  # how many there were up to each size; also `_sum` and `_count`


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric as Prometheus shows it: its name, how it moves, what it says, and its labels."""

    name: str
    kind: Kind
    says: str
    labels: tuple[str, ...] = ()


disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no types
REGISTRY: Final = CollectorRegistry(auto_describe=True)
"""Where every room of this process keeps what it counts."""

CATALOGUE: Final[dict[str, Metric]] = {}
"""Every metric there is, by name; complete once the rooms that declare them were imported."""


def declared(name: str, kind: Kind, says: str, labels: tuple[str, ...] = ()) -> Metric:
    """Take a metric into the catalogue; one name stands for one metric."""
    if name in CATALOGUE:
        raise ValueError(f"{name} is declared twice")
    CATALOGUE[name] = Metric(name, kind, says, labels)
    return CATALOGUE[name]


def counter(name: str, says: str, *labels: str) -> Counter:
    """Declare what is counted; its name ends with `_total`."""
    declared(name, Kind.COUNTER, says, labels)
    return Counter(name, says, labels, registry=REGISTRY)


def gauge(name: str, says: str, *labels: str) -> Gauge:
    """Declare what goes up and down."""
    declared(name, Kind.GAUGE, says, labels)
    return Gauge(name, says, labels, registry=REGISTRY)


def histogram(name: str, says: str, buckets: Sequence[float], *labels: str) -> Histogram:
    """Declare what is measured each time, in the unit that its name ends with."""
    declared(name, Kind.HISTOGRAM, says, labels)
    return Histogram(name, says, labels, buckets=buckets, registry=REGISTRY)


# What the system says of a process; where it says nothing, as outside of Linux, they are missing.
ProcessCollector(registry=REGISTRY)
for _name, _kind, _says in (
    ("process_cpu_seconds_total", Kind.COUNTER, "Processor time of this process."),
    ("process_resident_memory_bytes", Kind.GAUGE, "Memory that this process occupies."),
    ("process_virtual_memory_bytes", Kind.GAUGE, "Memory that this process may address."),
    ("process_start_time_seconds", Kind.GAUGE, "When this process started (Unix time)."),
    ("process_open_fds", Kind.GAUGE, "Files and connections that this process holds open."),
    ("process_max_fds", Kind.GAUGE, "Files and connections that it may hold open."),
):
    declared(_name, _kind, _says)
