"""The one list of search attributes: process facts and opaque ids, which no codec reaches."""

from typing import Final

from temporalio.common import SearchAttributeKey

ORGANISATION_ID: Final = SearchAttributeKey.for_keyword("OrganisationId")
CYCLE_ID: Final = SearchAttributeKey.for_keyword("CycleId")
UNIT_ID: Final = SearchAttributeKey.for_keyword("UnitId")
