"""How the time of a cycle runs against real time: the same, except in a demonstration."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, field_validator

from domain.value import Value

_TICK = timedelta(microseconds=1)


class Segment(Value):
    """From `real` on, when it is `virtual`, so many virtual seconds pass in a real one."""

    real: AwareDatetime
    virtual: AwareDatetime
    rate: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Tempo(Value):
    """Translates between real instants and the instants a cycle lives by.

    Without segments both are the same. Before the first segment they are the same too, except
    that virtual time waits at the start of that segment instead of running past it. The last
    segment goes on for ever. Virtual time never runs backwards, and when the instant `real(v)`
    has come, `virtual` of it is never earlier than `v`: a timer set by it is never too early.
    """

    segments: tuple[Segment, ...] = ()

    @field_validator("segments")
    @classmethod
    def _run_forward(cls, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        for one, next_one in pairwise(segments):
            if next_one.real <= one.real or next_one.virtual <= one.virtual:
                raise ValueError("each segment must begin after the one before it")
        return segments

    @classmethod
    def accelerated(
        cls,
        real_start: datetime,
        virtual_start: datetime,
        stretches: Sequence[tuple[datetime, float]],
    ) -> Self:
        """Let each stretch of virtual time take its real seconds, then run at the usual rate.

        A stretch is the virtual instant at which it ends and the real seconds it takes.
        Raises ValueError when a stretch ends before it begins or takes no time.
        """
        segments: list[Segment] = []
        real, virtual = real_start, virtual_start
        for until, seconds in stretches:
            if until <= virtual or timedelta(seconds=seconds) < _TICK:
                raise ValueError("each stretch must end after it begins and take some time")
            rate = (until - virtual) / timedelta(seconds=seconds)
            segments.append(Segment(real=real, virtual=virtual, rate=rate))
            real, virtual = real + timedelta(seconds=seconds), until
        segments.append(Segment(real=real, virtual=virtual, rate=1.0))
        return cls(segments=tuple(segments))

    def virtual(self, real: datetime) -> datetime:
        """Give the time of the cycle at that real instant."""
        if not self.segments:
            return real
        place = bisect_right(self.segments, real, key=_real) - 1
        if place < 0:
            return min(real, self.segments[0].virtual)
        segment = self.segments[place]
        passed = floor((real - segment.real) // _TICK * Fraction(segment.rate))
        found = segment.virtual.astimezone(UTC) + passed * _TICK
        return min(found, self._after(place).virtual) if self._has_after(place) else found

    def real(self, virtual: datetime) -> datetime:
        """Give the first real instant at which the cycle has reached that time."""
        if not self.segments:
            return virtual
        place = bisect_right(self.segments, virtual, key=_virtual) - 1
        if place < 0:
            return min(virtual, self.segments[0].real)
        segment = self.segments[place]
        passed = ceil((virtual - segment.virtual) // _TICK / Fraction(segment.rate))
        found = segment.real.astimezone(UTC) + passed * _TICK
        return min(found, self._after(place).real) if self._has_after(place) else found

    def until(self, virtual_target: datetime, real_now: datetime) -> timedelta:
        """Tell how long to really wait until the cycle reaches that time; never negative."""
        return max(self.real(virtual_target) - real_now, timedelta(0))

    def _has_after(self, place: int) -> bool:
        return place + 1 < len(self.segments)

    def _after(self, place: int) -> Segment:
        return self.segments[place + 1]


def _real(segment: Segment) -> datetime:
    return segment.real


def _virtual(segment: Segment) -> datetime:
    return segment.virtual
