"""The whole catalogue: every room that declares a metric stands here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import activities.counts
import gateway.counts
import storage.counts
import workers.metrics.gauges
import workers.status.server
from storage.metrics import CATALOGUE, Metric

ROOMS: Final = (
    *(storage.counts, activities.counts, gateway.counts),
    *(workers.metrics.gauges, workers.status.server),
)
"""Modules that declare metrics when they are imported."""

METRICS: Final[Mapping[str, Metric]] = MappingProxyType(CATALOGUE)
"""Everything Perennial shows on a status port beside what Temporal's SDK counts, by name."""
