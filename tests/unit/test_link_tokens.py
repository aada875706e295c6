"""Tokens of links: nobody makes one without a key, and keys are replaced in steps."""

from base64 import b64encode
from uuid import UUID, uuid4

import pytest

from storage.link_tokens import LinkKeysUnreadable, LinkSigner, TokenForged

OLD, NEW = b"o" * 32, b"n" * 32
LINK = UUID("11111111-2222-5333-8444-555555555555")


def test_a_token_names_the_link_it_was_made_for() -> None:
    signer = LinkSigner([OLD])
    assert signer.read(signer.sign(LINK)) == LINK


def test_a_token_fits_into_an_address_as_it_is() -> None:
    token = LinkSigner([OLD]).sign(LINK)
    assert len(token) == 66
    assert token.replace(".", "").replace("-", "").replace("_", "").isalnum()
    # A mail program leaves a sign at the end out of the link it makes of an address.
    assert all(LinkSigner([OLD]).sign(uuid4())[-1].isalnum() for _ in range(50))


def test_after_a_new_key_came_first_old_links_still_open() -> None:
    token = LinkSigner([OLD]).sign(LINK)
    assert LinkSigner([NEW, OLD]).read(token) == LINK


def test_the_first_key_signs() -> None:
    token = LinkSigner([NEW, OLD]).sign(LINK)
    assert LinkSigner([NEW]).read(token) == LINK


def test_a_key_that_was_thrown_away_opens_nothing() -> None:
    token = LinkSigner([OLD]).sign(LINK)
    with pytest.raises(TokenForged):
        LinkSigner([NEW]).read(token)


def test_a_token_of_another_kind_is_not_taken_for_a_link() -> None:
    signer = LinkSigner([OLD])
    with pytest.raises(TokenForged):
        signer.read(signer.for_purpose("ticket").sign(LINK))


@pytest.mark.parametrize(
    "token", ["", ".", "é", "x" * 101, "AAAA.AAAA", f"{LINK}", "\0", "a.b.c", "ESIRIQ"]
)
def test_whatever_else_is_typed_is_refused(token: str) -> None:
    with pytest.raises(TokenForged):
        LinkSigner([OLD]).read(token)


@pytest.mark.parametrize("place", [0, 10, 21, 23, 40, 60])
def test_a_token_with_one_sign_changed_is_refused(place: int) -> None:
    signer = LinkSigner([OLD])
    token = signer.sign(LINK)
    other = "A" if token[place] != "A" else "B"
    with pytest.raises(TokenForged):
        signer.read(token[:place] + other + token[place + 1 :])


def test_keys_are_written_one_a_line() -> None:
    text = "\n".join(b64encode(key).decode() for key in (NEW, OLD))
    assert LinkSigner.parse(text).sign(LINK) == LinkSigner([NEW, OLD]).sign(LINK)


@pytest.mark.parametrize("text", ["", "AAAA", "not base64 at all!"])
def test_what_holds_no_keys_is_refused(text: str) -> None:
    with pytest.raises(LinkKeysUnreadable):
        LinkSigner.parse(text)
