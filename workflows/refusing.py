"""The seam where a refusal of the domain becomes a failed update, and nothing worse.

A plain exception in a handler would wedge the whole workflow; a typed failure only answers no.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

from domain.errors import ReviewError


@contextmanager
def refusals_answered() -> Iterator[None]:
    """Turn a refusal into an answer that carries its code and its sentence."""
    try:
        yield
    except ReviewError as refusal:
        raise ApplicationError(str(refusal), type=refusal.code, non_retryable=True) from None
