"""The links in a message: each opens one thing for the person who is written to."""

from dataclasses import dataclass
from datetime import UTC, datetime

from domain.reach import Link
from storage.link_tokens import LinkSigner
from storage.links import LinkBook


@dataclass(frozen=True, slots=True)
class Linker:
    """Makes the addresses that messages carry; `base_url` ends without a slash."""

    book: LinkBook
    signer: LinkSigner
    base_url: str

    async def to(self, link: Link) -> str:
        """Give the address that opens this; the same one whenever somebody is written to again.

        Raises:
            LogOutOfReach: the database did not answer; asking again is safe.
        """
        name = await self.book.ensure(link, datetime.now(UTC))
        return f"{self.base_url}/s/{self.signer.sign(name)}"

    def page(self, path: str) -> str:
        """Give the address of a page that asks for sign-in; `path` begins with a slash."""
        return f"{self.base_url}{path}"
