"""A closed list of words stands in histories in clear, and nothing else ever does."""

import json
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload

from activities.codec import Keyring, SealingCodec, new_key
from activities.in_clear import IN_CLEAR, RECORDS, WAITS, Clear, recorded
from domain.clock import Moment
from domain.definition.words import Condition
from domain.development.words import Decision, Progress
from domain.progress.off_track import OffTrack
from domain.progress.reading import Confidence
from domain.review.verdict import Verdict
from storage.event_types import EVENT_TYPES

JSON = {"encoding": b"json/plain"}
CODEC = SealingCodec(Keyring.parse(new_key()))


@pytest.mark.parametrize("text", Clear)
async def test_every_word_of_the_list_stays_as_it_is(text: Clear) -> None:
    payload = Payload(metadata=JSON, data=json.dumps(text).encode())
    assert await CODEC.encode([payload]) == [payload]
    assert await CODEC.decode([payload]) == [payload]


@given(st.text(min_size=1))
async def test_no_other_text_stays_in_clear(text: str) -> None:
    data = json.dumps(text).encode()
    [sealed] = await CODEC.encode([Payload(metadata=JSON, data=data)])
    assert (sealed.metadata["encoding"] == b"sealed") is (data not in IN_CLEAR)


@pytest.mark.parametrize(
    "text",
    [
        *(Clear.REMINDER.upper(), f"{Clear.REMINDER} ", f"{Clear.REMINDER} Ana", ""),
        *([Clear.REMINDER], {"what": Clear.REMINDER}, None),
    ],
)
async def test_a_word_of_the_list_with_anything_beside_it_is_sealed(text: object) -> None:
    [sealed] = await CODEC.encode([Payload(metadata=JSON, data=json.dumps(text).encode())])
    assert sealed.metadata["encoding"] == b"sealed"


@pytest.mark.parametrize("metadata", [{}, {"encoding": b"binary/plain"}, {**JSON, "who": b"Ana"}])
async def test_a_word_of_the_list_that_carries_something_else_is_sealed(
    metadata: dict[str, bytes],
) -> None:
    payload = Payload(metadata=metadata, data=json.dumps(Clear.REVIEW).encode())
    [sealed] = await CODEC.encode([payload])
    assert sealed.metadata == {"encoding": b"sealed"}


def test_no_word_of_the_list_is_an_answer_that_somebody_gave() -> None:
    answers = chain(Verdict, Progress, Decision, Confidence, OffTrack, Condition)
    assert {text.casefold() for text in Clear} & {str(each) for each in answers} == set()


def test_what_is_named_in_clear_are_facts_and_moments_that_there_are() -> None:
    assert set(RECORDS) <= set(EVENT_TYPES)
    assert set(Moment) <= set(WAITS)
    assert recorded("SignatureDisputed") is Clear.RECORD
