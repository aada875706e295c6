"""Words that are handed in wait in the vault, unreadable to whoever looks at the database."""

from uuid import uuid4

import asyncpg
import pytest
from pydantic import JsonValue

from domain.content import ContentRef
from storage.errors import (
    ContentAlreadyStaged,
    ContentChanged,
    ContentNotFound,
    ContentNotStorable,
    SubjectWasErased,
)
from storage.keys import KeyRing
from storage.staging import Vault, canonical_json

WORDS: dict[str, JsonValue] = {"comment": "Zoë, well done", "rating": 4, "goals": [{"w": 30.01}]}


async def test_words_come_out_as_they_went_in(vault: Vault) -> None:
    ref = await vault.stage(uuid4(), uuid4(), WORDS)
    assert await vault.load(ref) == WORDS


async def test_handing_in_the_same_words_again_changes_nothing(vault: Vault) -> None:
    content, person = uuid4(), uuid4()
    first = await vault.stage(content, person, WORDS)
    reordered = dict(reversed(WORDS.items()))
    assert await vault.stage(content, person, reordered) == first


async def test_other_words_under_the_same_submission_are_refused(vault: Vault) -> None:
    content, person = uuid4(), uuid4()
    ref = await vault.stage(content, person, WORDS)
    with pytest.raises(ContentAlreadyStaged):
        await vault.stage(content, person, {**WORDS, "rating": 5})
    with pytest.raises(ContentAlreadyStaged):
        await vault.stage(content, uuid4(), WORDS)
    assert await vault.load(ref) == WORDS


async def test_the_database_holds_no_word_in_the_clear(vault: Vault, writer: asyncpg.Pool) -> None:
    await vault.stage(uuid4(), uuid4(), WORDS)
    assert b"well done" not in await writer.fetchval("SELECT sealed FROM vault.content")


async def test_a_digest_gives_no_rating_away(vault: Vault) -> None:
    refs = [await vault.stage(uuid4(), uuid4(), {"rating": 4}) for _ in range(2)]
    assert refs[0].sha256 != refs[1].sha256


async def test_a_reference_to_other_words_is_refused(vault: Vault) -> None:
    person = uuid4()
    ref = await vault.stage(uuid4(), person, WORDS)
    other = await vault.stage(uuid4(), person, {"rating": 1})
    with pytest.raises(ContentChanged):
        await vault.load(ref.model_copy(update={"sha256": other.sha256}))


async def test_a_reference_that_names_another_person_finds_nothing(vault: Vault) -> None:
    ref = await vault.stage(uuid4(), uuid4(), WORDS)
    stranger = await vault.stage(uuid4(), uuid4(), WORDS)
    with pytest.raises(ContentNotFound):
        await vault.load(ref.model_copy(update={"subject": stranger.subject}))


async def test_many_submissions_are_loaded_at_once(vault: Vault) -> None:
    refs = [await vault.stage(uuid4(), uuid4(), {"n": number}) for number in range(5)]
    assert await vault.load_many(refs) == {ref.id: {"n": n} for n, ref in enumerate(refs)}


async def test_discarded_words_are_gone(vault: Vault) -> None:
    ref = await vault.stage(uuid4(), uuid4(), WORDS)
    await vault.discard([ref.id, uuid4()])
    await vault.discard([ref.id])
    with pytest.raises(ContentNotFound):
        await vault.load(ref)


async def test_words_of_an_erased_person_are_gone_and_no_new_ones_are_taken(
    vault: Vault, keys: KeyRing
) -> None:
    ref = await vault.stage(uuid4(), uuid4(), WORDS)
    await keys.destroy(ref.subject)
    with pytest.raises(ContentNotFound):
        await vault.load(ref)
    with pytest.raises(SubjectWasErased):
        await vault.stage(uuid4(), ref.subject, WORDS)


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), "\ud800"])
async def test_words_that_cannot_be_written_down_are_refused(vault: Vault, odd: JsonValue) -> None:
    with pytest.raises(ContentNotStorable):
        await vault.stage(uuid4(), uuid4(), {"comment": odd})


def test_there_is_one_way_to_write_content_down() -> None:
    assert canonical_json({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()


def test_a_reference_carries_a_whole_digest() -> None:
    with pytest.raises(ValueError, match="sha256"):
        ContentRef(id=uuid4(), subject=uuid4(), sha256="abc")
