"""The proof of a signed review, checked offline by a script that knows nothing of us."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pydantic import JsonValue

from domain.ids import ReviewId
from domain.review.events import PartHandedOver
from gateway.proving import review_proven
from storage.archive import Archive
from storage.errors import ContentNotFound
from storage.journal import Entry
from storage.master_key import MasterKey
from storage.proof.checkpointing import make_checkpoint
from storage.proof.errors import LogNotAsSealed, NothingSigned, NotSealedYet
from storage.proof.sealed_log import SealedLog
from storage.proof.signing import AuditKey
from tests.played_cycle import ORGANISATION, PlayedCycle
from tests.storage.scored_year import ACKNOWLEDGED, AGAIN, DECLINED, DISPUTED, recorded, scored_year
from tests.storage.sealed import KEY, NOON, ORIGIN, audit, unguarded, write

SCRIPT = Path(__file__).parents[2] / "deploy" / "audit" / "check_proof.py"
VERIFIER = KEY.verifiers[0].text


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, ORGANISATION) as archive:
        yield archive


@pytest.fixture
async def log(database: str) -> AsyncIterator[SealedLog]:
    async with SealedLog.open(database) as log:
        yield log


@pytest.fixture
async def year(archive: Archive, log: SealedLog) -> PlayedCycle:
    """A year that was sealed, and a little that was recorded and sealed after it."""
    played = await scored_year(archive)
    await recorded(archive, played.batches())
    await make_checkpoint(log, KEY, NOON)
    await write(archive.store, 5)
    await make_checkpoint(log, KEY, NOON)
    return played


async def proof_of(
    archive: Archive, log: SealedLog, year: PlayedCycle, which: int, *, with_words: bool = False
) -> dict[str, Any]:
    review = year.stories[which].review
    proof = await review_proven(archive, log, KEY.verifiers, review, with_words=with_words)
    return proof.model_dump(mode="json")


async def checked(proof: object, folder: Path, verifier: str = VERIFIER) -> tuple[int, str]:
    """What the script says, run by a Python that sees nothing of this project."""
    path = folder / "proof.json"
    path.write_text(json.dumps(proof))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", SCRIPT, path, verifier),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    return process.returncode or 0, told.decode()


@pytest.mark.parametrize("words", [(), ("proof.json",), ("proof.json", VERIFIER, "more")])
async def test_whoever_gives_the_script_too_little_is_told_how_it_is_called(
    words: tuple[str, ...],
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-S", SCRIPT, *words, stderr=asyncio.subprocess.PIPE
    )
    _, told = await process.communicate()
    assert process.returncode == 1
    assert b"usage: python check_proof.py PROOF.json VERIFIER_KEY" in told


HOW = {
    ACKNOWLEDGED: "acknowledged",
    AGAIN: "acknowledged",
    DISPUTED: "acknowledged",
    DECLINED: "declined",
}


async def test_a_signed_review_is_proven_without_a_word_of_it(
    archive: Archive, log: SealedLog, year: PlayedCycle, tmp_path: Path
) -> None:
    for which, how in HOW.items():
        proof = await proof_of(archive, log, year, which)
        code, told = await checked(proof, tmp_path)
        assert code == 0, told
        reviewee = year.stories[which].state.planned.reviewee
        assert f"PROVEN: review {year.stories[which].review} {how} by {reviewee}" in told
        assert proof["words"] is None
        assert proof["since"] is not None


async def test_the_words_can_be_checked_against_what_was_signed(
    archive: Archive, log: SealedLog, year: PlayedCycle, tmp_path: Path
) -> None:
    proof = await proof_of(archive, log, year, ACKNOWLEDGED, with_words=True)
    assert (await checked(proof, tmp_path))[0] == 0
    texts = proof["words"]["texts"]
    version, text = next(iter(texts.items()))
    for other in (text + " ", "{}"):
        texts[version] = other
        code, told = await checked(proof, tmp_path)
        assert (code, told) == (1, f"NOT PROVEN: version {version} was of other words.\n")


async def test_a_reason_of_hr_is_neither_in_the_way_of_a_proof_with_words_nor_laid_open_by_it(
    archive: Archive, log: SealedLog, year: PlayedCycle, tmp_path: Path
) -> None:
    story = year.stories[ACKNOWLEDGED]
    why = await archive.vault.stage(UUID(int=78), ORGANISATION, {"reason": "Only for HR."})
    moved = PartHandedOver(
        at=NOON, request="hr", role=None, from_person=None, to=None, by=None, content=why
    )
    await archive.journal.append(story.review, None, [Entry(moved)])
    await make_checkpoint(log, KEY, NOON)
    proof = await proof_of(archive, log, year, ACKNOWLEDGED, with_words=True)
    assert (await checked(proof, tmp_path))[0] == 0
    assert "Only for HR" not in str(proof["words"])


async def test_a_proof_holds_after_the_person_was_erased_and_words_can_never_be_added(
    archive: Archive, log: SealedLog, year: PlayedCycle, tmp_path: Path
) -> None:
    before = await proof_of(archive, log, year, ACKNOWLEDGED)
    await archive.keys.destroy(year.stories[ACKNOWLEDGED].state.planned.reviewee)
    assert await proof_of(archive, log, year, ACKNOWLEDGED) == before
    assert (await checked(before, tmp_path))[0] == 0
    assert (await audit(log)).holds
    with pytest.raises(ContentNotFound):
        await proof_of(archive, log, year, ACKNOWLEDGED, with_words=True)


def flipped(value: JsonValue) -> JsonValue:
    """Something else of the same kind."""
    match value:
        case None:
            return "AAAA"
        case bool() | int():
            return value + 1
        case str():
            return value[:4] + ("A" if value[4:5] != "A" else "B") + value[5:]
        case _:
            raise TypeError(value)


Place = tuple[str | int, ...]


def places_in(value: JsonValue, *above: str | int) -> list[Place]:
    """The way to every single value in a proof."""
    if isinstance(value, dict):
        return [place for key, each in value.items() for place in places_in(each, *above, key)]
    if isinstance(value, list):
        return [place for at, each in enumerate(value) for place in places_in(each, *above, at)]
    return [above]


def changed_at(
    proof: dict[str, Any], place: Place, change: Callable[[JsonValue], JsonValue]
) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(proof))
    inside: Any = copy
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = change(inside[place[-1]])
    return copy


IN_ONE_GO = """
import json, runpy, sys
main = runpy.run_path(sys.argv[1])["main"]
for line in sys.stdin:
    try:
        main(json.loads(line), sys.argv[2])
        print("PROVEN")
    except (SystemExit, Exception) as refusal:
        print(f"refused: {refusal!r}")
"""


async def outcomes_of(proofs: list[dict[str, Any]]) -> list[str]:
    """What the script makes of many proofs, all in one process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", "-c", IN_ONE_GO, SCRIPT, VERIFIER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate("\n".join(map(json.dumps, proofs)).encode())
    return [line for line in told.decode().splitlines() if not line.startswith("PROVEN: ")]


async def test_no_field_of_a_proof_can_be_changed(
    archive: Archive, log: SealedLog, year: PlayedCycle
) -> None:
    proof = await proof_of(archive, log, year, DECLINED, with_words=True)
    of_a_kind = {tuple(each for each in place if isinstance(each, str)): place
                 for place in places_in(proof)}  # fmt: skip
    tampered = [changed_at(proof, place, flipped) for place in of_a_kind.values()]
    proven, *refused = await outcomes_of([proof, *tampered])
    assert proven == "PROVEN"
    assert {"path", "sealed", "key", "checkpoint"} <= {kind[-1] for kind in of_a_kind if kind}
    assert [
        kind for kind, told in zip(of_a_kind, refused, strict=True) if told[:7] != "refused"
    ] == []


async def test_no_event_can_be_left_out_doubled_or_moved_within_a_proof(
    archive: Archive, log: SealedLog, year: PlayedCycle
) -> None:
    proof = await proof_of(archive, log, year, ACKNOWLEDGED)
    first, second, *rest = proof["events"]
    lists = [[first, *rest], [first, first, second, *rest], [second, first, *rest], []]
    lists += [[first, second, *rest[:-1]], [*rest, first, second]]
    tampered = [{**proof, "events": events} for events in lists]
    short = {**first, "path": first["path"][:-1]}
    tampered += [{**proof, "events": [short, second, *rest]}]
    tampered += [{**proof, "checkpoint": proof["since"]["checkpoint"]}]
    assert "PROVEN" not in await outcomes_of(tampered)


async def test_a_proof_is_checked_with_the_key_that_was_published_and_no_other(
    archive: Archive, log: SealedLog, year: PlayedCycle, tmp_path: Path
) -> None:
    proof = await proof_of(archive, log, year, ACKNOWLEDGED)
    for other in (AuditKey(ORIGIN, [b"o" * 32]), AuditKey("perennial/log/other", [b"s" * 32])):
        code, told = await checked(proof, tmp_path, other.verifiers[0].text)
        assert (code, told) == (1, "NOT PROVEN: the checkpoint is of another log or key.\n")
    code, told = await checked(proof, tmp_path, "no key")
    assert (code, told) == (1, "NOT PROVEN: the proof or the key cannot be read (ValueError).\n")


def test_the_script_is_short_enough_to_be_read_and_needs_nothing() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    assert max(map(len, text.splitlines())) <= 105


async def test_what_nobody_signed_or_sealed_is_not_proven(archive: Archive, log: SealedLog) -> None:
    year = await scored_year(archive)
    review = year.stories[ACKNOWLEDGED].review
    with pytest.raises(NothingSigned):
        await review_proven(archive, log, KEY.verifiers, review, with_words=False)
    await recorded(archive, year.batches())
    with pytest.raises(NotSealedYet):
        await review_proven(archive, log, KEY.verifiers, review, with_words=False)
    nobodys = ReviewId(UUID(int=1))
    with pytest.raises(NothingSigned):
        await review_proven(archive, log, KEY.verifiers, nobodys, with_words=False)


@pytest.mark.parametrize(
    "change",
    ["UPDATE log.event SET meta = '{\"a\":1}' WHERE stream_id = $1 AND version = 2",
     "UPDATE log.event SET leaf_hash = sha256('x') WHERE stream_id <> $1 AND position < 9"],
)  # fmt: skip
async def test_a_log_that_was_tampered_with_proves_nothing(
    archive: Archive,
    log: SealedLog,
    year: PlayedCycle,
    superuser: asyncpg.Connection,
    change: str,
) -> None:
    async with unguarded(superuser):
        await superuser.execute(change, year.stories[ACKNOWLEDGED].review)
    with pytest.raises(LogNotAsSealed):
        await proof_of(archive, log, year, ACKNOWLEDGED)
