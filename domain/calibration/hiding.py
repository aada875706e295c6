"""Which rows of a board somebody does not see, and why."""

from collections.abc import Collection
from enum import StrEnum

from domain.ids import PersonId


class Hidden(StrEnum):
    """Why a row is kept from somebody at the table."""

    OWN = "own"
    LEADS_YOU = "leads_you"  # they report to that person
    YOU_LEAD = "you_lead"  # that person reports to them, and the cycle hides such rows


def why_hidden(
    viewer: PersonId,
    reviewee: PersonId,
    manager: PersonId | None,
    hidden_from: Collection[PersonId],
    *,
    leads_viewer: bool = False,
    hide_own_reports: bool = False,
) -> Hidden | None:
    """Say why a row is not shown to a viewer; None when it is.

    Args:
        viewer: who looks.
        reviewee: whom the row is about.
        manager: who leads the reviewee today.
        hidden_from: from whom the row was hidden when the session was set up.
        leads_viewer: whether the viewer reports to the reviewee today.
        hide_own_reports: whether the cycle keeps managers from the rows of their own reports.
    """
    if viewer == reviewee:
        return Hidden.OWN
    leads_reviewee = viewer == manager
    if leads_reviewee and hide_own_reports:
        return Hidden.YOU_LEAD
    if leads_viewer or viewer in hidden_from:
        return Hidden.YOU_LEAD if leads_reviewee else Hidden.LEADS_YOU
    return None
