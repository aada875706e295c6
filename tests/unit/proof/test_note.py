"""A checkpoint is read in the one way in which it is written, or not at all."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.proof.note import Head, Note, NoteUnreadable, VerifierKey, VerifierKeyUnreadable

HEADS = st.builds(
    Head,
    origin=st.from_regex(r"[a-z]+(/[a-z0-9-]+){0,3}", fullmatch=True),
    size=st.integers(0, 10**17),
    root=st.binary(min_size=32, max_size=32),
)
NOTES = st.builds(
    Note,
    head=HEADS,
    name=st.just("perennial/log"),
    key_id=st.binary(min_size=4, max_size=4),
    signature=st.binary(min_size=64, max_size=64),
)
KEYS = st.builds(
    VerifierKey, name=st.just("perennial/log"), public=st.binary(min_size=32, max_size=32)
)


@given(NOTES)
def test_a_note_is_read_as_it_was_written(note: Note) -> None:
    assert Note.parse(note.text) == note


@given(NOTES, st.data())
def test_a_note_with_another_sign_in_it_is_another_note_or_none(
    note: Note, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(note.text) - 1))
    text = note.text[:at] + data.draw(st.characters(codec="utf-8")) + note.text[at + 1 :]
    try:
        assert (Note.parse(text) == note) == (text == note.text)
    except NoteUnreadable:
        assert text != note.text


def test_the_form_is_the_one_that_others_read() -> None:
    head = Head(origin="example.com/log", size=7, root=bytes(32))
    note = Note(head=head, name="example.com/log", key_id=b"\1\2\3\4", signature=bytes(64))
    root, signature = b64encode(bytes(32)).decode(), b64encode(b"\1\2\3\4" + bytes(64)).decode()
    assert note.text == (f"example.com/log\n7\n{root}\n\n\N{EM DASH} example.com/log {signature}\n")


@pytest.mark.parametrize(
    "change",
    [
        ("\n7\n", "\n07\n"),
        ("\n7\n", "\n-7\n"),
        ("\n\n", "\n"),
        ("\N{EM DASH}", "-"),
        ("AAAA=\n\n", "AAAA=\nextra\n\n"),
        ("AAAA=\n\n", "AAAA\n\n"),
    ],
)
def test_what_is_nearly_a_checkpoint_is_refused(change: tuple[str, str]) -> None:
    head = Head(origin="example.com/log", size=7, root=bytes(32))
    text = Note(head=head, name="n", key_id=bytes(4), signature=bytes(64)).text
    assert change[0] in text
    with pytest.raises(NoteUnreadable):
        Note.parse(text.replace(*change, 1))


def test_the_key_id_is_the_one_of_the_specification() -> None:
    """The example of https://pkg.go.dev/golang.org/x/mod/sumdb/note."""
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert VerifierKey.parse(text).key_id.hex() == "c74f20a3"


@given(KEYS, st.data())
def test_a_verifier_key_is_read_whole_or_not_at_all(key: VerifierKey, data: st.DataObject) -> None:
    assert VerifierKey.parse(key.text) == key
    at = data.draw(st.integers(0, len(key.text) - 2))
    with pytest.raises(VerifierKeyUnreadable):
        VerifierKey.parse(key.text[:at] + key.text[at + 1 :])
