"""Whatever is appended in whatever order, the log behaves like sixty lines of Python."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from storage.errors import EventNotStorable
from storage.event_store import Appended, AppendRequest, Conflict, EventStore
from storage.pool import Role, open_pool
from tests.storage.facts import fact

STREAMS = st.integers(0, 2)
# What is expected of a stream, as a distance from where it stands; None is "wherever".
EXPECTED = st.one_of(st.just(0), st.none(), st.integers(-2, 2))
# Which facts: numbers name facts, so that a number drawn again is the same fact.
FACTS = st.lists(st.integers(0, 12), min_size=1, max_size=3, unique=True)
REQUEST = st.tuples(STREAMS, EXPECTED, FACTS)


@dataclass
class ModelLog:
    """The whole contract: who is where, and what an append answers."""

    head: int
    streams: dict[UUID, list[UUID]] = field(default_factory=dict)
    places: dict[UUID, tuple[UUID, int, int]] = field(default_factory=dict)

    def append(self, request: AppendRequest) -> Appended | Conflict:
        stream = self.streams.setdefault(request.stream_id, [])
        ids = [event.event_id for event in request.events]
        known = [self.places[one] for one in ids if one in self.places]
        if not known and request.expected in (None, len(stream)):
            for one in ids:
                self.head += 1
                stream.append(one)
                self.places[one] = (request.stream_id, len(stream), self.head)
            return Appended(len(stream), self.head)
        first = known[0][1] if known else 0
        same = [(request.stream_id, first + nth) for nth in range(len(ids))]
        if [place[:2] for place in known] == same and request.expected in (None, first - 1):
            return Appended(*known[-1][1:])
        return Conflict(len(stream))


class LogMachine(RuleBasedStateMachine):
    """Plays appends of every kind against the real log and the model."""

    runner: asyncio.Runner
    store: EventStore

    def __init__(self) -> None:
        super().__init__()
        self.start = self.runner.run(self.store.head())
        self.model = ModelLog(self.start)
        self.streams = [uuid4() for _ in range(3)]
        self.facts = [fact() for _ in range(13)]

    def request(self, drawn: tuple[int, int | None, list[int]]) -> AppendRequest:
        stream, distance, numbers = self.streams[drawn[0]], drawn[1], drawn[2]
        stands_at = len(self.model.streams.get(stream, []))
        expected = None if distance is None else max(0, stands_at + distance)
        return AppendRequest(stream, expected, tuple(self.facts[number] for number in numbers))

    async def answer(self, request: AppendRequest) -> Appended | Conflict:
        return await self.store.append(request.stream_id, request.expected, request.events)

    @rule(drawn=REQUEST)
    def append(self, drawn: tuple[int, int | None, list[int]]) -> None:
        request = self.request(drawn)
        assert self.runner.run(self.answer(request)) == self.model.append(request)

    @rule(stream=STREAMS)
    def append_something_new(self, stream: int) -> None:
        request = self.request((stream, 0, [0]))
        request = AppendRequest(request.stream_id, request.expected, (fact(), fact()))
        assert self.runner.run(self.answer(request)) == self.model.append(request)

    @rule(drawn=st.lists(REQUEST, min_size=2, max_size=4))
    def append_many(self, drawn: list[tuple[int, int | None, list[int]]]) -> None:
        requests = [self.request(one) for one in drawn]
        answers = self.runner.run(self.store.append_many(requests))
        assert answers == [self.model.append(request) for request in requests]

    @rule(bad=st.sampled_from(["[]", "{", r'{"a":"\u0000"}']), good=REQUEST)
    def append_bad_json_beside_a_neighbour(
        self, bad: str, good: tuple[int, int | None, list[int]]
    ) -> None:
        request = self.request(good)

        async def both() -> list[Appended | Conflict | BaseException]:
            refused = self.store.append(uuid4(), 0, [fact(data=bad)])
            return [*await asyncio.gather(refused, self.answer(request), return_exceptions=True)]

        refusal, answer = self.runner.run(both())
        assert isinstance(refusal, EventNotStorable)
        assert answer == self.model.append(request)

    @invariant()
    def the_log_holds_what_the_model_holds(self) -> None:
        stored = self.runner.run(self.store.read_after(self.start, limit=10_000))
        assert [event.position for event in stored] == [*range(self.start + 1, self.model.head + 1)]
        assert self.model.places == {
            event.event_id: (event.stream_id, event.version, event.position) for event in stored
        }


@pytest.mark.timeout(300)
def test_the_log_behaves_like_its_model(database: str) -> None:
    with asyncio.Runner() as runner:
        pool: asyncpg.Pool = runner.run(open_pool(database, Role.WRITER))
        LogMachine.runner, LogMachine.store = runner, EventStore(pool)
        slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
        run_state_machine_as_test(
            LogMachine,
            settings=settings(
                max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=slow
            ),
        )
        runner.run(pool.close())
