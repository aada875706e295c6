"""The tables are what the folds think they are, and readers see no more than they may."""

import re

import asyncpg
import pytest

from domain.upcasting import UPCASTERS
from storage.event_types import (
    ACTION_TYPES,
    EVENT_TYPES,
    FEEDBACK_TYPES,
    PLAN_TYPES,
    REVIEW_TYPES,
    SESSION_TYPES,
)
from storage.projections import generation
from storage.projections.projector import Projector
from storage.projections.row import Row
from storage.projections.rows import TABLES
from storage.projections.tables import table_of


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.TABLE)
async def test_a_row_has_the_columns_of_its_table(
    kind: type[Row], live: Projector, superuser: asyncpg.Connection
) -> None:
    await live.catch_up()
    table = table_of(kind)
    columns = await superuser.fetch(
        "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute "
        "WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        f"read.{table.name}",
    )
    wanted = dict(zip(table.columns, table.types, strict=True))
    found = {
        c["attname"]: c["type"].replace("timestamp with time zone", "timestamptz") for c in columns
    }
    assert found == wanted
    key = await superuser.fetch(
        "SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a "
        "ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
        "WHERE i.indrelid = $1::regclass AND i.indisprimary",
        f"read.{table.name}",
    )
    assert {row["attname"] for row in key} == set(table.key)


def test_the_timeline_shows_every_kind_of_event_of_reviews_and_sessions() -> None:
    view = generation.tables_sql().partition("CREATE VIEW whole_timeline")[2]
    told = {*REVIEW_TYPES, *SESSION_TYPES, *FEEDBACK_TYPES, *PLAN_TYPES, "ReadingRecorded"}
    told |= set(ACTION_TYPES)
    told |= {"StageDeadlineMoved", "ChangeOrdered", "PeopleAdded", "CycleClosed"}
    old = {name for (name, _), step in UPCASTERS.items() if step.to[0] in told}
    assert set(re.findall(r"'(\w+)'", view)) == told | old
    assert told < set(EVENT_TYPES)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT data FROM log.event",
        "SELECT wrapped FROM keeper.subject_key",
        "SELECT sealed FROM vault.content",
        "DELETE FROM read.reviews",
        "UPDATE read.checkpoint SET position = 0",
        "CREATE TABLE read.mine ()",
    ],
)
async def test_a_reader_reads_read_models_and_nothing_else(
    statement: str, live: Projector, readers: asyncpg.Pool
) -> None:
    await live.catch_up()
    assert await readers.fetchval("SELECT count(*) FROM read.timeline") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await readers.execute(statement)


async def test_a_change_of_shape_is_a_change_of_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = generation.shape()
    generation.shape.cache_clear()
    monkeypatch.setattr(generation, "FOLDS", generation.FOLDS + 1)
    assert generation.shape() != before
    generation.shape.cache_clear()
