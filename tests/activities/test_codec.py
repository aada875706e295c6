"""What Temporal keeps of a payload: nothing that can be read without the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from activities.codec import (
    Keyring,
    KeyUnreadable,
    PayloadSealedElsewhere,
    SealingCodec,
    data_converter,
    new_key,
)

WORDS = "Ana exceeded every expectation"


class Submission(BaseModel):
    """A message as workflows take it, with words in it that should never be there."""

    review_id: str
    words: str


async def test_no_word_of_a_payload_can_be_read_in_temporal(keyring: Keyring) -> None:
    message = Submission(review_id="r-17", words=WORDS)
    [payload] = await data_converter(keyring).encode([message])
    stored = payload.SerializeToString()
    assert b"Ana" not in stored
    assert b"r-17" not in stored
    assert payload.metadata["encoding"] == b"sealed"


async def test_a_payload_comes_back_as_the_model_it_was(keyring: Keyring) -> None:
    converter = data_converter(keyring)
    message = Submission(review_id="r-17", words=WORDS)
    assert await converter.decode(await converter.encode([message]), [Submission]) == [message]


async def test_no_word_of_a_failure_can_be_read_in_temporal(keyring: Keyring) -> None:
    failure = Failure()
    error = ApplicationError(WORDS, WORDS, type="step_already_closed", non_retryable=True)
    await data_converter(keyring).encode_failure(error, failure)
    assert b"Ana" not in failure.SerializeToString()
    assert failure.application_failure_info.type == "step_already_closed"


async def test_the_same_payload_is_never_sealed_to_the_same_bytes(keyring: Keyring) -> None:
    codec = SealingCodec(keyring)
    payload = Payload(data=b"the same")
    assert await codec.encode([payload]) != await codec.encode([payload])


async def test_a_replaced_key_still_opens_what_it_sealed() -> None:
    old, new = new_key(), new_key()
    payload = Payload(metadata={"encoding": b"json/plain"}, data=b'{"a": 1}')
    sealed = await SealingCodec(Keyring.parse(old)).encode([payload])
    assert await SealingCodec(Keyring.parse(f"{new}\n{old}\n")).decode(sealed) == [payload]


async def test_a_payload_of_another_installation_is_refused_with_a_sentence() -> None:
    sealed = await SealingCodec(Keyring.parse(new_key())).encode([Payload(data=b"x")])
    with pytest.raises(PayloadSealedElsewhere, match="not in the key file"):
        await SealingCodec(Keyring.parse(new_key())).decode(sealed)


@pytest.mark.parametrize("place", [0, 11, 12, -1])
async def test_a_changed_payload_is_refused(keyring: Keyring, place: int) -> None:
    codec = SealingCodec(keyring)
    [sealed] = await codec.encode([Payload(data=b"as it was written")])
    changed = bytearray(sealed.data)
    changed[place] ^= 1
    sealed.data = bytes(changed)
    with pytest.raises(PayloadSealedElsewhere):
        await codec.decode([sealed])


async def test_a_truncated_payload_is_refused(keyring: Keyring) -> None:
    codec = SealingCodec(keyring)
    [sealed] = await codec.encode([Payload(data=b"as it was written")])
    sealed.data = sealed.data[:5]
    with pytest.raises(PayloadSealedElsewhere):
        await codec.decode([sealed])


async def test_what_others_wrote_unsealed_passes_through(keyring: Keyring) -> None:
    payload = Payload(metadata={"encoding": b"json/plain"}, data=b"1")
    assert await SealingCodec(keyring).decode([payload]) == [payload]


async def test_an_empty_answer_costs_nothing(keyring: Keyring) -> None:
    payload = Payload(metadata={"encoding": b"binary/null"})
    assert await SealingCodec(keyring).encode([payload]) == [payload]


async def test_a_message_of_ids_is_stored_smaller_than_it_was(keyring: Keyring) -> None:
    data = b'{"review_id":"0192f0c1","events":[' + b'{"kind":"StepOpened","step_id":"x"},' * 9
    payload = Payload(metadata={"encoding": b"json/plain"}, data=data)
    [sealed] = await SealingCodec(keyring).encode([payload])
    assert sealed.ByteSize() < payload.ByteSize() / 2


@given(data=st.binary(max_size=2000))
async def test_any_bytes_survive_the_journey(data: bytes) -> None:
    codec = SealingCodec(Keyring([b"k" * 32]))
    payload = Payload(metadata={"encoding": b"binary/plain"}, data=data)
    assert await codec.decode(await codec.encode([payload])) == [payload]


@pytest.mark.parametrize("text", ["", "not base64!", "c2hvcnQ=", f"{'A' * 43}=\n{'A' * 43}="])
def test_a_file_that_holds_no_keys_is_refused(text: str) -> None:
    with pytest.raises(KeyUnreadable):
        Keyring.parse(text)
