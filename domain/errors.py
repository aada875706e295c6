"""Every refusal of the system, each a sentence an HR reader can act on."""

from typing import ClassVar


class ReviewError(Exception):
    """The request was refused."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str | None = None) -> None:
        """Take a more exact sentence, or speak the docstring of the class."""
        super().__init__(message or (type(self).__doc__ or "").strip().partition("\n")[0])
