from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from activities.packing import pack, unpack

IDS = st.uuids().map(lambda one: str(one).encode())
DIGESTS = st.binary(min_size=32, max_size=32).map(lambda one: one.hex().encode())
WORDS = st.sampled_from([b'{"submission":"', b'","content":"', b"\xff", b"\xfe", b"\xfd", b"-"])


@given(st.lists(IDS | DIGESTS | WORDS | st.binary(max_size=20)).map(b"".join))
@example(b"\xff" + bytes(16))
@example(str(UUID(int=0)).upper().encode())
def test_whatever_is_packed_comes_back_byte_for_byte(text: bytes) -> None:
    assert unpack(pack(text)) == text


@given(IDS)
def test_an_id_takes_hardly_more_than_its_sixteen_bytes(name: bytes) -> None:
    assert len(pack(b'"submission":"' + name + b'"')) <= 26


@given(DIGESTS)
def test_a_digest_takes_hardly_more_than_its_thirty_two_bytes(digest: bytes) -> None:
    assert len(pack(b'"sha256":"' + digest + b'"')) <= 46
