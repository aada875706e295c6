"""A trace is kept beside what is under way and in what is recorded, and told by names alone."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest

from storage.event_store import HEAD, EventStore
from storage.pool import Role, pool_of
from storage.query_names import name_of
from storage.spans import Kind, Span, Unfollowed, Value, followed_by, span
from storage.under_way import UnderWay, UnderWayBook

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@dataclass
class Notebook:
    """Follows by writing names down."""

    names: list[str] = field(default_factory=list)
    told: list[tuple[object, ...]] = field(default_factory=list)

    def begin(
        self,
        name: str,
        kind: Kind,
        parent: str | None,
        links: Sequence[str],
        facts: dict[str, Value],
    ) -> AbstractContextManager[Span]:
        self.names.append(name)
        self.told.append((kind, parent, *links, facts))
        return nullcontext(Unfollowed())

    def look_back(
        self, name: str, seconds: float, links: Sequence[str], failure: str | None
    ) -> None:
        self.names.append(f"{name} {failure}" if failure else name)
        self.told.append((seconds, *links))

    def here(self) -> str | None:
        return TRACE


@pytest.fixture
def notebook() -> Iterator[Notebook]:
    with noted() as notebook:
        yield notebook


@contextmanager
def noted() -> Iterator[Notebook]:
    notebook = Notebook()
    with followed_by(notebook):
        yield notebook


async def test_what_is_asked_again_goes_on_in_the_trace_of_the_first_try(database: str) -> None:
    asked = UnderWay("review/1", "r-1", "submit_step", "SubmitStep", "{}", TRACE)
    async with pool_of(database, Role.WRITER) as pool, UnderWayBook.open(pool) as book:
        await book.write(asked)
        assert await book.trace_of("review/1", "r-1") == TRACE
        assert await book.trace_of("review/2", "r-1") is None
        [taken] = await book.take_up(timedelta(seconds=1), 5, early=timedelta(minutes=1))
    assert taken.asked == asked


async def test_a_statement_is_told_of_by_its_name_and_never_by_its_text(
    database: str, notebook: Notebook
) -> None:
    async with pool_of(database, Role.WRITER) as pool, EventStore(pool) as store:
        await store.head()
        with pytest.raises(Exception, match="Quxzwort"):
            await pool.fetch("SELECT 'Quxzwort'::integer")
    assert "sql head" in notebook.names
    assert [name for name in notebook.names if name.startswith("sql statement ")]
    assert "Quxzwort" not in str((notebook.names, notebook.told))


def test_a_statement_is_named_after_the_constant_that_holds_it() -> None:
    assert name_of(HEAD) == "head"
    assert name_of("SET perennial.person = 'x'; SET perennial.capacity = 'y'") == "set"
    assert name_of(f"SELECT '{uuid4()}'") == "statement"


def test_nobody_follows_unless_asked_to() -> None:
    with noted() as notebook, span("seen"):
        pass
    with span("unseen"):
        pass
    assert notebook.names == ["seen"]
