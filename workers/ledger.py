"""Reads the ledger of erasures that an installation keeps outside its database."""

from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import ReviewError
from domain.ids import OrganisationId
from gateway.subject.reapplying import OfLedger


class LedgerUnreadable(ReviewError):
    """This is no ledger that `perennial subject ledger --json` printed."""

    code: ClassVar[str] = "ledger_unreadable"


class OfAnotherOrganisation(ReviewError):
    """This is the ledger of another organisation. Nothing was changed."""

    code: ClassVar[str] = "ledger_of_another_organisation"


class _Ledger(BaseModel):
    model_config = ConfigDict(extra="ignore")

    organisation: OrganisationId
    ledger: tuple[OfLedger, ...]


def read_ledger(file: Path, organisation: OrganisationId) -> tuple[OfLedger, ...]:
    """Read what `perennial subject ledger --json` printed.

    Raises:
        LedgerUnreadable: it is something else.
        OfAnotherOrganisation: it tells of other people.
    """
    try:
        read = _Ledger.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        raise LedgerUnreadable(
            f"{file} is no ledger. Give the file that `perennial subject ledger --json` printed."
        ) from None
    if read.organisation != organisation:
        raise OfAnotherOrganisation
    return read.ledger
